import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SqliteLogStore } from './log-store.ts'

let folder: string
let store: SqliteLogStore

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-store-'))
  store = new SqliteLogStore(join(folder, 'logs.db'), () => 5000)
})

afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const messages = (query: Parameters<SqliteLogStore['query']>[1]) => store.query('g', query).map(event => event.message)

describe('the log store', () => {
  test('answers a query with what was appended just before', () => {
    store.append('g', 's', [{ timestamp: 1, message: 'one', requestId: 'r' }])
    expect(store.query('g', { limit: 10 })).toEqual([
      { sequence: 1, stream: 's', timestamp: 1, ingestionTime: 5000, message: 'one', requestId: 'r' },
    ])
  })

  test('orders by time, then by insertion, over all streams of a group', () => {
    store.append('g', 'a', [
      { timestamp: 3, message: 'third' },
      { timestamp: 1, message: 'first' },
    ])
    store.append('g', 'b', [{ timestamp: 1, message: 'second' }])
    store.append('other', 'a', [{ timestamp: 2, message: 'elsewhere' }])
    expect(messages({ limit: 10 })).toEqual(['first', 'second', 'third'])
    expect(messages({ limit: 10, backward: true })).toEqual(['third', 'second', 'first'])
  })

  test('continues after a place in either direction', () => {
    store.append(
      'g',
      's',
      [1, 2, 3].map(timestamp => ({ timestamp, message: String(timestamp) })),
    )
    const [, second] = store.query('g', { limit: 10 })
    const after = { timestamp: second!.timestamp, sequence: second!.sequence }
    expect(messages({ limit: 10, after })).toEqual(['3'])
    expect(messages({ limit: 10, after, backward: true })).toEqual(['1'])
  })

  test('selects by stream, prefix, time range, request and limit', () => {
    store.append('g', 'a/1', [{ timestamp: 1, message: 'a1', requestId: 'x' }])
    store.append('g', 'a/2', [{ timestamp: 2, message: 'a2' }])
    store.append('g', 'b/1', [{ timestamp: 3, message: 'b1', requestId: 'x' }])
    expect(messages({ limit: 10, streams: ['a/1', 'b/1'] })).toEqual(['a1', 'b1'])
    expect(messages({ limit: 10, streams: ['missing'] })).toEqual([])
    expect(messages({ limit: 10, streamPrefix: 'a/' })).toEqual(['a1', 'a2'])
    expect(messages({ limit: 10, startTime: 2, endTime: 3 })).toEqual(['a2'])
    expect(messages({ limit: 10, requestId: 'x' })).toEqual(['a1', 'b1'])
    expect(messages({ limit: 1 })).toEqual(['a1'])
  })

  test('keeps events, streams and their figures over a restart', () => {
    store.append('g', 's', [{ timestamp: 7, message: 'kept' }])
    store.close()
    store = new SqliteLogStore(join(folder, 'logs.db'), () => 6000)
    expect(messages({ limit: 1 })).toEqual(['kept'])
    expect(store.streams('g')).toEqual([
      { name: 's', creationTime: 5000, firstEventTimestamp: 7, lastEventTimestamp: 7, lastIngestionTime: 5000, storedBytes: 30 },
    ])
  })

  test('makes a stream once and tells so', () => {
    expect([store.createStream('g', 's'), store.createStream('g', 's')]).toEqual([true, false])
    expect([store.deleteStream('g', 's'), store.deleteStream('g', 's')]).toEqual([true, false])
  })

  test('forgets a deleted group', () => {
    store.append('g', 's', [{ timestamp: 1, message: 'gone' }])
    store.deleteGroup('g')
    expect([store.streams('g'), messages({ limit: 1 }), store.storedBytes('g')]).toEqual([[], [], 0])
  })

  test('drops what is older than the retention and recounts', () => {
    store.append('g', 's', [
      { timestamp: 1, message: 'old' },
      { timestamp: 9, message: 'new' },
    ])
    store.expire('g', 5)
    expect(messages({ limit: 10 })).toEqual(['new'])
    expect(store.storedBytes('g')).toBe(29)
    expect(store.streams('g')[0]?.firstEventTimestamp).toBe(9)
  })
})
