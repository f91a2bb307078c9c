import { type Answer, type Asking, type Json, openSimulation, type RunTask, type SimulatedWorld, type StepEvent } from '@pasos/asl'
import type { Coverage } from '../coverage/coverage.ts'
import { refuseUnknownStates } from '../definition/known-states.ts'
import { Answering } from '../mocks/answering.ts'
import type { Validation } from '../mocks/check-answer.ts'
import type { Fault } from '../mocks/fault.ts'
import type { Mock } from '../mocks/mock.ts'
import { resultOf, type TestResult } from './test-result.ts'

export interface ExecutionOptions {
  /** The names of all states of the machine, of which the definition may be a part. */
  states: readonly string[]
  input?: Json | undefined
  mocks: Readonly<Record<string, Mock | undefined>>
  faults?: readonly Fault[] | undefined
  validation?: Validation | undefined
  name?: string | undefined
  /** Epoch milliseconds; 2023-11-14T22:13:20Z if missing. */
  startTime?: number | undefined
}

/** A length of time: seconds, or one of `days`, `hours`, `minutes`, `seconds`, `milliseconds`, added up. */
export type Span = number | { days?: number; hours?: number; minutes?: number; seconds?: number; milliseconds?: number }

/** An execution in process, on a clock of its own that only moves when it is told to. */
export class TestExecution {
  private readonly states: readonly string[]
  private readonly world: SimulatedWorld
  private readonly answering: Answering
  private readonly coverage: Coverage
  private readonly promised: (() => Promise<void>)[] = []
  private isToDie = false
  /** Of each execution's history: the events that coverage has seen. */
  private readonly counted: number[] = []

  constructor(definition: string, machineName: string, coverage: Coverage, options: ExecutionOptions) {
    const { states, input, mocks, faults = [], validation = 'STRICT', name = 'test', startTime } = options
    this.states = states
    this.coverage = coverage
    this.answering = new Answering({
      ...{ mocks, faults, validation },
      now: () => this.now,
      onAnswer: (asking, command, answer) => this.promise(asking, command, answer),
      onKill: () => {
        this.isToDie = true
      },
    })
    const place = 'arn:aws:states:us-east-1:123456789012'
    this.world = openSimulation(definition, {
      answer: this.answering.answer,
      decided: (state, by, index) => coverage.decided(state, by, index),
      execution: {
        ...{ executionArn: `${place}:execution:${machineName}:${name}`, name },
        ...{ stateMachineArn: `${place}:stateMachine:${machineName}`, stateMachineName: machineName },
        ...(startTime === undefined ? {} : { startTime }),
      },
      ...(input === undefined ? {} : { input }),
    })
  }

  /** Epoch milliseconds of the virtual clock. */
  get now(): number {
    return this.world.env.now
  }

  /** What has happened so far. */
  get result(): TestResult {
    return resultOf(this.world.executions, this.answering.calls, this.states, this.now)
  }

  /** Lets this much time pass; whatever becomes due meanwhile happens in its order, at its moment. */
  async advance(span: Span): Promise<TestResult> {
    const until = this.now + milliseconds(span)
    await this.play(until, () => false)
    this.world.env.now = Math.max(this.now, until)
    return this.result
  }

  /** Lets time pass until a state is entered; its task has been asked then, and a state that waits for nothing has been left. */
  async runUntil(state: string): Promise<TestResult> {
    refuseUnknownStates([state], this.states)
    const isEntered = () => this.world.newest.some(event => event['stateEnteredEventDetails']?.['name'] === state)
    const isReached = await this.play(Number.POSITIVE_INFINITY, isEntered)
    if (isReached) return this.result
    throw new Error(`The execution ended or waits for ever without entering "${state}":\n${this.result.pathText}`)
  }

  /** Lets time pass until the execution has ended, or nothing can happen any more. */
  async end(): Promise<TestResult> {
    await this.play(Number.POSITIVE_INFINITY, () => false)
    return this.result
  }

  /** StopExecution. */
  async stop(reason: { error?: string; cause?: string } = {}): Promise<TestResult> {
    this.tell({ type: 'ExecutionStopped', ...reason })
    return await this.end()
  }

  /** The process dies and starts again: what runs is asked for once more. */
  kill(): void {
    this.world.die()
  }

  /** Ends a task that waits, by the state it belongs to: SendTaskSuccess and SendTaskFailure. */
  async answer(state: string, end: { result: Json } | { error: string; cause?: string }): Promise<TestResult> {
    refuseUnknownStates([state], this.states)
    const found = this.world.executions
      .flatMap(execution => [...execution.running.values()].map(({ command }) => ({ execution, command })))
      .find(({ command }) => command.stateName === state)
    if (found === undefined) throw new Error(`No task of the state "${state}" is waiting.`)
    const { task } = found.command
    this.world.tell(
      found.execution,
      'error' in end
        ? { type: 'TaskFailed', task, error: end.error, cause: end.cause ?? '' }
        : { type: 'TaskSucceeded', task, output: end.result },
    )
    await this.play(this.now, () => false)
    return this.result
  }

  private tell(event: StepEvent): void {
    this.world.tell(this.world.executions[0]!, event)
  }

  private promise({ execution }: Asking, { task }: RunTask, answer: Promise<Answer>): void {
    // Looked at in its turn; a rejection until then is not forgotten.
    answer.catch(() => undefined)
    this.promised.push(async () => this.world.plan(this.world.executions[execution]!, task, await answer))
  }

  /** Time passes only when nothing is due and no mock is at work, so that the order of things is always the same. */
  private async play(latest: number, isOver: () => boolean): Promise<boolean> {
    try {
      return await this.playOn(latest, isOver)
    } finally {
      for (const execution of this.world.executions) {
        this.coverage.ran(execution, this.counted[execution.number] ?? 0)
        this.counted[execution.number] = execution.history.length
      }
    }
  }

  private async playOn(latest: number, isOver: () => boolean): Promise<boolean> {
    for (;;) {
      if (this.world.proceed(this.now)) {
        if (isOver()) return true
        continue
      }
      const next = this.promised.shift()
      if (next !== undefined) await next()
      else if (this.isToDie) {
        this.isToDie = false
        this.world.die()
      } else if (!this.world.proceed(latest)) return false
      else if (isOver()) return true
    }
  }
}

function milliseconds(span: Span): number {
  if (typeof span === 'number') return span * 1000
  const { days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds: rest = 0 } = span
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + rest
}
