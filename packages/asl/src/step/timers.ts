import type { ScopeFrame, TaskWait, TimerWait } from '../machine/frame-kinds.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'

export const executionTimer = 'execution/timeout'

/** A number that no other waiting scope has: an event's id, or below zero in a child execution, whose events have ids of their own. */
export function freshKey(run: TurnBuilder, frame: ScopeFrame): number {
  return frame.own === undefined ? frame.lastEvent : -run.reserve(1)
}

export function waitForTimer(run: TurnBuilder, frame: ScopeFrame, purpose: TimerWait['for'], at: number): void {
  const key = freshKey(run, frame)
  frame.wait = { for: purpose, key }
  run.commands.push({ type: 'SetTimer', timer: `${key}/${purpose}`, at })
}

export function setTaskTimer(run: TurnBuilder, key: number, purpose: 'timeout' | 'heartbeat', seconds: number): void {
  run.commands.push({ type: 'SetTimer', timer: `${key}/${purpose}`, at: run.env.now + seconds * 1000 })
}

export function clearTaskTimers(run: TurnBuilder, wait: TaskWait): void {
  if (wait.hasTimeout) run.commands.push({ type: 'ClearTimer', timer: `${wait.key}/timeout` })
  if (wait.heartbeatSeconds !== undefined) run.commands.push({ type: 'ClearTimer', timer: `${wait.key}/heartbeat` })
}

/** Splits a timer's name; undefined for names that are not a scope's. */
export function readTimer(timer: string): { key: number; purpose: string } | undefined {
  const [key, purpose] = timer.split('/')
  return key === undefined || purpose === undefined || !/^-?\d+$/.test(key) ? undefined : { key: Number(key), purpose }
}
