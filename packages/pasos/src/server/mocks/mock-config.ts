import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { MockedAnswer, TaskMocks } from './mocked-tasks.ts'

/** What is wrong with a file of mocks, in words for its author. */
export class MockConfigError extends Error {}

/**
 * One test case of a file as Step Functions Local reads it (`SFN_MOCK_CONFIG`): state by state, what its n-th invocation answers.
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html
 * @throws MockConfigError
 */
export function readTestCase(text: string, machine: string, testCase: string): TaskMocks {
  const file = member(parse(text), undefined, 'the file')
  const machines = member(file, 'StateMachines', 'the file')
  const cases = member(member(machines, machine, 'StateMachines'), 'TestCases', machine)
  const states = member(cases, testCase, 'TestCases')
  const responses = member(file, 'MockedResponses', 'the file')
  const byState = Object.keys(states).map(state => {
    const name = states[state]
    if (typeof name !== 'string') throw new MockConfigError(`${testCase}.${state} must be the name of a response`)
    return [state, readAnswers(member(responses, name, 'MockedResponses'), name)] as const
  })
  return new Map(byState)
}

/** `{"0": …, "1-2": …}`: every number from 0 on, without a gap. */
function readAnswers(response: JsonObject, name: string): readonly MockedAnswer[] {
  const ranges = Object.entries(response).map(([key, value]) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(key) ?? []
    if (first === undefined || Number(last) < Number(first) || Number(last) > 100_000) {
      throw new MockConfigError(`${name}: "${key}" is neither a number nor a range such as "1-2"`)
    }
    return { first: Number(first), last: Number(last), answer: readAnswer(value, `${name}.${key}`) }
  })
  const answers: MockedAnswer[] = []
  for (const { first, last, answer } of ranges.sort((one, other) => one.first - other.first)) {
    if (first !== answers.length) throw new MockConfigError(`${name}: the response "${answers.length}" is missing or there twice`)
    for (let n = first; n <= last; n += 1) answers.push(answer)
  }
  return answers
}

function readAnswer(value: Json, place: string): MockedAnswer {
  if (isJsonObject(value) && Object.keys(value).length === 1) {
    const { Return: output, Throw: thrown } = value
    if (output !== undefined) return { output }
    if (isJsonObject(thrown) && typeof thrown['Error'] === 'string' && typeof (thrown['Cause'] ?? '') === 'string') {
      return { error: thrown['Error'], cause: (thrown['Cause'] as string | undefined) ?? '' }
    }
  }
  throw new MockConfigError(`${place} must be {"Return": …} or {"Throw": {"Error": "…", "Cause": "…"}}`)
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new MockConfigError((error as Error).message)
  }
}

/** The object under a name, or the value itself where no name is given. */
function member(parent: Json, name: string | undefined, place: string): JsonObject {
  if (name === undefined) {
    if (isJsonObject(parent)) return parent
    throw new MockConfigError(`${place} must be an object`)
  }
  const found = isJsonObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined
  if (found !== undefined && isJsonObject(found)) return found
  const known = isJsonObject(parent) ? Object.keys(parent).slice(0, 20).join(', ') : ''
  throw new MockConfigError(`${place} has no object "${name}"${known && `; there are: ${known}`}`)
}
