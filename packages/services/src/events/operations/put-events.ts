import { parseJson } from '@pasos/asl'
import type { eventbridge, Operation, OperationContext } from '@pasos/wire'
import { type RouteOptions, together } from '../delivery/bus-router.ts'
import type { Written } from '../delivery/targets.ts'
import type { EventsDependencies } from '../dependencies.ts'
import { validation } from '../errors.ts'
import { type BusRecord, busArnOf, findBus } from '../records/bus-record.ts'
import { type BusEvent, eventTime } from '../records/event.ts'

/** AWS: 1 MB for all entries together, since 2025. */
const longestBytes = 1_048_576

type Entry = eventbridge.PutEventsRequestEntry

type PutEvents = Operation<eventbridge.PutEventsRequest, eventbridge.PutEventsResponse>

/** Bad entries are refused one by one, in an answer that is a success; the good ones are on their way to all targets when it comes. */
export function putEvents(deps: EventsDependencies): PutEvents {
  const run: PutEvents = async (input, context) => {
    const entries = read(deps, input, context)
    const routed: Written[] = []
    for (const entry of entries) if (entry.bus) routed.push(await deps.router.route(entry.bus.arn, entry.event, entry.options))
    const { writes, settle } = together(routed)
    if (context.deferred) context.deferred.add(writes, settle)
    else {
      if (writes.length > 0) await deps.data.commit(writes)
      settle(true)
    }
    return answerOf(entries)
  }
  run.atOnce = (input, context) => {
    const entries = read(deps, input, context)
    const ways: (() => Written)[] = []
    for (const entry of entries) {
      if (!entry.bus) continue
      const way = entry.bus.kmsKeyId === undefined ? deps.router.routeAtOnce(entry.bus.arn, entry.event, entry.options) : undefined
      if (way === undefined) return undefined
      ways.push(way)
    }
    return () => {
      const { writes, settle } = together(ways.map(way => way()))
      context.deferred!.add(writes, settle)
      return answerOf(entries)
    }
  }
  return run
}

type Read =
  | { problem: [code: string, message: string]; bus?: never }
  /** Into a bus that is not there events go without a word, as on AWS. */
  | { problem?: never; event: BusEvent; bus?: BusRecord | undefined; options: RouteOptions }

function read(deps: EventsDependencies, { Entries = [] }: eventbridge.PutEventsRequest, context: OperationContext): Read[] {
  if (Entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > longestBytes) {
    throw validation('Total size of the entries in the request is over the limit.')
  }
  return Entries.map((entry): Read => {
    const problem = problemOf(entry)
    if (problem) return { problem }
    const options = { traceHeader: entry.TraceHeader ?? context.traceHeader }
    return { event: eventOf(deps, entry, context), bus: findBus(deps.catalog, busArnOf(entry.EventBusName, context)), options }
  })
}

function answerOf(entries: readonly Read[]): eventbridge.PutEventsResponse {
  const results = entries.map(({ problem, ...read }) =>
    problem ? { ErrorCode: problem[0], ErrorMessage: problem[1] } : { EventId: (read as { event: BusEvent }).event.id },
  )
  return { FailedEntryCount: entries.filter(({ problem }) => problem).length, Entries: results }
}

function problemOf({ Source, DetailType, Detail }: Entry): [code: string, message: string] | undefined {
  const missing = (name: string): [string, string] => [
    'InvalidArgument',
    `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  ]
  if (!Source) return missing('Source')
  if (!DetailType) return missing('DetailType')
  if (!Detail) return missing('Detail')
  if (Source.startsWith('aws.')) return ['NotAuthorizedForSourceException', 'Not authorized for the source.']
  try {
    const value: unknown = JSON.parse(Detail)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined
  } catch {
    // Refused below.
  }
  return ['MalformedDetail', 'Detail is malformed.']
}

function eventOf({ clock, ids }: EventsDependencies, entry: Entry, { accountId, region }: OperationContext): BusEvent {
  return {
    version: '0',
    id: ids.uuid(),
    'detail-type': entry.DetailType!,
    source: entry.Source!,
    account: accountId,
    time: eventTime(entry.Time?.getTime() ?? clock.now()),
    region,
    resources: entry.Resources ?? [],
    detail: parseJson(entry.Detail!),
  }
}

/** Developer guide, "Calculating PutEvents event entry size". */
function bytesOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources]
  return (Time === undefined ? 0 : 14) + texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
}
