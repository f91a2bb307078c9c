import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../json.ts'
import { diffDefinitions } from './diff-definitions.ts'

const machine = (states: JsonObject, more: JsonObject = {}): JsonObject => ({ StartAt: 'A', ...more, States: states })
const pass = { Type: 'Pass', End: true }
const task = (resource: string, more: JsonObject = {}): JsonObject => ({ Type: 'Task', Resource: resource, End: true, ...more })
const map = (inner: JsonObject, more: JsonObject = {}): Json => ({
  ...{ Type: 'Map', End: true },
  ItemProcessor: { StartAt: 'I', States: inner, ...more },
})

test('nothing differs where only the layout and the order of members do', () => {
  const one = machine({ A: { Type: 'Pass', Next: 'B' }, B: pass })
  const other = JSON.parse('{"States":{"B":{"End":true,"Type":"Pass"},"A":{"Next":"B","Type":"Pass"}},"StartAt":"A"}') as JsonObject
  expect(diffDefinitions(one, other)).toEqual({ machine: [], states: [], inputRead: [], hasFilledIn: false })
})

test('states that came, went and changed are told with their fields, also within others, and not the states around them', () => {
  const before = machine({ A: pass, B: task('arn:b'), M: map({ I: pass }) })
  const after = machine({ A: { ...pass, Result: [1, { 'a/b': 2 }] }, C: { Type: 'Succeed' }, M: map({ I: { Type: 'Succeed' } }) })
  expect(diffDefinitions(before, after).states).toEqual([
    { what: 'changed', name: 'A', within: [], type: 'Pass', fields: [{ path: '/Result', after: [1, { 'a/b': 2 }] }] },
    { what: 'added', name: 'C', within: [], type: 'Succeed', fields: [] },
    {
      ...{ what: 'changed', name: 'I', within: ['M'], type: 'Succeed' },
      fields: [
        { path: '/Type', before: 'Pass', after: 'Succeed' },
        { path: '/End', before: true },
      ],
    },
    { what: 'removed', name: 'B', within: [], type: 'Task', fields: [] },
  ])
})

test('how a Map works on its items is a change of the Map, what happens within is not', () => {
  const before = machine({ A: map({ I: pass }) })
  const after = machine({ A: map({ I: pass }, { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } }) })
  expect(diffDefinitions(before, after).states.map(({ name, fields }) => [name, fields.map(({ path }) => path)])).toEqual([
    ['A', ['/ItemProcessor/ProcessorConfig']],
  ])
})

test('a state with another name and nothing else is renamed, and changes of the machine stand by themselves', () => {
  const diff = diffDefinitions(machine({ A: task('arn:a') }), machine({ First: task('arn:a') }, { StartAt: 'First', TimeoutSeconds: 60 }))
  expect(diff.states).toEqual([{ what: 'renamed', name: 'First', from: 'A', within: [], type: 'Task', fields: [] }])
  expect(diff.machine).toEqual([
    { path: '/StartAt', before: 'A', after: 'First' },
    { path: '/TimeoutSeconds', after: 60 },
  ])
})

test('a placeholder stands for what a deployment put in its place, and for nothing else', () => {
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:charge'
  const filled = diffDefinitions(machine({ A: task(arn) }), machine({ A: task('${ChargeArn}') }))
  expect(filled).toMatchObject({ states: [], hasFilledIn: true })
  expect(diffDefinitions(machine({ A: task(arn) }), machine({ A: task('arn:${P}:lambda:${R}:function:charge') })).states).toEqual([])
  const other = diffDefinitions(machine({ A: task(arn) }), machine({ A: task('arn:aws:lambda:${Region}:${Account}:function:refund') }))
  expect(other.states.map(({ name }) => name)).toEqual(['A'])
})

test('what is newly asked of the input is told, in both languages, and not what is made of a result', () => {
  const path = (more: JsonObject) => machine({ A: task('arn:a', more) })
  expect(
    diffDefinitions(path({ InputPath: '$.order' }), path({ Parameters: { 'o.$': '$.order', 'c.$': '$.customer' } })).inputRead,
  ).toEqual(['customer'])
  expect(
    diffDefinitions(path({}), path({ ResultSelector: { 'x.$': '$.Payload' }, OutputPath: '$.x', ResultPath: '$.y' })).inputRead,
  ).toEqual([])
  expect(diffDefinitions(path({}), path({ InputPath: '$.order', Parameters: { 'id.$': '$.id' } })).inputRead).toEqual(['order'])
  expect(diffDefinitions(path({}), path({ Parameters: { 't.$': '$$.Execution.Input.tenant' } })).inputRead).toEqual(['tenant'])
  const jsonata = (argument: string) => machine({ A: task('arn:a', { Arguments: { v: argument } }) }, { QueryLanguage: 'JSONata' })
  expect(diffDefinitions(jsonata('{% $states.input.id %}'), jsonata('{% $states.input.id & $states.input.sum %}')).inputRead).toEqual([
    'sum',
  ])
})
