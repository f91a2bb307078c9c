import type { Json } from '@pasos/asl'
import { expect, test } from 'vitest'
import type { ItemSource } from '../ports/map-runs.ts'
import { parentArn, request, settled, work, world } from './test-world.ts'

const count = 70
const numbers = Array.from({ length: count }, (_, index) => index)

const source: ItemSource = {
  claims: () => true,
  read: async ({ item }) => ({
    ...{ outcome: 'read', isLast: item + 50 >= count },
    ...{ values: numbers.slice(item, item + 50), sources: numbers.slice(item, item + 50).map(index => `S3://b/${index}`) },
    ...(item + 50 < count ? { next: `${item + 50}` } : {}),
  }),
}

test.each<[string, object, object, string]>([
  ['the name of its member', { ItemsPath: '$.items' }, { 'of.$': '$$.Map.Item.Key' }, 'k'],
  ['what it was read from', { ItemReader: { Resource: 'arn:aws:states:::s3:getObject' } }, { 'of.$': '$$.Map.Item.Source' }, 'S3://b/'],
])('a page that is taken in parts gives each item %s', async (_, map, of, prefix) => {
  const { runtime, tasks, defects } = world({ childBytes: 100_000_000, itemSources: [source] })
  // 21 items make a megabyte.
  const selector = {
    ItemSelector: { 'n.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', 'pad.$': '$.pad', ...of },
    ResultPath: null,
  }
  const input = { pad: 'x'.repeat(50_000), items: Object.fromEntries(numbers.map(index => [`k${index}`, index])) }
  await runtime.start(request(work, { ...map, ...selector, OutputPath: '$.pad' }, input))
  const seen: Json[] = []
  for (let round = 0; round < 12; round++) {
    await settled()
    tasks.answer(asked => {
      const { n, index, of: told } = asked.input as { n: number; index: number; of: string }
      seen.push([n, index, told])
      return 1
    })
  }
  expect(await runtime.index.describe(parentArn)).toMatchObject({ status: 'SUCCEEDED' })
  expect(seen).toEqual(numbers.map(index => [index, index, `${prefix}${index}`]))
  expect(defects).toEqual([])
})
