import { describe, expect, it } from 'vitest'
import { plainValue } from './plain-item.ts'

describe('a plain item', () => {
  it('loses the names of types and keeps the values as they are', () => {
    const item = {
      M: { id: { S: 'a' }, n: { N: '12345678901234567890.5' }, ok: { BOOL: true }, none: { NULL: true }, tags: { SS: ['x', 'y'] } },
    }
    expect(plainValue(item)).toEqual({ id: 'a', n: '12345678901234567890.5', ok: true, none: null, tags: ['x', 'y'] })
  })

  it('reaches into lists and maps, and makes numbers of what a number holds exactly', () => {
    expect(plainValue({ L: [{ N: '1.5' }, { M: { deep: { NS: ['1', '2'] } } }] })).toEqual([1.5, { deep: [1, 2] }])
  })
})
