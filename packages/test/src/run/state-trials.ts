import type { HistoryEvent, Json, JsonObject } from '@pasos/asl'
import type { StateOptions, StateResult } from './run-state.ts'

/** One visit of a state in a run, as a question to TestState and the answer that the run gave to it. */
export interface StateTrial {
  state: string
  /** Epoch milliseconds on the virtual clock. */
  enteredAt: number
  options: StateOptions
  expected: Omit<StateResult, 'cause'>
}

const SUCCEEDED = /^(LambdaFunction|Task|Activity)Succeeded$/
const FAILED = /^(LambdaFunction|Task|Activity)(Failed|TimedOut|ScheduleFailed|StartFailed|SubmitFailed)$/

interface Visit {
  entered: HistoryEvent
  ends: HistoryEvent[]
  exited: HistoryEvent | undefined
  /** Of the execution that it ended. */
  failed: JsonObject | undefined
}

/**
 * The visits of a run's states that TestState can repeat: all but Maps and Parallels, whose results are not in the history, and Waits,
 * which it would wait for.
 */
export function stateTrials(history: readonly HistoryEvent[]): StateTrial[] {
  const visits = new Map<number, Visit>()
  const visitOf = new Map<number, Visit>()
  const variables = new Map<number, JsonObject>()
  const nextOf = new Map<number, string>()
  for (const event of history) {
    const entered = event['stateEnteredEventDetails']
    const known = variables.get(event.previousEventId) ?? {}
    variables.set(event.id, known)
    if (entered !== undefined) {
      const visit: Visit = { entered: event, ends: [], exited: undefined, failed: undefined }
      visits.set(event.id, visit)
      visitOf.set(event.id, visit)
      nextOf.set(event.previousEventId, String(entered['name']))
      continue
    }
    const visit = visitOf.get(event.previousEventId)
    if (visit === undefined) continue
    visitOf.set(event.id, visit)
    visit.failed = event['executionFailedEventDetails'] ?? visit.failed
    if (SUCCEEDED.test(event.type) || FAILED.test(event.type)) visit.ends.push(event)
    const exited = event['stateExitedEventDetails']
    if (exited?.['name'] !== visit.entered['stateEnteredEventDetails']?.['name']) continue
    visit.exited = event
    variables.set(event.id, { ...known, ...parsedMembers(exited?.['assignedVariables']) })
    visitOf.delete(event.id)
  }
  return [...visits.values()].flatMap(visit => trialsOf(visit, variables.get(visit.entered.id) ?? {}, nextOf))
}

function trialsOf({ entered, ends, exited, failed }: Visit, variables: JsonObject, nextOf: ReadonlyMap<number, string>): StateTrial[] {
  if (/^(Map|Parallel|Wait)/.test(entered.type)) return []
  const { name, input } = entered['stateEnteredEventDetails'] ?? {}
  const visited = { state: String(name), enteredAt: entered.timestamp }
  const data = parsed(input)
  const common = {
    input: data === undefined ? {} : data,
    ...(Object.keys(variables).length > 0 && { variables: variables as Record<string, Json> }),
  }
  const left = exited && {
    output: parsed(exited['stateExitedEventDetails']?.['output']),
    nextState: nextOf.get(exited.id),
  }
  if (entered.type === 'FailStateEntered' && failed !== undefined) {
    const error = typeof failed['error'] === 'string' ? failed['error'] : undefined
    return [{ ...visited, options: common, expected: { status: 'FAILED', error, output: undefined, nextState: undefined } }]
  }
  if (!entered.type.startsWith('Task')) {
    // What fails on its way is told by the execution's end, which has the cause of many states.
    if (left === undefined) return []
    return [{ ...visited, options: common, expected: { status: 'SUCCEEDED', error: undefined, ...left } }]
  }
  return ends.map((end, retryCount) => {
    const details = Object.entries(end).find(([key]) => key.endsWith('EventDetails'))?.[1] as JsonObject | undefined
    if (SUCCEEDED.test(end.type)) {
      const options = { ...common, mock: { result: parsed(details?.['output']) ?? null } }
      const expected = left ?? { output: undefined, nextState: undefined }
      return { ...visited, options, expected: { status: left ? 'SUCCEEDED' : 'FAILED', error: undefined, ...expected } }
    }
    const error = String(details?.['error'] ?? 'States.Timeout')
    const cause = typeof details?.['cause'] === 'string' ? { cause: details['cause'] } : {}
    const options = { ...common, mock: { error, ...cause }, retryCount }
    const isLast = retryCount === ends.length - 1
    if (!isLast) return { ...visited, options, expected: { status: 'RETRIABLE', error, output: undefined, nextState: undefined } }
    if (left === undefined) return { ...visited, options, expected: { status: 'FAILED', error, output: undefined, nextState: undefined } }
    return { ...visited, options, expected: { status: 'CAUGHT_ERROR', error, ...left } }
  })
}

function parsed(text: Json | undefined): Json | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as Json) : undefined
}

function parsedMembers(assigned: Json | undefined): JsonObject {
  return Object.fromEntries(Object.entries((assigned ?? {}) as JsonObject).map(([name, text]) => [name, parsed(text) ?? null]))
}
