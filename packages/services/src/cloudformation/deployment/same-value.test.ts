import { expect, test } from 'vitest'
import { isSame } from './same-value.ts'

test('the order of members, and of lists that are sets, counts for nothing; that of others does', () => {
  const index = (name: string, more: string[]) => ({ IndexName: name, Projection: { NonKeyAttributes: more } })
  const table = (...indexes: object[]) => ({ LocalSecondaryIndexes: indexes, KeySchema: [{ a: 1 }, { b: 2 }] })
  expect(isSame(table(index('a', ['x', 'y']), index('b', [])), table(index('b', []), index('a', ['y', 'x'])))).toBe(true)
  expect(
    isSame(
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Value: '2', Key: 'b' },
        ],
      },
      {
        Tags: [
          { Key: 'b', Value: '2' },
          { Key: 'a', Value: '1' },
        ],
      },
    ),
  ).toBe(true)
  expect(isSame({ Tags: ['a', 'a', 'b'] }, { Tags: ['a', 'b', 'b'] })).toBe(false)
  expect(isSame({ Layers: ['a', 'b'] }, { Layers: ['b', 'a'] })).toBe(false)
  expect(isSame({ KeySchema: ['a', 'b'] }, { KeySchema: ['b', 'a'] })).toBe(false)
})
