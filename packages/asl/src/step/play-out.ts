import { compile } from '../definition/compile.ts'
import type { HistoryEvent } from '../history/history-event.ts'
import type { Json } from '../json.ts'
import { applyTurn, newSnapshot, restoreSnapshot } from '../machine/apply-turn.ts'
import type { Command, RunTask } from '../machine/command.ts'
import type { StepEvent, TimerId } from '../machine/event.ts'
import type { Limits, Snapshot, StepEnvironment } from '../machine/snapshot.ts'
import { step } from '../machine/step.ts'
import type { ExecutionEnd } from '../machine/turn.ts'

/** What happens around an execution that is played out. */
export interface Surroundings {
  input?: Json
  inputText?: string
  /** Answers a task; undefined leaves it running. */
  answer?(command: RunTask): Answer | undefined
  /** Events from outside, delivered when nothing else can happen but time passing. */
  later?: StepEvent[]
  limits?: Partial<Limits>
  /** Whether the process dies after every turn: the snapshot is then restored from the frames' JSON text. */
  isRestarted?: boolean
}

export type Answer = { output: Json } | { error: string; cause: string }

export interface Played {
  history: HistoryEvent[]
  /** Undefined when the execution waits for something that never comes. */
  end: ExecutionEnd | undefined
  commands: Command[]
  snapshot: Snapshot
}

/** When every played execution starts, epoch milliseconds. */
export const playStart = 1_700_000_000_000

/**
 * Plays an execution out in memory: tasks are answered at once and timers fire as soon as nothing else is left, in their order, with a
 * clock that jumps to them.
 */
export async function playOut(definition: object, surroundings: Surroundings = {}): Promise<Played> {
  const program = compile(JSON.stringify(definition))
  const { input = {}, inputText, later = [] } = surroundings
  let snapshot = newSnapshot({
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:machine:one',
    name: 'one',
    roleArn: 'arn:aws:iam::123456789012:role/machine',
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
    stateMachineName: 'machine',
    startTime: playStart,
    input,
    redriveCount: 0,
    ...(inputText === undefined ? {} : { inputText }),
  })
  const played: Played = { history: [], end: undefined, commands: [], snapshot }
  const timers = new Map<TimerId, number>()
  const events: StepEvent[] = [{ type: 'ExecutionStarted' }]
  const outside = [...later]
  const environment = environmentAt(playStart, surroundings.limits)
  for (;;) {
    const event = events.shift() ?? (played.end === undefined ? nextTimer(timers, environment) : undefined) ?? outside.shift()
    if (event === undefined) return { ...played, snapshot }
    const turn = await step(program, snapshot, event, environment)
    applyTurn(snapshot, turn)
    if (surroundings.isRestarted === true) snapshot = restarted(snapshot)
    played.history.push(...turn.history)
    played.commands.push(...turn.commands)
    played.end = turn.end ?? (event.type === 'ExecutionRedriven' ? undefined : played.end)
    for (const command of turn.commands) {
      if (command.type === 'SetTimer') timers.set(command.timer, command.at)
      if (command.type === 'ClearTimer') timers.delete(command.timer)
      const answer = command.type === 'RunTask' ? surroundings.answer?.(command) : undefined
      if (answer !== undefined && command.type === 'RunTask') events.push(answerEvent(command.task, answer))
    }
  }
}

function restarted({ execution, frames, lastEventId, nextFrameId }: Snapshot): Snapshot {
  return restoreSnapshot(execution, JSON.parse(JSON.stringify([...frames.values()])), lastEventId, nextFrameId)
}

function answerEvent(task: number, answer: Answer): StepEvent {
  return 'output' in answer ? { type: 'TaskSucceeded', task, output: answer.output } : { type: 'TaskFailed', task, ...answer }
}

function nextTimer(timers: Map<TimerId, number>, environment: StepEnvironment): StepEvent | undefined {
  const [first] = [...timers].sort(([, left], [, right]) => left - right)
  if (first === undefined) return undefined
  const [timer, at] = first
  timers.delete(timer)
  environment.now = Math.max(environment.now, at)
  return { type: 'TimerFired', timer }
}

function environmentAt(now: number, limits: Partial<Limits> = {}): StepEnvironment {
  let uuids = 0
  return {
    now,
    random: () => 0.5,
    uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
    taskToken: task => `token-${task}`,
    accountId: '123456789012',
    region: 'us-east-1',
    limits: { payloadBytes: 262_144, historyEvents: 25_000, inlineMapConcurrency: 40, ...limits },
  }
}
