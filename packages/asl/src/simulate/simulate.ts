import { compile } from '../definition/compile.ts'
import type { HistoryEvent } from '../history/history-event.ts'
import type { Json } from '../json.ts'
import type { Command, RunTask } from '../machine/command.ts'
import type { StepEvent } from '../machine/event.ts'
import { defaultLimits, type Limits } from '../machine/limits.ts'
import type { ExecutionInfo, Snapshot, StepEnvironment } from '../machine/snapshot.ts'
import type { ExecutionEnd } from '../machine/turn.ts'
import { SimulatedWorld } from './simulated-world.ts'

/** What happens around an execution that is simulated. */
export interface SimulateOptions {
  input?: Json
  /** The input as it would have been sent, when its spelling (`1.0`) matters; `input` must be its value. */
  inputText?: string
  /**
   * Answers a task, of child executions too; undefined leaves it running until its timeout, or for ever. An ItemReader is asked like a
   * task of its Map state: its output must be the items.
   */
  answer?(command: RunTask): Answer | undefined
  /** Events from outside, delivered one by one when nothing else is left to happen. */
  later?: StepEvent[]
  limits?: Partial<Limits>
  /** What the context object says of the execution, as far as it should not be the usual. */
  execution?: Partial<Omit<ExecutionInfo, 'input' | 'inputText'>>
  /** Why a task cannot even be scheduled; see `StepEnvironment`. */
  refuseTask?(resource: string, input: Json): string | undefined
  /** Whether the process dies after every turn: the snapshot is then restored from the frames' JSON text. */
  isRestarted?: boolean
}

/** How a task ends and what it does until then. Seconds count from its start, on the simulated clock. */
export type Answer = ({ output: Json; outputText?: string } | { error: string; cause: string } | { never: true }) & {
  /** When it ends; at once if missing. */
  afterSeconds?: number
  /** When it sends heartbeats. */
  heartbeatsAfterSeconds?: number[]
  /** What the service said when it took a `.sync` or `.waitForTaskToken` request. */
  submitted?: Json
  /** The worker that took the activity. */
  workerName?: string
}

export interface Simulation {
  history: HistoryEvent[]
  /** Undefined when the execution waits for something that never comes. */
  end: ExecutionEnd | undefined
  commands: Command[]
  snapshot: Snapshot
}

/** When every simulated execution starts unless told otherwise, epoch milliseconds: 2023-11-14T22:13:20Z. */
export const simulationStart = 1_700_000_000_000

/**
 * Plays an execution out in memory, without any server: tasks are answered by `answer`, and the clock jumps from timer to timer, so a
 * Wait of a year takes no time. The same arguments give the same history. Throws `DefinitionError` or `JsonSyntaxError` for a
 * definition that cannot be compiled.
 *
 * @param definition the text in the Amazon States Language, or its value
 */
export function simulate(definition: string | object, options: SimulateOptions = {}): Simulation {
  const program = compile(typeof definition === 'string' ? definition : JSON.stringify(definition))
  const info = executionInfo(options)
  const world = new SimulatedWorld(program, environmentAt(info.startTime, options), options)
  const { history, commands, end, snapshot } = world.play(info, options.later ?? [])
  return { history, commands, end, snapshot }
}

function executionInfo({ input = {}, inputText, execution }: SimulateOptions): ExecutionInfo {
  return {
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:machine:one',
    name: 'one',
    roleArn: 'arn:aws:iam::123456789012:role/machine',
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
    stateMachineName: 'machine',
    startTime: simulationStart,
    redriveCount: 0,
    ...execution,
    input,
    ...(inputText === undefined ? {} : { inputText }),
  }
}

function environmentAt(now: number, { limits, refuseTask }: SimulateOptions): StepEnvironment {
  let uuids = 0
  return {
    now,
    random: () => 0.5,
    uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
    taskToken: task => `token-${task}`,
    ...(refuseTask === undefined ? {} : { refuseTask }),
    accountId: '123456789012',
    region: 'us-east-1',
    limits: { ...defaultLimits, ...limits },
  }
}
