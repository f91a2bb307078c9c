import type { HistoryEvent, Json, JsonObject } from '@pasos/asl'
import { type PlacedEvent, placedEvents } from '../run/execution-path.ts'

/** A recorded execution as a file of tests has it. */
export interface RecordedCase {
  name: string
  input: Json
  mocks: Record<string, Json>
  expect: JsonObject
}

const ENDED = /^(LambdaFunction|Task|Activity)(Succeeded|Failed|TimedOut|ScheduleFailed|StartFailed|SubmitFailed)$/
const ENDS = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted'])

/**
 * What an execution's tasks answered, as mocks, and how it went, as what is expected.
 * @param history AWS's events: timestamps are epoch milliseconds
 * @throws Error for a history that has not ended, or that a test could not replay
 */
export function recordCase(name: string, history: readonly HistoryEvent[]): RecordedCase {
  const [first] = history
  const last = history.findLast(({ type }) => ENDS.has(type))
  if (first?.type !== 'ExecutionStarted' || last === undefined)
    throw new Error('The history does not go from the start of an execution to its end')
  if (history.some(({ type }) => type === 'MapRunStarted')) {
    throw new Error('A distributed Map has children of its own, whose answers are not in this history')
  }
  const placed = placedEvents(history)
  const path = history.flatMap(event => event['stateEnteredEventDetails']?.['name'] ?? [])
  return {
    name,
    input: dataOf(first['executionStartedEventDetails']?.['input']),
    mocks: mocksOf(placed),
    expect: { ...expectedEnd(last), path },
  }
}

function expectedEnd(last: HistoryEvent): JsonObject {
  if (last.type === 'ExecutionSucceeded') return { output: parsed(last['executionSucceededEventDetails']?.['output']) ?? null }
  const { error, cause } = details(last)
  const status = { ExecutionFailed: 'FAILED', ExecutionTimedOut: 'TIMED_OUT', ExecutionAborted: 'ABORTED' }[last.type as string] ?? 'FAILED'
  return { status, ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
}

/** By state the answers in their order; within a Map by its item. */
function mocksOf(events: readonly PlacedEvent[]): Record<string, Json> {
  const answers = new Map<string, Map<string, Json[]>>()
  const began = new Map<string, number>()
  for (const { event, state, indexes } of events) {
    if (state === undefined) continue
    const visit = JSON.stringify([state, indexes])
    if (/Scheduled$/.test(event.type)) began.set(visit, event.timestamp)
    if (!ENDED.test(event.type)) continue
    const byIndexes = answers.get(state) ?? new Map<string, Json[]>()
    answers.set(state, byIndexes)
    const key = JSON.stringify(indexes)
    byIndexes.set(key, [...(byIndexes.get(key) ?? []), answerOf(event, began.get(visit) ?? event.timestamp)])
  }
  return Object.fromEntries([...answers].map(([state, byIndexes]) => [state, mockOf(state, byIndexes)]))
}

function mockOf(state: string, byIndexes: ReadonlyMap<string, Json[]>): Json {
  const lists = new Map<string, Json>()
  for (const [key, list] of byIndexes) {
    const index = (JSON.parse(key) as number[]).at(-1)
    if (index === undefined) return single(list)
    const known = lists.get(String(index))
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(single(list))) {
      throw new Error(`The items of nested Maps around "${state}" got different answers, which mocks by index cannot tell apart`)
    }
    lists.set(String(index), single(list))
  }
  return { byIndex: Object.fromEntries(lists) }
}

function single(list: Json[]): Json {
  return list.length === 1 ? list[0]! : list
}

/** Whole seconds only: less is the noise of that day. */
function answerOf(event: HistoryEvent, began: number): Json {
  if (event.type.endsWith('TimedOut')) return { never: true }
  const seconds = Math.round((event.timestamp - began) / 1000)
  const after = seconds >= 1 ? { afterSeconds: seconds } : {}
  const { output, error, cause } = details(event)
  if (event.type.endsWith('Succeeded')) return { result: parsed(output) ?? null, ...after }
  return { error: error ?? 'States.TaskFailed', ...(cause !== undefined && { cause }), ...after }
}

function details(event: HistoryEvent): JsonObject {
  return (Object.entries(event).find(([key]) => key.endsWith('EventDetails'))?.[1] ?? {}) as JsonObject
}

/** Null is data like any other; only what the history leaves out is nothing. */
function dataOf(text: Json | undefined): Json {
  const value = parsed(text)
  return value === undefined ? {} : value
}

function parsed(text: Json | undefined): Json | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as Json) : undefined
}
