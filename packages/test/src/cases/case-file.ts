import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { METRICS } from '../coverage/coverage-items.ts'
import type { Thresholds } from '../coverage/coverage-text.ts'
import { readSource, SourceError } from '../definition/definition-source.ts'
import type { Validation } from '../mocks/check-answer.ts'
import type { Fault } from '../mocks/fault.ts'

/** Tests of one definition as data: a file `*.asltest.json` or `*.asltest.yaml`. */
export interface CaseFile {
  file: string
  /** Path of the definition, or the definition itself. */
  definition: string | JsonObject
  type: 'STANDARD' | 'EXPRESS'
  substitutions: Record<string, string>
  validation: Validation
  /** For all cases; a case's own come first. */
  mocks: JsonObject
  cases: readonly TestCase[]
  thresholds: Thresholds
}

export interface TestCase {
  name: string
  /** In the file. */
  line: number
  input: Json
  mocks: JsonObject
  faults: readonly Fault[]
  from?: string
  until?: string
  /** Run alone, as TestState does. */
  state?: string
  variables?: Record<string, Json>
  context?: Json
  retryCount?: number
  startTime?: string
  expect: Expectations
}

export interface Expectations {
  status?: string
  output?: Json
  /** Members that the output has, among others. */
  outputIncludes?: Json
  error?: string
  cause?: string
  /** The states entered, in their order. */
  path?: string[]
  visited?: string[]
  notVisited?: string[]
  /** On the virtual clock. */
  seconds?: number
  /** How often each task was invoked. */
  invocations?: Record<string, number>
  /** What each invocation of a task was asked. */
  inputs?: Record<string, Json[]>
  /** Of a state alone. */
  nextState?: string
}

type Kind = 'text' | 'number' | 'object' | 'list' | 'any'
type Fields = Readonly<Record<string, Kind>>

const FILE: Fields = {
  ...{ definition: 'any', type: 'text', substitutions: 'object', validation: 'text', mocks: 'object', tests: 'list', coverage: 'object' },
  ...{ $schema: 'text', Comment: 'text' },
}
const CASE: Fields = {
  ...{ name: 'text', input: 'any', mocks: 'object', faults: 'list', from: 'text', until: 'text', state: 'text', variables: 'object' },
  ...{ context: 'object', retryCount: 'number', startTime: 'text', expect: 'object' },
}
const EXPECT: Fields = {
  ...{ status: 'text', output: 'any', outputIncludes: 'any', error: 'text', cause: 'text', path: 'list', visited: 'list' },
  ...{ notVisited: 'list', seconds: 'number', invocations: 'object', inputs: 'object', nextState: 'text' },
}
const FAULT: Fields = {
  ...{
    state: 'text',
    attempt: 'number',
    index: 'number',
    error: 'text',
    cause: 'text',
    slowSeconds: 'number',
    duplicate: 'any',
    kill: 'any',
  },
}
/** What says something of a whole run only, or of a state that is run alone (`state`) only: elsewhere it would say nothing. */
const OF_RUNS = {
  test: ['faults', 'from', 'until', 'startTime'],
  expect: ['path', 'visited', 'notVisited', 'seconds', 'invocations', 'inputs'],
}
const OF_STATES = { test: ['variables', 'context', 'retryCount'], expect: ['nextState'] }
const VALUES: Readonly<Record<string, readonly string[]>> = {
  type: ['STANDARD', 'EXPRESS'],
  validation: ['STRICT', 'PRESENT', 'NONE'],
  status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'RUNNING', 'RETRIABLE', 'CAUGHT_ERROR'],
}
const EFFECTS = ['error', 'slowSeconds', 'duplicate', 'kill']
const COVERAGE: Fields = Object.fromEntries(METRICS.map(metric => [metric, 'number']))

/**
 * Reads a file of tests. Without `definition` the one of the same name beside it is meant.
 * @throws SourceError that names the line of whatever is not understood
 */
export function readCaseFile(file: string): CaseFile {
  const { value, lineOf } = readSource(readFileSync(file, 'utf8'), file)
  const at = (pointer: string) => `${file}:${lineOf(pointer)}`
  const checked = (candidate: Json | undefined, fields: Fields, pointer: string): JsonObject => {
    if (!isJsonObject(candidate)) throw new SourceError(`${at(pointer)}: an object is expected`)
    for (const [name, member] of Object.entries(candidate)) {
      const kind = Object.hasOwn(fields, name) ? fields[name] : undefined
      const place = `${pointer}/${name}`
      if (kind === undefined)
        throw new SourceError(`${at(place)}: "${name}" is not known here; there are: ${Object.keys(fields).join(', ')}`)
      if (!isKind(member, kind)) throw new SourceError(`${at(place)}: "${name}" must be ${WORDS[kind]}`)
      const values = kind === 'text' && Object.hasOwn(VALUES, name) ? VALUES[name]! : undefined
      if (values?.includes(String(member)) === false) throw new SourceError(`${at(place)}: "${name}" is one of ${values.join(', ')}`)
    }
    return candidate
  }
  checked(value, FILE, '')
  const tests = (value['tests'] ?? []) as Json[]
  if (tests.length === 0) throw new SourceError(`${at('')}: there are no tests`)
  const cases = tests.map((test, index): TestCase => {
    const pointer = `/tests/${index}`
    const fields = checked(test, CASE, pointer)
    const faults = (fields['faults'] ?? []) as Json[]
    faults.forEach((fault, place) => {
      const effects = checked(fault, FAULT, `${pointer}/faults/${place}`)
      if (!EFFECTS.some(effect => Object.hasOwn(effects, effect))) {
        throw new SourceError(`${at(`${pointer}/faults/${place}`)}: a fault does one of ${EFFECTS.join(', ')}`)
      }
    })
    const expect = checked(fields['expect'] ?? {}, EXPECT, `${pointer}/expect`)
    const [elsewhere, where] =
      fields['state'] === undefined
        ? [OF_STATES, 'something only of a state that is run alone, by "state"']
        : [OF_RUNS, 'nothing of a state that is run alone']
    const refuse = (members: JsonObject, names: readonly string[], place: string) => {
      const name = names.find(candidate => Object.hasOwn(members, candidate))
      if (name !== undefined) throw new SourceError(`${at(`${place}/${name}`)}: "${name}" says ${where}`)
    }
    refuse(fields, elsewhere.test, pointer)
    refuse(expect, elsewhere.expect, `${pointer}/expect`)
    const { name = `test ${index + 1}`, input = {}, mocks = {} } = fields
    return { ...fields, name, input, mocks, faults, expect, line: lineOf(pointer) } as unknown as TestCase
  })
  return {
    file,
    definition: definitionOf(value['definition'], file),
    type: value['type'] === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    substitutions: (value['substitutions'] ?? {}) as Record<string, string>,
    validation: (value['validation'] ?? 'STRICT') as Validation,
    mocks: (value['mocks'] ?? {}) as JsonObject,
    cases,
    thresholds: checked(value['coverage'] ?? {}, COVERAGE, '/coverage') as Thresholds,
  }
}

const WORDS: Record<Kind, string> = { text: 'a text', number: 'a number', object: 'an object', list: 'a list', any: 'anything' }

function isKind(value: Json, kind: Kind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'object':
      return isJsonObject(value)
    case 'list':
      return Array.isArray(value)
    case 'any':
      return true
  }
}

function definitionOf(written: Json | undefined, file: string): string | JsonObject {
  if (written === undefined) {
    const beside = ['.asl.json', '.asl.yaml', '.asl.yml'].map(ending => file.replace(/\.asltest\.(json|ya?ml)$/i, ending))
    const found = beside.find(candidate => existsSync(candidate))
    if (found !== undefined) return found
    throw new SourceError(`${file}: there is no "definition", and no ${beside.join(' or ')}`)
  }
  if (typeof written === 'string') return join(dirname(file), written)
  if (isJsonObject(written)) return written
  throw new SourceError(`${file}: "definition" must be a path or a definition`)
}
