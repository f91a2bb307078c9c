import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { MockedAnswer, TaskMocks } from './mocked-tasks.ts'

/** What is wrong with a file of mocks, in words for its author. */
export class MockConfigError extends Error {}

/** The test cases of a file, by the machine's name and then their own. */
export type MockConfig = ReadonlyMap<string, ReadonlyMap<string, TaskMocks>>

/**
 * A file as Step Functions Local reads it (`SFN_MOCK_CONFIG`): for each test case, state by state, what its n-th invocation answers.
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html
 * @throws MockConfigError
 */
export function readMockConfig(text: string): MockConfig {
  const file = member(parse(text), undefined, 'the file')
  const machines = member(file, 'StateMachines', 'the file')
  const responses = member(file, 'MockedResponses', 'the file')
  return mapMembers(machines, 'StateMachines', (machine, name) =>
    mapMembers(member(machine, 'TestCases', name), 'TestCases', (states, testCase) => readTestCase(states, responses, testCase)),
  )
}

/**
 * One of the file's test cases.
 * @throws MockConfigError naming what there is instead
 */
export function findTestCase(config: MockConfig, machine: string, testCase: string): TaskMocks {
  const cases = config.get(machine)
  if (cases === undefined) throw new MockConfigError(missing('StateMachines', machine, [...config.keys()]))
  const mocks = cases.get(testCase)
  if (mocks === undefined) throw new MockConfigError(missing('TestCases', testCase, [...cases.keys()]))
  return mocks
}

/**
 * What is mocked under a misspelt name would be called for real.
 * @throws MockConfigError
 */
export function refuseUnknownStates(mocks: TaskMocks, testCase: string, states: readonly string[]): void {
  const unknown = [...mocks.keys()].find(name => !states.includes(name))
  if (unknown !== undefined) throw new MockConfigError(`${testCase} mocks the state "${unknown}"; there are: ${states.join(', ')}`)
}

function readTestCase(states: JsonObject, responses: JsonObject, testCase: string): TaskMocks {
  const byState = Object.keys(states).map(state => {
    const name = states[state]
    if (typeof name !== 'string') throw new MockConfigError(`${testCase}.${state} must be the name of a response`)
    return [state, readAnswers(member(responses, name, 'MockedResponses'), name)] as const
  })
  return new Map(byState)
}

function mapMembers<T>(parent: JsonObject, place: string, read: (value: JsonObject, name: string) => T): Map<string, T> {
  return new Map(Object.keys(parent).map(name => [name, read(member(parent, name, place), name)]))
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
  throw new MockConfigError(missing(place, name, isJsonObject(parent) ? Object.keys(parent) : []))
}

function missing(place: string, name: string, known: readonly string[]): string {
  const names = known.slice(0, 20).join(', ')
  return `${place} has no object "${name}"${names && `; there are: ${names}`}`
}
