import { compile } from '../definition/compile.ts'
import type { HistoryEvent } from '../history/history-event.ts'
import type { Command } from '../machine/command.ts'
import { defaultLimits } from '../machine/limits.ts'
import type { ExecutionInfo, Snapshot, StepEnvironment } from '../machine/snapshot.ts'
import type { ExecutionEnd } from '../machine/turn.ts'
import type { SimulateOptions } from './answer.ts'
import { SimulatedWorld } from './simulated-world.ts'

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
  const world = openSimulation(definition, options)
  const root = world.executions[0]!
  const outside = [...(options.later ?? [])]
  for (;;) {
    if (world.proceed(Number.POSITIVE_INFINITY)) continue
    const event = outside.shift()
    if (event === undefined) break
    world.tell(root, event)
  }
  const { history, commands, end, snapshot } = root
  return { history, commands, end, snapshot }
}

/** The same, to be played step by step. The first of its executions is the one asked for. */
export function openSimulation(definition: string | object, options: Omit<SimulateOptions, 'later'> = {}): SimulatedWorld {
  const program = compile(typeof definition === 'string' ? definition : JSON.stringify(definition))
  const info = executionInfo(options)
  const world = new SimulatedWorld(program, environmentAt(info.startTime, options), options)
  world.start(info)
  return world
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

function environmentAt(now: number, { limits, refuseTask, decided }: SimulateOptions): StepEnvironment {
  let uuids = 0
  return {
    now,
    random: () => 0.5,
    uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
    taskToken: task => `token-${task}`,
    ...(refuseTask === undefined ? {} : { refuseTask }),
    ...(decided === undefined ? {} : { decided }),
    accountId: '123456789012',
    region: 'us-east-1',
    limits: { ...defaultLimits, ...limits },
  }
}
