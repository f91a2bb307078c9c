import { expect, test } from 'vitest'
import { compile } from '../definition/compile.ts'
import { defaultLimits } from '../machine/limits.ts'
import type { MapRunSpec } from './map-run.ts'
import { itemSelection, selectItems } from './select-items.ts'

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

test('without a selector items stay as they are', () => {
  const { view: _view, ...bare } = spec
  expect(selectItems(program, bare, page, env)).toBe(page.values)
  expect(itemSelection(program, bare, page)).toBeUndefined()
})
