import { expect, test } from 'vitest'
import { catalogShelves } from './catalog-shelves.ts'

test('keys that come and go stay in order, without being sorted anew', () => {
  const shelves = catalogShelves([])
  const kept = new Set<string>()
  // Multiples of a number that shares no divisor with 211 come in no order, and each of them comes and goes.
  for (let n = 0; n < 1000; n++) {
    const key = `k${String((n * 73) % 211).padStart(3, '0')}`
    const isThere = n % 3 !== 0
    shelves.put('kind', key, isThere ? key : undefined)
    if (isThere) kept.add(key)
    else kept.delete(key)
    expect(shelves.reads.list('kind')).toEqual([...kept].sort())
  }
})

test('a list after each of many changes takes a time that grows with them alone', () => {
  const documents = Array.from({ length: 200_000 }, (_, n) => ({ kind: 'kind', key: `a${String(n).padStart(6, '0')}`, body: '1' }))
  const shelves = catalogShelves(documents)
  // Of this thread alone: the clock would count what else the machine does.
  const begin = process.threadCpuUsage()
  for (let n = 0; n < 300; n++) {
    shelves.put('kind', `b${n}`, n)
    expect(shelves.reads.list('kind', 'b').length).toBe(n + 1)
  }
  // Sorted anew each time it were 20 seconds.
  expect(process.threadCpuUsage(begin).user / 1_000).toBeLessThan(3000)
})
