import { expect, test } from 'vitest'
import { allPages, pageAddress, tokenPages } from './aws-pages.ts'

test('a list is read page after page, until one says nothing of a next, or nothing in its words', async () => {
  const asked: (string | undefined)[] = []
  const pages = new Map([
    [undefined, [[1, 2], 'b'] as const],
    ['b', [undefined, 'c'] as const],
    ['c', [[3], ''] as const],
  ])
  const rows = await allPages<number>(async from => {
    asked.push(from)
    return pages.get(from)!
  })
  expect(rows).toEqual([1, 2, 3])
  expect(asked).toEqual([undefined, 'b', 'c'])
})

test('an operation with tokens is asked with what else it takes each time', async () => {
  const asked: object[] = []
  const call = async (operation: string, input: object) => {
    asked.push({ operation, ...input })
    return asked.length === 1 ? { Rules: ['a'], NextToken: 't' } : { Rules: ['b'] }
  }
  expect(await tokenPages(call, 'ListRules', 'Rules', { EventBusName: 'x' })).toEqual(['a', 'b'])
  expect(asked).toEqual([
    { operation: 'ListRules', EventBusName: 'x', NextToken: undefined },
    { operation: 'ListRules', EventBusName: 'x', NextToken: 't' },
  ])
})

test('a page’s address says where it begins, after what it says already', () => {
  expect(pageAddress('/apis', 'nextToken', undefined)).toBe('/apis')
  expect(pageAddress('/apis', 'nextToken', 'a/b')).toBe('/apis?nextToken=a%2Fb')
  expect(pageAddress('/apis?limit=5', 'position', 'p')).toBe('/apis?limit=5&position=p')
})
