import type { HistoryEvent } from '../history/history-event.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/** How an execution stands, by the last event of its history. */
export type ExecutionStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'RUNNING'

/** The visit of a state in which an execution ended badly, or in which it is. */
export interface FailedVisit {
  name: string
  type: string
  enteredEvent: number
  input?: Json
  /** What the state's task answered, where it did. */
  result?: Json
  /** Variables as they were, with those of before the state. */
  variables: Record<string, Json>
  /** The field, as the history names it (EvaluationFailed). */
  field?: string
  task?: TaskCall
}

/** The last call of a task. Times are epoch milliseconds. */
export interface TaskCall {
  resource: string
  /** By name or ARN. */
  functionName?: string
  scheduledEvent: number
  scheduledAt: number
  endedAt?: number
  timeoutSeconds?: number
  heartbeatSeconds?: number
  /** Of an activity: whether a worker took the task. */
  isTaken?: boolean
}

interface Failure {
  error?: string
  cause?: string
}

const ENDS: Readonly<Record<string, ExecutionStatus>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
}

/** How it ended, with error and cause. */
export function endOf(history: readonly HistoryEvent[]): Failure & { status: ExecutionStatus } {
  const last = history.findLast(({ type }) => type.startsWith('Execution'))
  const status = ENDS[last?.type ?? ''] ?? 'RUNNING'
  return { status, ...(last && status !== 'RUNNING' ? failureOf(last) : {}) }
}

/** The visit that led to the end; of an execution that goes on, the newest. Nothing where no state was entered. */
export function failedVisit(history: readonly HistoryEvent[]): FailedVisit | undefined {
  const byId = new Map(history.map(event => [event.id, event]))
  const events = [...back(byId, startOf(history, byId))]
  const entered = events.findIndex(isEntry)
  const entry = events[entered]
  if (entry === undefined) return undefined
  const details = entry['stateEnteredEventDetails'] ?? {}
  const within = eventsWithin(history, events.slice(0, entered), entry)
  const field = within.map(event => event['evaluationFailedEventDetails']?.['location']).findLast(value => typeof value === 'string')
  const task = taskOf(within)
  const result = resultOf(within)
  const input = jsonOf(details['input'])
  return {
    name: String(details['name']),
    type: entry.type.replace(/StateEntered$/, ''),
    enteredEvent: entry.id,
    ...(input !== undefined && { input }),
    ...(result !== undefined && { result }),
    variables: variablesBefore(events.slice(entered)),
    ...(typeof field === 'string' && { field }),
    ...(task && { task }),
  }
}

/** Where to go back from: the failure itself if an event tells it, the entry that the cause names, or else the last event. */
function startOf(history: readonly HistoryEvent[], byId: ReadonlyMap<number, HistoryEvent>): HistoryEvent | undefined {
  const end = history.findLast(({ type }) => type in ENDS)
  if (end === undefined) return history.at(-1)
  const { error, cause } = failureOf(end)
  const named = /entered at the event id #(\d+)/.exec(cause ?? '')?.[1]
  const entry = named === undefined ? undefined : byId.get(Number(named))
  if (entry !== undefined && isEntry(entry)) {
    // What followed the entry belongs to it: a result that a later field could not work with.
    return history.findLast(event => event.previousEventId === entry.id && event !== end) ?? entry
  }
  const failed = history.findLast(event => {
    if (event === end || !/(Failed|TimedOut)$/.test(event.type) || /^(Map|Parallel)/.test(event.type)) return false
    const failure = failureOf(event)
    return error === undefined || (failure.error === error && failure.cause === cause)
  })
  // Stops and time-outs follow nothing: the newest entry is as near as one can tell.
  return failed ?? (end.previousEventId === 0 ? history.findLast(isEntry) : end)
}

function* back(byId: ReadonlyMap<number, HistoryEvent>, start: HistoryEvent | undefined): Generator<HistoryEvent> {
  for (let event = start; event !== undefined; event = event.previousEventId < event.id ? byId.get(event.previousEventId) : undefined) {
    yield event
  }
}

/** The events of the visit, oldest first, with what came after the one that it was found by. */
function eventsWithin(history: readonly HistoryEvent[], found: readonly HistoryEvent[], entry: HistoryEvent): HistoryEvent[] {
  const own = new Set([entry.id, ...found.map(({ id }) => id)])
  return history.filter(event => {
    const isOwn = own.has(event.id) || (own.has(event.previousEventId) && !isEntry(event) && !event.type.startsWith('Execution'))
    if (isOwn) own.add(event.id)
    return isOwn
  })
}

function taskOf(events: readonly HistoryEvent[]): TaskCall | undefined {
  const scheduled = events.findLast(({ type }) => /^(Task|LambdaFunction|Activity)Scheduled$/.test(type))
  const details = scheduled && detailsOf(scheduled)
  if (scheduled === undefined || details === undefined) return undefined
  const ended = events.find(({ id, type }) => id > scheduled.id && /(Succeeded|Failed|TimedOut)$/.test(type))
  const parameters = jsonOf(details['parameters'])
  const named = isJsonObject(parameters ?? null) ? (parameters as JsonObject)['FunctionName'] : undefined
  const isFunction = scheduled.type === 'LambdaFunctionScheduled' || details['resourceType'] === 'lambda'
  const functionName = scheduled.type === 'LambdaFunctionScheduled' ? String(details['resource']) : named
  return {
    resource: [details['resourceType'], details['resource']].filter(part => part !== undefined).join(':'),
    ...(isFunction && typeof functionName === 'string' && { functionName }),
    scheduledEvent: scheduled.id,
    scheduledAt: scheduled.timestamp,
    ...(ended && { endedAt: ended.timestamp }),
    ...(typeof details['timeoutInSeconds'] === 'number' && { timeoutSeconds: details['timeoutInSeconds'] }),
    ...(typeof details['heartbeatInSeconds'] === 'number' && { heartbeatSeconds: details['heartbeatInSeconds'] }),
    ...(scheduled.type === 'ActivityScheduled' && {
      isTaken: events.some(({ id, type }) => id > scheduled.id && type === 'ActivityStarted'),
    }),
  }
}

function resultOf(events: readonly HistoryEvent[]): Json | undefined {
  const succeeded = events.findLast(({ type }) => /^(Task|LambdaFunction|Activity)Succeeded$/.test(type))
  return succeeded && jsonOf(detailsOf(succeeded)?.['output'])
}

/** Newest first. */
function variablesBefore(events: readonly HistoryEvent[]): Record<string, Json> {
  const known: Record<string, Json> = {}
  for (const event of events) {
    const assigned = event['stateExitedEventDetails']?.['assignedVariables']
    if (!isJsonObject(assigned ?? null)) continue
    for (const [name, text] of Object.entries(assigned as JsonObject)) {
      const value = jsonOf(text)
      if (value !== undefined && !Object.hasOwn(known, name)) known[name] = value
    }
  }
  return known
}

function failureOf(event: HistoryEvent): Failure {
  const { error, cause } = detailsOf(event) ?? {}
  return { ...(typeof error === 'string' && { error }), ...(typeof cause === 'string' && { cause }) }
}

function detailsOf(event: HistoryEvent): JsonObject | undefined {
  const key = Object.keys(event).find(name => name.endsWith('EventDetails'))
  return key === undefined ? undefined : event[key as 'stateEnteredEventDetails']
}

function isEntry(event: HistoryEvent): boolean {
  return event['stateEnteredEventDetails'] !== undefined
}

function jsonOf(text: Json | undefined): Json | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
