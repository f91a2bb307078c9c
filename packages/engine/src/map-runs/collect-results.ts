import {
  addPage,
  type ChildStatus,
  childNames,
  type EndedChild,
  gatherResults,
  type MapRunFailure,
  type PendingChild,
  takeChild,
} from '@pasos/asl'
import type { MapRunJournal, ResultRequest, ResultSink } from '../ports/map-runs.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import type { MapRunActor } from './map-run-actor.ts'
import { type PageReading, readPage } from './read-page.ts'

const pageSize = 100

/** The results of a Map Run as JSON text: what its writer says, or the list of its children's outputs. */
export async function collectResults(
  journal: Pick<MapRunJournal, 'childRecords'>,
  sinks: readonly ResultSink[],
  actor: MapRunActor,
): Promise<{ text: string } | { failure: MapRunFailure }> {
  const { spec, owner } = actor
  const resource = spec.writer?.resource
  const sink = resource === undefined ? undefined : sinks.find(candidate => candidate.claims(resource))
  const children = (): AsyncIterable<EndedChild> => endedChildren(journal, actor)
  if (sink !== undefined && resource !== undefined) {
    const written = await sink.write({ ...requestOf(actor, resource), children, pending: nothing })
    if (written.outcome === 'written') return { text: JSON.stringify(written.output) }
    return { failure: { error: 'States.ResultWriterFailed', cause: written.cause } }
  }
  const gathering = gatherResults(spec, owner.environment.limits.payloadBytes)
  for await (const child of children()) if (!gathering.add(child)) break
  const { text, failure } = gathering.result()
  return failure === undefined ? { text } : { failure }
}

/**
 * Exports what a Map Run that failed or was stopped has of results, and the inputs of the children that never began: AWS's PENDING files.
 * Of items that a reader finds, only those that were read already. What can't be written changes nothing about the failure.
 */
export async function exportResults(
  journal: Pick<MapRunJournal, 'childRecords'>,
  sinks: readonly ResultSink[],
  reading: PageReading,
  actor: MapRunActor,
  now: number,
): Promise<void> {
  const resource = actor.spec.writer?.resource
  const sink = resource === undefined ? undefined : sinks.find(candidate => candidate.claims(resource))
  if (sink === undefined || resource === undefined) return
  const children = (): AsyncIterable<EndedChild> => endedChildren(journal, actor)
  await sink.write({ ...requestOf(actor, resource), children, pending: () => pendingChildren(reading, actor, now) })
}

/** AWS: what could not be written at the end is found out before anything runs. */
export async function proveWriter(sinks: readonly ResultSink[], actor: MapRunActor): Promise<MapRunFailure | undefined> {
  const resource = actor.spec.writer?.resource
  const sink = resource === undefined ? undefined : sinks.find(candidate => candidate.claims(resource))
  const cause = resource === undefined ? undefined : await sink?.prove?.(requestOf(actor, resource))
  return cause === undefined ? undefined : { error: 'States.ResultWriterFailed', cause, thrownAt: '' }
}

function requestOf({ spec, owner }: MapRunActor, resource: string): Omit<ResultRequest, 'children' | 'pending'> {
  const { request = {}, config = {} } = spec.writer ?? {}
  const { roleArn, stateMachineArn } = owner.record
  return { mapRunArn: spec.arn, resource, request, config, roleArn, stateMachineArn }
}

async function* nothing(): AsyncGenerator<PendingChild> {}

async function* pendingChildren(reading: PageReading, actor: MapRunActor, now: number): AsyncGenerator<PendingChild> {
  const { spec, run } = actor
  // The Map Run itself stays where it is: a redrive begins these children after all.
  const copy = { ...actor }
  for (let { feed } = run; ; ) {
    const taken = takeChild(feed, spec.batch)
    feed = taken.feed
    if (taken.child !== undefined) yield { ...childNames(spec, taken.child.first), input: taken.child.input.text }
    else if (feed.isLast || spec.items.kind !== 'listed') return
    else {
      const item = feed.item + feed.items.length
      const page = await readPage(reading, copy, { type: 'ReadItems', item, most: pageSize }, now)
      if (page.type !== 'PageRead') return
      feed = addPage(feed, page)
    }
  }
}

async function* endedChildren(journal: Pick<MapRunJournal, 'childRecords'>, { number }: MapRunActor): AsyncGenerator<EndedChild> {
  for (let from = 0; ; ) {
    const page = await journal.childRecords(number, { from, limit: pageSize })
    for (const record of page) yield endedChild(record)
    const last = page.at(-1)?.mapRun
    if (last === undefined || page.length < pageSize) return
    from = last.first + 1
    await new Promise(resolve => setImmediate(resolve))
  }
}

function endedChild(record: ExecutionRecord): EndedChild {
  const { executionArn, stateMachineArn, name, input, output, error, cause, startDate, stopDate, redriveCount } = record
  return {
    ...{ executionArn, stateMachineArn, name, input, startDate, redriveCount, status: record.status as ChildStatus },
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(stopDate === undefined ? {} : { stopDate }),
  }
}
