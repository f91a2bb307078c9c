import { AssertionError } from 'node:assert'
import { isDeepStrictEqual } from 'node:util'
import type { Json } from '@pasos/asl'
import { refuseUnknownStates } from './definition/known-states.ts'
import type { StateResult } from './run/run-state.ts'
import type { TestResult } from './run/test-result.ts'

interface Verdict {
  pass: boolean
  message(): string
  /** Of which the runner shows the difference. */
  actual?: unknown
  expected?: unknown
}

/**
 * For `expect.extend(matchers)` of vitest and jest.
 * @throws MockError, with `not` too, for a state that the machine does not have
 */
export const matchers = {
  /** All of these states were entered. */
  toHaveVisited(result: TestResult, ...states: string[]): Verdict {
    refuseUnknownStates(states, result.states)
    const visited = new Set(result.path.map(({ state }) => state))
    const missing = states.filter(state => !visited.has(state))
    return {
      pass: missing.length === 0,
      message: () => (missing.length === 0 ? `${states.join(', ')} was visited` : `${missing.join(', ')} was not visited`) + ways(result),
    }
  },
  /** These states were entered in this order, and no others. */
  toHavePath(result: TestResult, states: readonly string[]): Verdict {
    refuseUnknownStates(states, result.states)
    const path = result.path.map(({ state }) => state)
    const pass = isDeepStrictEqual(path, [...states])
    const message = () => `The path is ${pass ? '' : 'not '}${states.join(' → ')}${ways(result)}`
    return { pass, message, actual: path, expected: [...states] }
  },
  /** `output` may hold asymmetric matchers, such as `expect.objectContaining(…)`. */
  toHaveSucceededWith(result: TestResult | StateResult, output: Json): Verdict {
    const hasSucceeded = result.status === 'SUCCEEDED'
    const isSame = hasSucceeded && isLike(result.output, output)
    return {
      pass: isSame,
      message: () => `It ${described(result)}, ${isSame ? 'as it should not' : `not SUCCEEDED with ${JSON.stringify(output)}`}`,
      ...(hasSucceeded && { actual: result.output, expected: output }),
    }
  },
  /** `cause` is the whole text, or a pattern in it. */
  toHaveFailedWith(result: TestResult | StateResult, error: string, cause?: string | RegExp): Verdict {
    const isCause = cause === undefined || (typeof cause === 'string' ? result.cause === cause : cause.test(result.cause ?? ''))
    const isSame = result.status !== 'SUCCEEDED' && result.error === error && isCause
    return {
      pass: isSame,
      message: () =>
        `It ${described(result)}, ${isSame ? 'as it should not' : `not with ${error}${cause === undefined ? '' : `: ${cause}`}`}`,
    }
  },
}

type Matchers = typeof matchers

/** What `expect` has by `expect.extend(matchers)`: to tell its types so, see docs/guide/testing.md. */
export type PasosMatchers<Returned = void> = {
  [Name in keyof Matchers]: Matchers[Name] extends (result: never, ...rest: infer Rest) => Verdict ? (...rest: Rest) => Returned : never
}

/** The same for node:test and others, `not` too: throws an AssertionError. */
export function assertThat(result: TestResult): Asserting<PasosMatchers>
export function assertThat(result: StateResult): Asserting<Pick<PasosMatchers, 'toHaveSucceededWith' | 'toHaveFailedWith'>>
export function assertThat(result: TestResult | StateResult): Asserting<Partial<PasosMatchers>> {
  return { ...asserting(result, true), not: asserting(result, false) }
}

type Asserting<Some> = Some & { not: Some }

function asserting(result: TestResult | StateResult, isWanted: boolean): Partial<PasosMatchers> {
  const each = Object.entries(matchers).map(([name, matcher]) => [
    name,
    (...rest: never[]) => {
      const { pass, message, ...values } = (matcher as (...all: unknown[]) => Verdict)(result, ...rest)
      if (pass !== isWanted) throw new AssertionError({ message: message(), stackStartFn: assertThat, ...(isWanted && values) })
    },
  ])
  return Object.fromEntries(each)
}

/** Equal, or as an asymmetric matcher of the test's runner wants it. */
function isLike(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected)
  if ('asymmetricMatch' in expected && typeof expected.asymmetricMatch === 'function') return expected.asymmetricMatch(actual)
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual) !== Array.isArray(expected)) return false
  const names = Object.keys(expected)
  if (names.length !== Object.keys(actual).length) return false
  // A matcher of what is not there might take it: `expect.not.stringContaining(…)`.
  return names.every(name => Object.hasOwn(actual, name) && isLike(Reflect.get(actual, name), Reflect.get(expected, name)))
}

function described({ status, error, cause, output }: TestResult | StateResult): string {
  return status === 'SUCCEEDED' ? `SUCCEEDED with ${JSON.stringify(output)}` : [status, error, cause].filter(Boolean).join(': ')
}

function ways({ pathText }: TestResult): string {
  return `. It went:\n${pathText}`
}
