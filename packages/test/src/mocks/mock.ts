import type { Json } from '@pasos/asl'

/** What a task answers, and how long that takes on the virtual clock. */
export interface MockAnswer<Result = Json> {
  /** As the service answers it: before ResultSelector. */
  result?: Result
  /** Fails with this error instead. */
  error?: string
  cause?: string
  /** Neither: the task runs until its timeout, or for ever. */
  never?: true
  afterSeconds?: number
  /** When the worker sends heartbeats. */
  heartbeatsAfterSeconds?: number[]
  /** What the service says when it takes a `.sync` or `.waitForTaskToken` request; the result if missing. */
  submitted?: Json
}

/** What a mock is told of the invocation it answers. */
export interface MockCall {
  state: string
  resource: string
  /** Which invocation of the state it is, from 1; within a Map, of this iteration. Retries and loops count. */
  attempt: number
  /** Retries that went before, without loops. */
  retryCount: number
  /** Of the item of the innermost Map around the state. */
  index: number | undefined
  /** Of all Maps around it, the outermost first. */
  indexes: readonly number[]
  executionArn: string
  /** Of `.waitForTaskToken`. */
  token: string | undefined
  /** Whether the same invocation was begun before and the process died meanwhile. */
  isRepeated: boolean
}

/** An answer made of what the task was asked. */
export type MockFunction<Input = Json, Result = Json> = (input: Input, call: MockCall) => MockAnswer<Result> | Promise<MockAnswer<Result>>

/**
 * One answer for all invocations; a function; a list, one for each attempt, of which the last does not go on answering; or by the index of
 * the Map's item, `default` for the others.
 */
export type Mock<Input = Json, Result = Json> =
  | MockAnswer<Result>
  | MockFunction<Input, Result>
  | readonly (MockAnswer<Result> | MockFunction<Input, Result>)[]
  | { byIndex: Readonly<Record<string, Mock<Input, Result>>> }

/** What the tasks of a machine are asked and answer, by state: to have mocks typed. */
export interface StateTypes {
  [state: string]: { input: unknown; result: unknown }
}

/** Mocks by state; a distributed Map's stands for its ItemReader and answers the items. */
export type Mocks<States extends StateTypes = Record<string, { input: Json; result: Json }>> = {
  readonly [State in keyof States]?: Mock<States[State]['input'], States[State]['result']>
}

/** The task succeeds with this. */
export function returns<Result>(result: Result, more: Omit<MockAnswer, 'result' | 'error' | 'cause' | 'never'> = {}): MockAnswer<Result> {
  return { result, ...more }
}

/** The task fails with this. */
export function fails(
  error: string,
  cause = '',
  more: Pick<MockAnswer, 'afterSeconds' | 'heartbeatsAfterSeconds'> = {},
): MockAnswer<never> {
  return { error, cause, ...more }
}

/** The test is wrong, not the workflow: a task that nothing answers, or a mock that could not be an answer. */
export class MockError extends Error {
  override name = 'MockError'
}
