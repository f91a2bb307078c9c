import { type ChildStatus, type EndedChild, gatherResults, type MapRunFailure } from '@pasos/asl'
import type { MapRunJournal, ResultSink } from '../ports/map-runs.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import type { MapRunActor } from './map-run-actor.ts'

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
    const { request = {}, config = {} } = spec.writer ?? {}
    const { roleArn, stateMachineArn } = owner.record
    const written = await sink.write({ mapRunArn: spec.arn, resource, request, config, roleArn, stateMachineArn, children })
    if (written.outcome === 'written') return { text: JSON.stringify(written.output) }
    return { failure: { error: 'States.ResultWriterFailed', cause: written.cause } }
  }
  const gathering = gatherResults(spec, owner.environment.limits.payloadBytes)
  for await (const child of children()) if (!gathering.add(child)) break
  const { text, failure } = gathering.result()
  return failure === undefined ? { text } : { failure }
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
