import type { ScopeFrame, TaskWait, TimerWait } from '../machine/frame-kinds.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'

export const executionTimer = 'execution/timeout'

/** Sets the timer that ends the execution: TimeoutSeconds, or how long an execution may run at all. */
export function setExecutionTimer(run: TurnBuilder, from: number): void {
  const seconds = executionSeconds(run)
  if (seconds !== Number.POSITIVE_INFINITY) setTimer(run, executionTimer, from + seconds * 1000)
}

export function clearExecutionTimer(run: TurnBuilder): void {
  if (executionSeconds(run) !== Number.POSITIVE_INFINITY) run.commands.push({ type: 'ClearTimer', timer: executionTimer })
}

/** TimeoutSeconds is the state machine's: a child execution of a Map Run has none. */
function executionSeconds(run: TurnBuilder): number {
  const own = run.snapshot.execution.scope === undefined ? run.program.timeoutSeconds : undefined
  return Math.min(own ?? Number.POSITIVE_INFINITY, run.env.limits.executionSeconds)
}

/** A number that no other waiting scope has: its newest event's id. */
export function freshKey(frame: ScopeFrame): number {
  return frame.lastEvent
}

export function waitForTimer(run: TurnBuilder, frame: ScopeFrame, purpose: TimerWait['for'], at: number): void {
  const key = freshKey(frame)
  frame.wait = { for: purpose, key }
  setTimer(run, `${key}/${purpose}`, at)
}

export function setTaskTimer(run: TurnBuilder, key: number, purpose: 'timeout' | 'heartbeat', seconds: number): void {
  setTimer(run, `${key}/${purpose}`, run.env.now + seconds * 1000)
}

export function clearTaskTimers(run: TurnBuilder, wait: TaskWait): void {
  if (wait.hasTimeout) run.commands.push({ type: 'ClearTimer', timer: `${wait.key}/timeout` })
  if (wait.heartbeatSeconds !== undefined) run.commands.push({ type: 'ClearTimer', timer: `${wait.key}/heartbeat` })
}

/** The one way in which an instant leaves the language: stores keep whole milliseconds. */
function setTimer(run: TurnBuilder, timer: string, at: number): void {
  if (!Number.isSafeInteger(at)) throw new Error(`The timer '${timer}' would fire at ${at}, which is no instant`)
  run.commands.push({ type: 'SetTimer', timer, at })
}

/** Splits a timer's name; undefined for names that are not a scope's. */
export function readTimer(timer: string): { key: number; purpose: string } | undefined {
  const [key, purpose] = timer.split('/')
  return key === undefined || purpose === undefined || !/^\d+$/.test(key) ? undefined : { key: Number(key), purpose }
}
