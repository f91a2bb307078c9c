import type { Answer, Asking, Json, RunTask } from '@pasos/asl'
import { checkAnswer, type Validation } from './check-answer.ts'
import { chooseAnswer } from './choose-mock.ts'
import { type Fault, faultsOf } from './fault.ts'
import type { Mock, MockAnswer, MockCall } from './mock.ts'

/** An invocation, as a test looks at it. */
export interface TaskCall extends MockCall {
  input: Json
  /** Epoch milliseconds on the virtual clock. */
  at: number
}

export interface AnsweringOptions {
  mocks: Readonly<Record<string, Mock | undefined>>
  faults: readonly Fault[]
  validation: Validation
  now(): number
  /** An answer that was promised is there. */
  onAnswer(asking: Asking, command: RunTask, answer: Promise<Answer>): void
  /** The process is to die once what is due has happened. */
  onKill(): void
}

/** Answers tasks by mocks and faults; counts who asks how often. */
export class Answering {
  readonly calls: TaskCall[] = []
  private readonly options: AnsweringOptions
  private readonly counts = new Map<string, number>()
  private readonly begun = new Map<string, number>()

  constructor(options: AnsweringOptions) {
    this.options = options
  }

  readonly answer = (command: RunTask, asking: Asking): Answer => {
    const call = this.callOf(command, asking)
    this.calls.push({ ...call, input: command.input, at: this.options.now() })
    const faults = faultsOf(this.options.faults, call)
    const failing = faults.find(fault => 'error' in fault)
    const { mocks } = this.options
    const mock = Object.hasOwn(mocks, call.state) ? mocks[call.state] : undefined
    const chosen =
      failing === undefined
        ? chooseAnswer(mock, command.input, call, Object.keys(mocks))
        : { error: failing.error, cause: failing.cause ?? '' }
    if (!(chosen instanceof Promise)) return this.planned(command, call, faults, chosen)
    this.options.onAnswer(
      asking,
      command,
      chosen.then(answer => this.planned(command, call, faults, answer)),
    )
    return { never: true }
  }

  /** The same task again, as after a death, is the same invocation. */
  private callOf(command: RunTask, { execution, executionArn, retryCount, indexes }: Asking): MockCall {
    const task = `${execution}/${command.task}`
    const known = this.begun.get(task)
    const key = JSON.stringify([execution, command.stateName, indexes])
    const attempt = known ?? (this.counts.get(key) ?? 0) + 1
    if (known === undefined) {
      this.counts.set(key, attempt)
      this.begun.set(task, attempt)
    }
    return {
      ...{ state: command.stateName, resource: command.resource, attempt, retryCount, executionArn, indexes },
      ...{ index: indexes.at(-1), token: command.token, isRepeated: known !== undefined },
    }
  }

  private planned(command: RunTask, call: MockCall, faults: readonly Fault[], mocked: MockAnswer): Answer {
    checkAnswer(call.state, command.resource, mocked, this.options.validation)
    const slow = faults.reduce((sum, fault) => sum + ('slowSeconds' in fault ? fault.slowSeconds : 0), 0)
    const { heartbeatsAfterSeconds } = mocked
    const afterSeconds = (mocked.afterSeconds ?? 0) + slow
    const isAsynchronous = /\.(sync(:2)?|waitForTaskToken)$/.test(command.resource)
    const more = {
      ...(afterSeconds > 0 && { afterSeconds }),
      ...(heartbeatsAfterSeconds && { heartbeatsAfterSeconds }),
      ...(isAsynchronous && mocked.error === undefined && { submitted: mocked.submitted ?? mocked.result ?? {} }),
      ...(command.resource.includes(':activity:') && { workerName: 'worker' }),
      ...(faults.some(fault => 'duplicate' in fault) && { isRepeated: true }),
    }
    if (!call.isRepeated && faults.some(fault => 'kill' in fault)) {
      this.options.onKill()
      return { never: true }
    }
    if (mocked.never) return { never: true, ...more }
    if (mocked.error !== undefined) return { error: mocked.error, cause: mocked.cause ?? '', ...more }
    return { output: mocked.result as Json, ...more }
  }
}
