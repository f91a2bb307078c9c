import { expect, test } from 'vitest'
import { compile } from '../definition/compile.ts'
import type { Json } from '../json.ts'
import { defaultLimits } from '../machine/limits.ts'
import { parseJson } from '../spelled-numbers.ts'
import type { MapRunSpec } from './map-run.ts'
import { itemSelection, selectItems, unselectedItems } from './select-items.ts'

const processor = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'P',
  States: { P: { Type: 'Pass', End: true } },
}
const selecting = {
  ItemSelector: { 'pad.$': '$.pad', 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', 'key.$': '$$.Map.Item.Key' },
}
const program = compile(JSON.stringify({ StartAt: 'M', States: { M: { Type: 'Map', ...selecting, ItemProcessor: processor, End: true } } }))
const spec: MapRunSpec = {
  ...{ arn: 'arn', executionArn: 'arn', scope: 0, state: 'M', childType: 'STANDARD', items: { kind: 'listed', total: 20 } },
  view: { input: { pad: 'x' }, variables: {}, context: {} },
}
const env = { now: 0, random: () => 0, limits: defaultLimits } as unknown as Parameters<typeof selectItems>[3]
const page = { values: ['a', 'b'], keys: ['first', 'second'], first: 40 }

test('a selector sees its input, the item and the place of the item among all', () => {
  expect(selectItems(program, spec, page, env)).toEqual([
    { pad: 'x', item: 'a', index: 40, key: 'first' },
    { pad: 'x', item: 'b', index: 41, key: 'second' },
  ])
  expect(itemSelection(program, spec, page)?.(1, env)).toEqual({ pad: 'x', item: 'b', index: 41, key: 'second' })
})

const { view: _view, ...bare } = spec

test('without a selector items stay as they are, and members of an object become pairs', () => {
  const { keys: _keys, ...listed } = page
  expect(selectItems(program, bare, listed, env)).toBe(page.values)
  expect(itemSelection(program, bare, listed)).toBeUndefined()
  expect(selectItems(program, bare, page, env)).toEqual([
    { Key: 'first', Value: 'a' },
    { Key: 'second', Value: 'b' },
  ])
})

test('numbers that a reader read are written as they were, but as doubles where the language is JSONata', () => {
  const machine = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: processor, End: true } } }
  const read: MapRunSpec = { ...bare, items: { kind: 'read', resource: 'arn', request: {}, config: {} } }
  const values = parseJson('[{"at":1.7E9},[1.0]]') as Json[]
  const inPaths = unselectedItems(compile(JSON.stringify(machine)), read, { values, first: 0 })
  expect(JSON.stringify(inPaths)).toBe('[{"at":1.7E9},[1.0]]')
  const jsonata = compile(JSON.stringify({ ...machine, QueryLanguage: 'JSONata' }))
  expect(JSON.stringify(unselectedItems(jsonata, read, { values, first: 0 }))).toBe('[{"at":1700000000},[1]]')
  expect(unselectedItems(jsonata, bare, { values, first: 0 })).toBe(values)
})
