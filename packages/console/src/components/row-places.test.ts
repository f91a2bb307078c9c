import { describe, expect, it } from 'vitest'
import { indexOfRow, rowIndices, rowPlaces, rowRange } from './row-places.ts'

describe('places of rows', () => {
  it('finds the row at each distance, opened rows being taller', () => {
    const taller = new Map([
      [7, 55],
      [2, 100],
      [3, 0],
    ])
    const { topOf, indexAt } = rowPlaces(40, taller)
    expect([0, 2, 3, 4, 7, 8].map(topOf)).toEqual([0, 80, 220, 260, 380, 475])
    for (let index = 0; index < 12; index++) {
      expect(indexAt(topOf(index))).toBe(index)
      expect(indexAt(topOf(index + 1) - 1)).toBe(index)
    }
  })

  it('has no row before the first', () => {
    expect(rowPlaces(40, new Map()).indexAt(-30)).toBe(0)
  })

  it('keeps the rows that there are until one is missing, and then has those in sight', () => {
    const places = rowPlaces(10, new Map())
    const first = rowRange(places, 1_000, { top: 500, bottom: 600 }, 5)
    expect(first).toEqual({ from: 45, until: 66 })
    expect(rowRange(places, 1_000, { top: 550, bottom: 649 }, 0, first)).toBe(first)
    expect(rowRange(places, 1_000, { top: 450, bottom: 659 }, 0, first)).toBe(first)
    expect(rowRange(places, 1_000, { top: 551, bottom: 660 }, 0, first)).toEqual({ from: 55, until: 67 })
    expect(rowRange(places, 1_000, { top: 9_950, bottom: 10_050 }, 5, first)).toEqual({ from: 990, until: 1_000 })
  })

  it('goes on where the rows have become few', () => {
    const places = rowPlaces(10, new Map())
    expect(rowRange(places, 3, { top: 500, bottom: 600 }, 5, { from: 45, until: 66 })).toEqual({ from: 0, until: 3 })
    expect(rowRange(places, 0, { top: 0, bottom: 100 }, 5)).toEqual({ from: 0, until: 0 })
  })

  it('keeps the row with the focus and its neighbours among those in sight, before or behind them', () => {
    const range = { from: 4, until: 7 }
    expect(rowIndices(range, undefined, 100)).toEqual([4, 5, 6])
    expect(rowIndices(range, 5, 100)).toEqual([4, 5, 6])
    expect(rowIndices(range, 1, 100)).toEqual([0, 1, 2, 4, 5, 6])
    expect(rowIndices(range, 3, 100)).toEqual([2, 3, 4, 5, 6])
    expect(rowIndices(range, 4, 100)).toEqual([3, 4, 5, 6])
    expect(rowIndices(range, 6, 100)).toEqual([4, 5, 6, 7])
    expect(rowIndices(range, 0, 100)).toEqual([0, 1, 4, 5, 6])
    expect(rowIndices(range, 90, 100)).toEqual([4, 5, 6, 89, 90, 91])
    expect(rowIndices(range, 99, 100)).toEqual([4, 5, 6, 98, 99])
    expect(rowIndices(range, 90, 6)).toEqual([4, 5])
    expect(rowIndices(range, undefined, 2)).toEqual([])
  })

  it('finds a row again where others have come in before it', () => {
    const of = (...ids: number[]) => ({
      count: ids.length,
      idOf(index: number) {
        expect(index).toBeLessThan(ids.length)
        return ids[index]!
      },
    })
    expect(indexOfRow(of(1, 2, 3), { id: 2, index: 1 })).toBe(1)
    expect(indexOfRow(of(9, 8, 1, 2), { id: 2, index: 1 })).toBe(3)
    expect(indexOfRow(of(2), { id: 2, index: 5 })).toBe(0)
    expect(indexOfRow(of(1, 3), { id: 2, index: 1 })).toBeUndefined()
    expect(indexOfRow(of(), { id: 0, index: 0 })).toBeUndefined()
  })
})
