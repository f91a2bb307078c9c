import type { HistoryEvent } from '@pasos/asl'

/** The members of an event's details that the oracle reads. */
export interface Details {
  name?: string
  input?: string
  output?: string
  error?: string
  index?: number
  length?: number
  /** Of an execution that was run again from a state of another one. */
  rerun?: { stateName: string }
}

export function detailsOf(event: HistoryEvent): Details {
  for (const key in event) if (key.endsWith('EventDetails')) return event[key as `${string}EventDetails`] as Details
  return {}
}

/** Events that stand beside a chain: others continue from what they follow, too. */
export function isAside(type: string): boolean {
  return /^(MapIteration(Started|Succeeded|Failed|Aborted)|(MapState|MapRun|ParallelState)Succeeded)$/.test(type)
}

export const isEntry = (type: string): boolean => type.endsWith('StateEntered')
export const isExit = (type: string): boolean => type.endsWith('StateExited')
export const isScheduled = (type: string): boolean => type.endsWith('Scheduled')
export const isTerminal = (type: string): boolean => /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(type)
/** How an attempt of a task ended. */
export const isTaskEnd = (type: string): boolean => /^(LambdaFunction|Activity|Task)(Succeeded|Failed|TimedOut|SubmitFailed)$/.test(type)
export const isTaskFailure = (type: string): boolean => isTaskEnd(type) && !type.endsWith('Succeeded')

/** Follows the chain backwards to the first event that satisfies the test. */
export function backTo(
  events: readonly HistoryEvent[],
  event: HistoryEvent,
  test: (type: string) => boolean,
  through: (type: string) => boolean = () => true,
): HistoryEvent | undefined {
  let place = event.previousEventId
  for (let at = events[place - 1]; at; at = events[place - 1]) {
    if (test(at.type)) return at
    // In a damaged history the chain may run in a circle.
    if (!through(at.type) || at.previousEventId >= place) return undefined
    place = at.previousEventId
  }
  return undefined
}

/** The entry of the Task state that a task's event belongs to. */
export function entryOf(events: readonly HistoryEvent[], event: HistoryEvent): HistoryEvent | undefined {
  return backTo(
    events,
    event,
    type => type === 'TaskStateEntered',
    type => /^(LambdaFunction|Activity|Task|Execution(Redriven|Failed|Aborted|TimedOut))/.test(type),
  )
}
