import { isDeepStrictEqual } from 'node:util'
import { isJsonObject, type Json } from '@pasos/asl'
import { type KnownStates, refuseUnknownStates, refuseUnknownTasks } from '../definition/known-states.ts'
import type { StateResult } from '../run/run-state.ts'
import type { TestResult } from '../run/test-result.ts'
import type { Expectations } from './case-file.ts'

/** @throws MockError for states and tasks that the machine does not have: they would be as expected whatever happens */
export function refuseUnknownNames(
  { path = [], visited = [], notVisited = [], invocations = {}, inputs = {} }: Expectations,
  known: KnownStates,
) {
  refuseUnknownStates([...path, ...visited, ...notVisited], known.all)
  refuseUnknownTasks([...Object.keys(invocations), ...Object.keys(inputs)], known)
}

/** Each expectation that a run does not meet, in a line. A case that expects nothing expects success. */
export function unmetExpectations(expect: Expectations, result: TestResult | StateResult): string[] {
  const { status = expect.error === undefined && expect.cause === undefined ? 'SUCCEEDED' : undefined, output, outputIncludes } = expect
  const problems: string[] = []
  const same = (what: string, expected: Json | undefined, actual: Json | undefined) => {
    if (expected !== undefined && !isDeepStrictEqual(expected, actual))
      problems.push(`${what}: expected ${text(expected)}, was ${text(actual)}`)
  }
  if (status !== undefined && status !== result.status) {
    const why = [result.error, result.cause].filter(Boolean).join(': ')
    problems.push(`status: expected ${status}, was ${result.status}${why && ` (${why})`}`)
  }
  same('output', output, result.output)
  if (outputIncludes !== undefined && !includes(result.output, outputIncludes)) {
    problems.push(`output: expected to include ${text(outputIncludes)}, was ${text(result.output)}`)
  }
  same('error', expect.error, result.error)
  const cause = /^\/(.*)\/$/s.exec(expect.cause ?? '')?.[1]
  if (cause === undefined) same('cause', expect.cause, result.cause)
  else if (!new RegExp(cause).test(result.cause ?? '')) problems.push(`cause: expected /${cause}/, was ${text(result.cause)}`)
  return [...problems, ...('path' in result ? ofTheWay(expect, result) : ofTheState(expect, result))]
}

function ofTheWay(expect: Expectations, { path, calls, seconds }: TestResult): string[] {
  const problems: string[] = []
  const states = path.map(({ state }) => state)
  const visited = new Set(states)
  if (expect.path !== undefined && !isDeepStrictEqual(expect.path, states)) {
    problems.push(`path: expected ${expect.path.join(' → ')}, was ${states.join(' → ')}`)
  }
  const missed = expect.visited?.filter(state => !visited.has(state)) ?? []
  if (missed.length > 0) problems.push(`visited: not ${missed.join(', ')}; was ${states.join(' → ')}`)
  const trodden = expect.notVisited?.filter(state => visited.has(state)) ?? []
  if (trodden.length > 0) problems.push(`notVisited: but ${trodden.join(', ')} was`)
  if (expect.seconds !== undefined && expect.seconds !== seconds) problems.push(`seconds: expected ${expect.seconds}, was ${seconds}`)
  const askedOf = (state: string) => calls.filter(call => call.state === state).map(({ input }) => input)
  for (const [state, count] of Object.entries(expect.invocations ?? {})) {
    const invoked = askedOf(state).length
    if (invoked !== count) problems.push(`invocations of ${state}: expected ${count}, was ${invoked}`)
  }
  for (const [state, inputs] of Object.entries(expect.inputs ?? {})) {
    const asked = askedOf(state)
    if (!isDeepStrictEqual(asked, inputs)) problems.push(`inputs of ${state}: expected ${text(inputs)}, was ${text(asked)}`)
  }
  return problems
}

function ofTheState({ nextState }: Expectations, result: StateResult): string[] {
  if (nextState === undefined || nextState === result.nextState) return []
  return [`nextState: expected ${nextState}, was ${result.nextState ?? 'none'}`]
}

function includes(actual: Json | undefined, expected: Json): boolean {
  if (isJsonObject(expected)) {
    return actual !== undefined && isJsonObject(actual) && Object.entries(expected).every(([name, value]) => includes(actual[name], value))
  }
  return isDeepStrictEqual(actual, expected)
}

function text(value: Json | undefined): string {
  const json = value === undefined ? 'nothing' : JSON.stringify(value)
  return json.length > 1_000 ? `${json.slice(0, 1_000)} …` : json
}
