import type { HistoryEvent } from '@pasos/asl'
import type { ObservedExecution, Violation } from './evidence.ts'
import { backTo, detailsOf, isAside, isEntry, isExit, isScheduled, isTaskEnd, isTerminal } from './history-reading.ts'

type Tell = (rule: Violation['rule'], what: string) => void

/** What a history must be whatever the machine: numbered, chained, grammatical, each transition once, ended once. */
export function checkHistory({ events, status, output }: ObservedExecution, tell: Tell): void {
  if (!checkNumbers(events, tell)) return
  for (const event of events) checkPredecessor(events, event, tell)
  checkOnce(events, tell)
  checkEnd(events, status, output, tell)
}

function checkNumbers(events: readonly HistoryEvent[], tell: Tell): boolean {
  for (const [index, { id, previousEventId }] of events.entries()) {
    if (id !== index + 1) {
      tell('numbering', `event ${index + 1} has the id ${id}`)
      return false
    }
    if (previousEventId >= id || previousEventId < 0) tell('numbering', `event ${id} follows event ${previousEventId}`)
  }
  return true
}

const task =
  /^(LambdaFunction|Activity|Task)(Scheduled|Started|Submitted|Succeeded|Failed|TimedOut|ScheduleFailed|StartFailed|SubmitFailed)$/

/** Which types may come before an event of this type; undefined: any. 'none' stands for a predecessor of 0. */
function predecessors(type: string): RegExp | undefined {
  if (type === 'ExecutionStarted') return /^none$/
  // A redrive enters a Fail state once more.
  if (type === 'FailStateEntered')
    return /^(none|\w+StateExited|ParallelStateStarted|MapIterationStarted|ExecutionRedriven|FailStateEntered)$/
  if (type === 'TaskStateEntered' || isEntry(type))
    return /^(none|\w+StateExited|ParallelStateStarted|MapIterationStarted|ExecutionRedriven)$/
  if (/^(Pass|Choice|Wait|Succeed)StateExited$/.test(type)) {
    const name = type.slice(0, -'StateExited'.length)
    return new RegExp(`^(${name}StateEntered|EvaluationFailed|Execution(Redriven|Aborted|TimedOut|Failed))$`)
  }
  if (type === 'TaskStateExited') return /^(\w+(Succeeded|Failed|TimedOut)|EvaluationFailed|TaskStateEntered)$/
  const parts = task.exec(type)
  if (!parts) return undefined
  const [, kind, step] = parts
  const again = `${kind}(Failed|TimedOut|SubmitFailed)|TaskStateAborted|Execution(Redriven|Failed|Aborted|TimedOut)`
  switch (step) {
    case 'Scheduled':
      // A redrive schedules again from wherever the state stood.
      return new RegExp(`^(TaskStateEntered|EvaluationFailed|${kind}(Scheduled|Started|Submitted)|${again})$`)
    case 'Started':
      return new RegExp(`^${kind}Scheduled$`)
    case 'Submitted':
    case 'SubmitFailed':
      return /^TaskStarted$/
    default:
      return kind === 'Activity' ? /^Activity(Scheduled|Started)$/ : new RegExp(`^${kind}(Started|Submitted)$`)
  }
}

function checkPredecessor(events: readonly HistoryEvent[], event: HistoryEvent, tell: Tell): void {
  const before = event.previousEventId === 0 ? 'none' : events[event.previousEventId - 1]!.type
  const legal = predecessors(event.type)
  if (legal && !legal.test(before)) tell('grammar', `${event.type} (${event.id}) follows ${before} (${event.previousEventId})`)
  if (isScheduled(event.type) && /(Scheduled|Started|Submitted)$/.test(before) && !wasRedriven(events, event.id)) {
    tell('doubled', `${event.type} (${event.id}) though ${before} (${event.previousEventId}) had not ended`)
  }
}

const wasRedriven = (events: readonly HistoryEvent[], id: number): boolean =>
  events.some(other => other.id < id && other.type === 'ExecutionRedriven')

/** No two events continue the same chain in the same way, unless the predecessor starts several chains. */
function checkOnce(events: readonly HistoryEvent[], tell: Tell): void {
  const seen = new Map<string, number>()
  const note = (key: string, id: number): void => {
    const first = seen.get(key)
    if (first === undefined) seen.set(key, id)
    else tell('doubled', `events ${first} and ${id} are the same transition (${key})`)
  }
  let redrives = 0
  for (const event of events) {
    const { id, type, previousEventId } = event
    const { name, index } = detailsOf(event)
    if (type === 'ExecutionRedriven') redrives++
    // An iteration that a redrive goes on with may be aborted again where it stood.
    if (type === 'MapIterationAborted') note(`${type} after ${previousEventId} ${index} ${redrives}`, id)
    else if (isAside(type)) note(`${type} after ${previousEventId} ${index ?? ''}`, id)
    else if (type === 'ExecutionStarted') note(type, id)
    else if (isEntry(type)) note(`${type} ${name} after ${previousEventId}`, id)
    else if (isTaskEnd(type)) note(`end of task ${backTo(events, event, isScheduled)?.id}`, id)
    else if (previousEventId > 0 && !type.startsWith('Execution') && !type.endsWith('Aborted')) note(`${type} after ${previousEventId}`, id)
  }
  checkExits(events, tell)
}

/** A state is never left more often than it was entered, nor an iteration ended more often than begun. */
function checkExits(events: readonly HistoryEvent[], tell: Tell): void {
  const open = new Map<string, number>()
  for (const event of events) {
    const { name = '', index } = detailsOf(event)
    if (isEntry(event.type)) open.set(name, (open.get(name) ?? 0) + 1)
    else if (event.type === 'MapIterationStarted') open.set(`${name}/${index}`, (open.get(`${name}/${index}`) ?? 0) + 1)
    else if (isExit(event.type) || event.type === 'MapIterationSucceeded') {
      const key = isExit(event.type) ? name : `${name}/${index}`
      const count = (open.get(key) ?? 0) - 1
      open.set(key, count)
      if (count < 0) tell('doubled', `${event.type} of ${key} (${event.id}) more often than it began`)
    }
  }
}

const statusOf: Record<string, string> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionAborted: 'ABORTED',
  ExecutionTimedOut: 'TIMED_OUT',
}

function checkEnd(events: readonly HistoryEvent[], status: string, output: string | undefined, tell: Tell): void {
  if (events[0]?.type !== 'ExecutionStarted') tell('grammar', `the history begins with ${events[0]?.type ?? 'nothing'}`)
  for (const [index, event] of events.entries()) {
    const next = events[index + 1]
    if (isTerminal(event.type) && next && next.type !== 'ExecutionRedriven')
      tell('terminal', `${next.type} (${next.id}) after the end (${event.type}, ${event.id})`)
  }
  const last = events.at(-1)
  if (status === 'RUNNING') {
    tell('stuck', `still running after ${last?.type} (${last?.id})`)
    return
  }
  if (!last || statusOf[last.type] !== status) tell('terminal', `${status}, but the history ends with ${last?.type}`)
  else if (last.type === 'ExecutionSucceeded' && detailsOf(last).output !== output)
    tell('terminal', `DescribeExecution tells the output ${output}, the history ${detailsOf(last).output}`)
}
