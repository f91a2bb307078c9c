import { expect, test } from 'vitest'
import { compile } from '../definition/compile.ts'
import { defaultLimits } from '../machine/limits.ts'
import type { MapRunSpec } from './map-run.ts'
import { selectItems } from './select-items.ts'

const processor = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'P',
  States: { P: { Type: 'Pass', End: true } },
}
const selecting = {
  ItemSelector: { 'pad.$': '$.pad', 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
}
const program = compile(JSON.stringify({ StartAt: 'M', States: { M: { Type: 'Map', ...selecting, ItemProcessor: processor, End: true } } }))
const spec: MapRunSpec = {
  ...{ arn: 'arn', executionArn: 'arn', scope: 0, state: 'M', childType: 'STANDARD', items: { kind: 'listed', total: 20 } },
  view: { input: { pad: 'x'.repeat(1_000) }, variables: {}, context: {} },
}
const env = { now: 0, random: () => 0, limits: defaultLimits } as unknown as Parameters<typeof selectItems>[3]
const page = { values: Array.from({ length: 20 }, (_, index) => `item ${index}`), first: 40 }

test('a selector that makes much of little stops at the size that is wanted, with whole items', () => {
  const some = selectItems(program, spec, page, env, 4_500)
  expect(some).toHaveLength(5)
  expect(some.at(-1)).toMatchObject({ item: 'item 4', index: 44 })
  expect(selectItems(program, spec, page, env, 1)).toHaveLength(1)
  expect(selectItems(program, spec, page, env)).toHaveLength(20)
})
