import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LogQuery, LogStore } from '../ports/log-store.ts'

/** What every store of log lines must do; its clock stands at 5000. */
export function logStoreContract(open: () => Promise<{ store: LogStore; close: () => Promise<void> }>): void {
  let store: LogStore
  let close: () => Promise<void>

  beforeEach(async () => {
    const opened = await open()
    store = opened.store
    close = opened.close
  })
  afterEach(() => close())

  const messages = async (query: LogQuery) => (await store.query('g', query)).map(event => event.message)

  test('answers a query with what was appended just before', async () => {
    store.append('g', 's', [{ timestamp: 1, message: 'one', requestId: 'r' }])
    expect(await store.query('g', { limit: 10 })).toEqual([
      { sequence: 1, stream: 's', timestamp: 1, ingestionTime: 5000, message: 'one', requestId: 'r' },
    ])
  })

  test('orders by time, then by insertion, over all streams of a group', async () => {
    store.append('g', 'a', [
      { timestamp: 3, message: 'third' },
      { timestamp: 1, message: 'first' },
    ])
    store.append('g', 'b', [{ timestamp: 1, message: 'second' }])
    store.append('other', 'a', [{ timestamp: 2, message: 'elsewhere' }])
    expect(await messages({ limit: 10 })).toEqual(['first', 'second', 'third'])
    expect(await messages({ limit: 10, backward: true })).toEqual(['third', 'second', 'first'])
  })

  test('continues after a place in either direction', async () => {
    store.append(
      'g',
      's',
      [1, 2, 3].map(timestamp => ({ timestamp, message: String(timestamp) })),
    )
    const [, second] = await store.query('g', { limit: 10 })
    const after = { timestamp: second!.timestamp, sequence: second!.sequence }
    expect(await messages({ limit: 10, after })).toEqual(['3'])
    expect(await messages({ limit: 10, after, backward: true })).toEqual(['1'])
  })

  test('selects by stream, prefix, time range, request and limit', async () => {
    store.append('g', 'a/1', [{ timestamp: 1, message: 'a1', requestId: 'x' }])
    store.append('g', 'a/2', [{ timestamp: 2, message: 'a2' }])
    store.append('g', 'b/1', [{ timestamp: 3, message: 'b1', requestId: 'x' }])
    expect(await messages({ limit: 10, streams: ['a/1', 'b/1'] })).toEqual(['a1', 'b1'])
    expect(await messages({ limit: 10, streams: ['missing'] })).toEqual([])
    expect(await messages({ limit: 10, streamPrefix: 'a/' })).toEqual(['a1', 'a2'])
    expect(await messages({ limit: 10, startTime: 2, endTime: 3 })).toEqual(['a2'])
    expect(await messages({ limit: 10, requestId: 'x' })).toEqual(['a1', 'b1'])
    expect(await messages({ limit: 1 })).toEqual(['a1'])
  })

  test('says when what was appended is kept, and tells the figures of streams', async () => {
    store.append('g', 's', [{ timestamp: 7, message: 'kept' }])
    await store.written()
    expect(await store.streams('g')).toEqual([
      { name: 's', creationTime: 5000, firstEventTimestamp: 7, lastEventTimestamp: 7, lastIngestionTime: 5000, storedBytes: 30 },
    ])
  })

  test('makes a stream once and tells so', async () => {
    expect([await store.createStream('g', 's'), await store.createStream('g', 's')]).toEqual([true, false])
    expect([await store.deleteStream('g', 's'), await store.deleteStream('g', 's')]).toEqual([true, false])
  })

  test('forgets a deleted group', async () => {
    store.append('g', 's', [{ timestamp: 1, message: 'gone' }])
    await store.deleteGroup('g')
    expect([await store.streams('g'), await messages({ limit: 1 }), await store.storedBytes('g')]).toEqual([[], [], 0])
  })

  test('drops what is older than the retention and recounts', async () => {
    store.append('g', 's', [
      { timestamp: 1, message: 'old' },
      { timestamp: 9, message: 'new' },
    ])
    await store.expire('g', 5)
    expect(await messages({ limit: 10 })).toEqual(['new'])
    expect(await store.storedBytes('g')).toBe(29)
    expect((await store.streams('g'))[0]?.firstEventTimestamp).toBe(9)
  })
}
