import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { CoverageReport } from '../coverage/coverage.ts'
import { mergeCoverage } from '../coverage/merge-coverage.ts'
import { refuseUnknownStates } from '../definition/known-states.ts'
import { loadMachine, type Machine } from '../machine.ts'
import { type Mock, MockError } from '../mocks/mock.ts'
import type { StateOptions, StateResult } from '../run/run-state.ts'
import type { TestResult } from '../run/test-result.ts'
import { type CaseFile, readCaseFile, type TestCase } from './case-file.ts'
import { dataMock } from './data-mock.ts'
import { refuseUnknownNames, unmetExpectations } from './unmet-expectations.ts'

export interface CaseOutcome {
  name: string
  line: number
  status: 'passed' | 'failed'
  /** What was not as expected, a line each. */
  problems: string[]
  /** Of the processor, not of the virtual clock. */
  ms: number
  /** The states entered, a line each. */
  path: string
  /** How the execution, or the state alone, ended; missing where the test itself was at fault. */
  run?: RunSummary
}

export interface RunSummary {
  status: string
  output: Json
  error: string | null
  cause: string | null
  /** On the virtual clock; null for a state alone. */
  seconds: number | null
  /** The states entered, in their order. */
  path: string[]
}

export interface FileOutcome {
  file: string
  cases: CaseOutcome[]
  coverage: CoverageReport
}

export interface RunCasesOptions {
  /** Only cases whose name has this in it. */
  filter?: string | undefined
  /** More to ask of a run that has ended: what else is wrong, a line each. */
  alsoCheck?: ((machine: Machine, result: TestResult) => Promise<string[]>) | undefined
}

/**
 * Runs the tests of files, one after the other.
 * @throws SourceError for a file, or a definition, that cannot be read
 */
export async function runCaseFiles(
  files: readonly string[],
  options: RunCasesOptions = {},
): Promise<{ files: FileOutcome[]; coverage: CoverageReport[] }> {
  const outcomes: FileOutcome[] = []
  for (const file of files) outcomes.push(await runFile(readCaseFile(file), options))
  return { files: outcomes, coverage: mergeCoverage(outcomes.map(({ coverage }) => coverage)) }
}

async function runFile(suite: CaseFile, { filter, alsoCheck }: RunCasesOptions): Promise<FileOutcome> {
  const { file, definition, type, substitutions, validation } = suite
  const machine = loadMachine(definition, { type, substitutions, validation })
  const cases: CaseOutcome[] = []
  for (const test of suite.cases) {
    if (filter !== undefined && !test.name.includes(filter)) continue
    const began = performance.now()
    const { problems, path, run } = await runCase(machine, suite, test, alsoCheck)
    const ms = Math.round((performance.now() - began) * 10) / 10
    cases.push({
      name: test.name,
      line: test.line,
      status: problems.length === 0 ? 'passed' : 'failed',
      problems,
      ms,
      path,
      ...(run && { run }),
    })
  }
  return { file, cases, coverage: machine.coverage.report() }
}

async function runCase(
  machine: Machine,
  suite: CaseFile,
  test: TestCase,
  alsoCheck: RunCasesOptions['alsoCheck'],
): Promise<Pick<CaseOutcome, 'problems' | 'path' | 'run'>> {
  try {
    refuseUnknownNames(test.expect, machine.known)
    if (test.state !== undefined) {
      refuseUnknownStates(Object.keys({ ...suite.mocks, ...test.mocks }), machine.known.all)
      const result = await machine.runState(test.state, stateOptions(suite, test, test.state))
      return { problems: unmetExpectations(test.expect, result), path: `${test.state}\n`, run: summaryOf(result, [test.state], null) }
    }
    const { input, faults, from, until, startTime } = test
    const mocks = mocksOf(suite, test)
    const time = startTime === undefined ? {} : { startTime: new Date(startTime) }
    const result = await machine.run({ input, faults, mocks, ...time, from, until })
    const problems = [...unmetExpectations(test.expect, result), ...((await alsoCheck?.(machine, result)) ?? [])]
    const states = result.path.map(({ state }) => state)
    return { problems, path: result.pathText, run: summaryOf(result, states, result.seconds) }
  } catch (error) {
    // What a mock's own code throws is a failed test too, with the place of it.
    const said = error instanceof MockError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { problems: [said], path: '' }
  }
}

function summaryOf(result: TestResult | StateResult, path: string[], seconds: number | null): RunSummary {
  const { status, output = null, error = null, cause = null } = result
  return { status, output, error, cause, seconds, path }
}

function mocksOf({ mocks, file }: CaseFile, test: TestCase): Record<string, Mock> {
  return Object.fromEntries(Object.entries({ ...mocks, ...test.mocks }).map(([state, data]) => [state, dataMock(state, data, file)]))
}

function stateOptions(suite: CaseFile, { input, mocks, variables, context, retryCount }: TestCase, state: string): StateOptions {
  const mock: Json | undefined = mocks[state] ?? suite.mocks[state]
  return {
    ...{ input, variables, context, retryCount },
    ...(mock !== undefined && { mock: aloneMock(state, mock) }),
  }
}

function aloneMock(state: string, mock: Json): NonNullable<StateOptions['mock']> {
  const { result, error, cause } = isJsonObject(mock) ? mock : ({} as JsonObject)
  if (result !== undefined) return { result }
  if (typeof error === 'string') return { error, ...(typeof cause === 'string' && { cause }) }
  throw new MockError(`The mock of "${state}", which is run alone, must have a result or an error`)
}
