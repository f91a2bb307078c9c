import type { HistoryEvent } from '@pasos/asl'
import type { Evidence, ObservedExecution, Violation } from './evidence.ts'
import { backTo, detailsOf, entryOf, isEntry, isScheduled, isTaskFailure } from './history-reading.ts'
import type { MachineView, RetrierView, StateView } from './machine-view.ts'

type Tell = (rule: Violation['rule'], what: string) => void

/** Timers never fire early, and late by a second and the downtime at most; retriers retry as often as they say. */
export function checkTiming(execution: ObservedExecution, machine: MachineView, evidence: Evidence, tell: Tell): void {
  const { events } = execution
  const check = (what: string, from: HistoryEvent, seconds: number, to: HistoryEvent): void => {
    const due = from.timestamp + Math.round(seconds * 1000)
    if (to.timestamp < due) tell('timer-early', `${what}: event ${to.id} came ${due - to.timestamp} ms early`)
    const late = to.timestamp - due - downtime(evidence, due, to.timestamp)
    if (!evidence.clockWasSet && late > (evidence.lateMs ?? 1_000)) tell('timer-late', `${what}: event ${to.id} came ${late} ms late`)
  }
  for (const event of events) {
    const before = events[event.previousEventId - 1]
    if (!before) continue
    if (event.type === 'WaitStateExited' && before.type === 'WaitStateEntered') {
      const state = machine.states.get(detailsOf(before).name ?? '')
      const seconds = state && waitSeconds(state, detailsOf(before).input ?? '{}')
      if (seconds !== undefined) check(`Wait ${detailsOf(before).name}`, before, seconds, event)
    }
    if (/^(LambdaFunction|Activity|Task)TimedOut$/.test(event.type)) checkTimeout(events, event, machine, check)
  }
  checkRetries(events, machine, check, tell)
}

function waitSeconds(state: StateView, input: string): number | undefined {
  if (state.Seconds !== undefined) return state.Seconds
  const path = /^\$\.(\w+)$/.exec(state.SecondsPath ?? '')
  const value = path && (JSON.parse(input) as Record<string, unknown>)[path[1]!]
  return typeof value === 'number' ? value : undefined
}

function checkTimeout(
  events: readonly HistoryEvent[],
  event: HistoryEvent,
  machine: MachineView,
  check: (what: string, from: HistoryEvent, seconds: number, to: HistoryEvent) => void,
): void {
  const scheduled = backTo(events, event, isScheduled)
  const state = machine.states.get(detailsOf(entryOf(events, event) ?? event).name ?? '')
  if (!scheduled || !state) return
  // Heartbeats move the instant, so only the time limit can be held against the clock from both sides.
  if (state.HeartbeatSeconds === undefined && state.TimeoutSeconds !== undefined) check('Timeout', scheduled, state.TimeoutSeconds, event)
}

/** How much of the time between two instants no timer could fire. */
function downtime({ downtimes }: Evidence, from: number, to: number): number {
  let sum = 0
  for (const down of downtimes) sum += Math.max(0, Math.min(to, down.to) - Math.max(from, down.from))
  return sum
}

function checkRetries(
  events: readonly HistoryEvent[],
  machine: MachineView,
  check: (what: string, from: HistoryEvent, seconds: number, to: HistoryEvent) => void,
  tell: Tell,
): void {
  const isRedriven = events.some(({ type }) => type === 'ExecutionRedriven')
  const spent = new Map<string, number>()
  for (const failure of events) {
    if (!isTaskFailure(failure.type)) continue
    const entry = entryOf(events, failure)
    const state = machine.states.get(detailsOf(entry ?? failure).name ?? '')
    if (!entry || !state) continue
    const retrier = state.Retry?.find(candidate => knows(candidate, failure))
    const key = `${entry.id}/${retrier ? state.Retry!.indexOf(retrier) : -1}`
    const count = spent.get(key) ?? 0
    const again = events.find(event => event.previousEventId === failure.id && isScheduled(event.type))
    const most = retrier ? (retrier.MaxAttempts ?? 3) : 0
    if (again && !isRedriven && count >= most) tell('retry', `${detailsOf(entry).name}: retry ${count + 1} (event ${again.id}) of ${most}`)
    if (!again && count < most && wasLeft(events, failure))
      tell('retry', `${detailsOf(entry).name}: given up after ${count} of ${most} retries (event ${failure.id})`)
    if (again && retrier && !isRedriven && retrier.JitterStrategy !== 'FULL') check('Retry', failure, delaySeconds(retrier, count), again)
    spent.set(key, count + 1)
  }
}

/** The state went on past this failure instead of trying again. */
function wasLeft(events: readonly HistoryEvent[], failure: HistoryEvent): boolean {
  return events.some(event => event.previousEventId === failure.id && (event.type === 'TaskStateExited' || isEntry(event.type)))
}

function knows({ ErrorEquals }: RetrierView, failure: HistoryEvent): boolean {
  const error = failure.type.endsWith('TimedOut') ? 'States.Timeout' : (detailsOf(failure).error ?? '')
  if (error === 'States.Runtime') return false
  return ErrorEquals.some(name => name === error || name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout'))
}

function delaySeconds({ IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds }: RetrierView, count: number): number {
  return Math.min(IntervalSeconds * BackoffRate ** count, MaxDelaySeconds ?? Number.POSITIVE_INFINITY)
}
