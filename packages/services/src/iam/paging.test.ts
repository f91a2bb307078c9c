import { expect, it } from 'vitest'
import { page } from './paging.ts'

it('pages follow the order of the keys, whatever order the items come in, and a marker goes on behind the last one', () => {
  const keyOf = (name: string) => name
  const first = page(['c', 'a', 'd', 'b'], keyOf, { MaxItems: 3 })
  expect(first).toMatchObject({ items: ['a', 'b', 'c'], answer: { IsTruncated: true } })
  // Others come and go meanwhile.
  const second = page(['d', 'aa', 'e', 'b'], keyOf, { MaxItems: 3, Marker: first.answer.Marker })
  expect(second).toEqual({ items: ['d', 'e'], answer: { IsTruncated: false } })
})
