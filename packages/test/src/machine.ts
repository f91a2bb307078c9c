import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { checkDefinition, describeFinding, type Finding, hasErrors, type Json, type JsonObject, simulationStart } from '@pasos/asl'
import { Coverage } from './coverage/coverage.ts'
import { type DefinitionSource, readSource, SourceError } from './definition/definition-source.ts'
import { knownApis } from './definition/known-apis.ts'
import { type KnownStates, knownStates, refuseUnknownStates, refuseUnknownTasks } from './definition/known-states.ts'
import { rangeOf, type StateRange } from './definition/range-of.ts'
import { substitute } from './definition/substitute.ts'
import type { Validation } from './mocks/check-answer.ts'
import type { Fault } from './mocks/fault.ts'
import type { Mock, Mocks, StateTypes } from './mocks/mock.ts'
import { type AskableTrials, askableTrials } from './run/askable-trials.ts'
import { runState, type StateOptions, type StateResult } from './run/run-state.ts'
import { TestExecution } from './run/test-execution.ts'
import type { TestResult } from './run/test-result.ts'

export interface MachineOptions {
  /** The machine's name in ARNs; that of the file if missing. */
  name?: string
  type?: 'STANDARD' | 'EXPRESS'
  /** Values of `${placeholders}`. */
  substitutions?: Readonly<Record<string, string>>
  /** How far mocks must be what AWS's services answer; STRICT if missing. */
  validation?: Validation
}

export interface RunOptions<States extends StateTypes = Record<string, { input: Json; result: Json }>> extends StateRange {
  input?: Json
  mocks?: Mocks<States>
  faults?: readonly Fault[]
  validation?: Validation
  /** The execution's name. */
  name?: string
  /** Of the virtual clock. */
  startTime?: Date | number
}

/** A state machine to be tested. */
export class Machine<States extends StateTypes = Record<string, { input: Json; result: Json }>> {
  readonly name: string
  /** What all runs together have gone through. */
  readonly coverage: Coverage
  /** The names that tests may use. */
  readonly known: KnownStates
  private readonly definition: JsonObject
  private readonly validation: Validation
  private readonly ranges = new Map<string, string>()

  constructor(source: DefinitionSource, file: string, options: MachineOptions) {
    this.definition = substitute(source.value, options.substitutions ?? {}) as JsonObject
    this.name = options.name ?? nameOf(file)
    this.validation = options.validation ?? 'STRICT'
    const checks = { ...knownApis, advice: false, type: options.type ?? 'STANDARD' }
    const findings = checkDefinition(JSON.stringify(this.definition), checks)
    if (hasErrors(findings)) throw new SourceError(refusalOf(findings, file, source))
    this.known = knownStates(this.definition)
    this.coverage = new Coverage(this.definition, file, source.lineOf)
  }

  /** Runs an execution, or the range of it, to its end. */
  async run(options: RunOptions<States> = {}): Promise<TestResult> {
    return await this.start(options).end()
  }

  /** Starts an execution whose clock waits to be moved. */
  start(options: RunOptions<States> = {}): TestExecution {
    const { from, until, input, faults, name, startTime, validation = this.validation } = options
    const mocks = (options.mocks ?? {}) as Record<string, Mock>
    refuseUnknownTasks([...Object.keys(mocks), ...(faults ?? []).map(({ state }) => state)], this.known)
    return new TestExecution(this.textOf({ from, until }), this.name, this.coverage, {
      ...{ states: this.known.all, mocks, faults, input, name, validation },
      startTime: startTime === undefined ? undefined : Number(startTime),
    })
  }

  /** Runs one state alone, as TestState does. */
  async runState(state: string & keyof States, options: StateOptions = {}): Promise<StateResult> {
    refuseUnknownStates([state], this.known.all)
    const result = await runState(this.textOf({}), state, { validation: this.validation, ...options }, simulationStart)
    this.coverage.ranAlone(state, result.nextState)
    return result
  }

  /** The visits of a run of this machine, as questions to TestState. */
  trials({ history, calls }: TestResult): AskableTrials {
    return askableTrials({ definition: this.definition, machineName: this.name, history, calls })
  }

  /** The definition in JSON, as it is run. */
  get definitionText(): string {
    return this.textOf({})
  }

  private textOf(range: StateRange): string {
    const key = JSON.stringify([range.from, range.until])
    let text = this.ranges.get(key)
    if (text === undefined) {
      text = JSON.stringify(rangeOf(this.definition, range))
      this.ranges.set(key, text)
    }
    return text
  }
}

/**
 * A machine of a definition: a file in JSON or YAML, or the definition itself.
 * @throws SourceError for what is no definition, with the findings of the checks
 */
export function loadMachine<States extends StateTypes = Record<string, { input: Json; result: Json }>>(
  definition: string | JsonObject,
  options: MachineOptions = {},
): Machine<States> {
  if (typeof definition !== 'string') {
    const text = JSON.stringify(definition, null, 2)
    return new Machine(readSource(text, 'definition.asl.json'), 'definition.asl.json', { name: 'machine', ...options })
  }
  const file = relative(process.cwd(), definition).replaceAll('\\', '/') || definition
  return new Machine(readSource(readFileSync(definition, 'utf8'), file), file, options)
}

/** Where in the author's file, and what to do. */
function refusalOf(findings: readonly Finding[], file: string, { lineOf }: DefinitionSource): string {
  const errors = findings.filter(({ severity }) => severity === 'ERROR')
  const lines = errors.map(finding => {
    const { message, advice } = describeFinding(finding, 'en')
    const { code, location = '' } = finding
    return `${file}:${lineOf(location)} ${code} ${location}\n  ${message}\n  → ${advice}`
  })
  return lines.join('\n')
}

function nameOf(file: string): string {
  const base = file.slice(file.lastIndexOf('/') + 1)
  return base.replace(/(\.asl)?\.(json|ya?ml)$/i, '').replace(/[^\w-]/g, '-') || 'machine'
}
