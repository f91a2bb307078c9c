import { expect, test } from 'vitest'
import { convertMachine } from '../../convert/convert-machine.ts'
import type { Json, JsonObject } from '../../json.ts'
import { checkDefinition } from '../check-definition.ts'
import type { ObjectShape } from './shape.ts'
import { PATH_TWINS, SHAPES } from './shapes.ts'

const inner = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }
const distributed = { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }
const reader = { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' } }
const activity = 'arn:aws:states:us-east-1:123456789012:activity:work'
const map = (field: object) => ({ Type: 'Map', ItemProcessor: distributed, ...field, End: true })

/** A state with the field in it. */
const STATES: Readonly<Record<string, (field: object) => object>> = {
  Seconds: field => ({ Type: 'Wait', ...field, End: true }),
  Timestamp: field => ({ Type: 'Wait', ...field, End: true }),
  TimeoutSeconds: field => ({ Type: 'Task', Resource: activity, ...field, End: true }),
  HeartbeatSeconds: field => ({ Type: 'Task', Resource: activity, ...field, End: true }),
  Error: field => ({ Type: 'Fail', ...field }),
  Cause: field => ({ Type: 'Fail', ...field }),
  MaxConcurrency: map,
  ToleratedFailureCount: map,
  ToleratedFailurePercentage: map,
  MaxItems: field => map({ ItemReader: { ...reader, ReaderConfig: { InputType: 'JSON', ...field } } }),
  MaxItemsPerBatch: field => map({ ItemBatcher: field }),
  MaxInputBytesPerBatch: field => map({ ItemBatcher: field }),
}

const machine = (state: object, more: object = {}): JsonObject => ({
  ...(more as JsonObject),
  StartAt: 'A',
  States: { A: { Type: 'Pass', ...('QueryLanguage' in more ? { Output: { a: 1 } } : { Result: { a: 1 } }), Next: 'B' }, B: state as Json },
})
const findings = (definition: object) => checkDefinition(JSON.stringify(definition))
const errors = (definition: object) => findings(definition).filter(({ severity }) => severity === 'ERROR')

test('every field that has a twin for a path is tried below, and a path beside its field is a twin', () => {
  expect([...PATH_TWINS.values()].sort()).toEqual(Object.keys(STATES).sort())
  const twins = Object.entries(SHAPES)
    .filter(([shape]) => shape !== 'ChoiceRule' && shape !== 'NestedRule')
    .flatMap(([, { fields }]: [string, ObjectShape]) => {
      const isTwin = (name: string) => fields[`${name}Path`]?.value.kind === 'reference-path' && fields[name]?.only === undefined
      return Object.keys(fields).filter(isTwin)
    })
  expect(twins.filter(name => !PATH_TWINS.has(`${name}Path`))).toEqual([])
})

test('of a state, nothing but the Result of a Pass may hold whatever somebody writes', () => {
  const anything = Object.entries(SHAPES).flatMap(([shape, { fields }]: [string, ObjectShape]) =>
    Object.entries(fields).flatMap(([name, { value }]) => (value.kind === 'any' ? [`${shape}.${name}`] : [])),
  )
  expect(anything).toEqual(['Pass.Result'])
})

test.each([...PATH_TWINS])('%s leads to a value, which it does not where nothing is there, and is %s in JSONata', (twin, name) => {
  const state = (path: string) => machine(STATES[name]!({ [twin]: path }))
  expect(errors(state('$.a'))).toEqual([])
  const lost = (path: string) => findings(state(path)).filter(({ rule }) => rule === 'path-never-exists').length
  expect([lost('$.a'), lost('$.b')]).toEqual([0, 1])

  const { definition, refusals } = convertMachine(state('$.a'))
  expect(refusals).toEqual([])
  expect(errors(definition as object)).toEqual([])
  expect(JSON.stringify(definition)).toContain(`"${name}":"{% $states.input.a %}"`)
})

test.each([...PATH_TWINS])('a field has %s or %s, not both, and is told of a path where a value stands', (twin, name) => {
  const both = errors(machine(STATES[name]!({ [twin]: '$.a', [name]: 1 })))
  expect(both.map(({ rule }) => rule)).toContain('exclusive-fields')
  expect(findings(machine(STATES[name]!({ [name]: '$.a' }))).map(({ rule }) => rule)).toContain('no-path')
})

test.each([...PATH_TWINS.values()])('an expression in %s is followed', name => {
  const lost = (member: string) => {
    const state = STATES[name]!({ [name]: `{% $states.input.${member} %}` }) as { ItemReader?: { Parameters?: object } }
    const text = JSON.stringify(machine(state, { QueryLanguage: 'JSONata' })).replace('"Parameters"', '"Arguments"')
    expect(errors(JSON.parse(text))).toEqual([])
    return findings(JSON.parse(text)).filter(({ rule }) => rule === 'path-never-exists').length
  }
  expect([lost('a'), lost('b')]).toEqual([0, 1])
})
