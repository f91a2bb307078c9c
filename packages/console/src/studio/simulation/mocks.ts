import type { Answer, Json } from '@pasos/asl'
import { statesIn } from '@pasos/graph'
import { findJsonFault } from '../../format/json-fault.ts'
import { valueAtPath } from '../value-at-path.ts'

/** How a task ends: with an answer, with an error, or with an error at first and with an answer when it is tried again. */
export interface MockedEnd {
  output: Json
  failure?: { error: string; cause: string }
  /** How many tries fail; all when missing. */
  failures?: number
}

/** A mock as somebody writes it. */
export interface Mock {
  ends: 'answers' | 'fails' | 'failsFirst'
  /** JSON; undefined for what the task answered in the last execution. */
  output?: string
  error: string
  cause: string
  failures: number
}

export const USUAL_MOCK: Mock = { ends: 'answers', error: 'States.TaskFailed', cause: '', failures: 1 }

/** The states that call something, in the order of the text; of a Map what it reads its items from. */
export function mockedStates(text: string): { name: string; isReader: boolean }[] {
  return statesIn(text).flatMap(({ name, type, path }) => {
    const isReader = type === 'Map' && valueAtPath(text, [...path, 'ItemReader']) !== undefined
    return type === 'Task' || isReader ? [{ name, isReader }] : []
  })
}

/** What is read where nobody has written anything else: two items. */
export const USUAL_ITEMS = '[\n  {},\n  {}\n]'

/** How long a task takes, on the clock of a simulation. */
const SECONDS = 0.2

export function answerOfMock(mock: MockedEnd | undefined, retryCount: number): Answer {
  const { output = {}, failure, failures = Number.POSITIVE_INFINITY } = mock ?? {}
  return failure && retryCount < failures ? { ...failure, afterSeconds: SECONDS } : { output, afterSeconds: SECONDS }
}

/** What a mock says; undefined while it is not written to its end. `recorded` is the answer of the last execution. */
export function readMock(mock: Mock, recorded: string | undefined): MockedEnd | undefined {
  const text = mock.output ?? recorded ?? '{}'
  if (mock.ends !== 'fails' && findJsonFault(text) !== undefined) return undefined
  if (mock.ends !== 'answers' && mock.error.trim() === '') return undefined
  const failure = { error: mock.error.trim(), cause: mock.cause }
  const output = mock.ends === 'fails' ? {} : (JSON.parse(text) as Json)
  if (mock.ends === 'answers') return { output }
  return { output, failure, ...(mock.ends === 'failsFirst' ? { failures: mock.failures } : {}) }
}
