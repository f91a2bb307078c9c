import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Feed } from '../ports/feed.ts'
import type { Journal, TurnWrite, Upkeep } from '../ports/journal.ts'
import { arn, chunk, emptyWrite, record } from './journal-samples.ts'

type Everything = Journal & Feed & Pick<Upkeep, 'expire'>

/** What the feed of every journal must do. */
export function feedContract(open: () => Promise<{ journal: Everything; close: () => Promise<void> }>): void {
  let journal: Everything
  let close: () => Promise<void>

  beforeEach(async () => {
    const opened = await open()
    journal = opened.journal
    close = opened.close
  })
  afterEach(() => close())

  const commit = (write: Partial<TurnWrite> & { number: number }): Promise<void> =>
    new Promise((resolve, reject) => journal.commit({ ...emptyWrite, ...write }, error => (error ? reject(error) : resolve())))

  const started = async (name: string): Promise<number> => {
    const number = journal.allocate()
    await commit({ number, created: record(name), history: [chunk(1, 2)], nextFrameId: 2 })
    return number
  }

  /** All that follows a place, read in pages, as `name:ids`. */
  const readAll = async (after: number, limit: number): Promise<string[]> => {
    const told: string[] = []
    for (let place = after; place < (await journal.feedEnd()); ) {
      const { entries, last } = await journal.readFeed(place, limit)
      expect(last).toBeGreaterThan(place)
      expect(entries.length).toBeLessThanOrEqual(limit)
      told.push(...entries.map(({ execution, events }) => `${execution.name}:${events.map(event => event.id)}`))
      place = last
    }
    return told
  }

  test('the feed tells turns of all executions in the order of their commits, from any place on', async () => {
    expect(await journal.feedEnd()).toBe(0)
    // A follower that has read nothing yet: what nobody follows may be packed away as soon as its execution has ended.
    journal.moveFeedCursor('reader', 0)
    await new Promise<void>(resolve => journal.barrier(() => resolve()))
    const a = await started('a')
    const b = await started('b')
    const middle = await journal.feedEnd()
    await commit({ number: a, history: [chunk(3, 3)] })
    await commit({ number: b, changed: { ...record('b'), status: 'FAILED', stopDate: 2 }, history: [chunk(3, 4)] })
    for (const limit of [1, 3, 100]) {
      expect(await readAll(0, limit)).toEqual(['a:1,2', 'b:1,2', 'a:3', 'b:3,4'])
      expect(await readAll(middle, limit)).toEqual(['a:3', 'b:3,4'])
    }
    const [, , , last] = (await journal.readFeed(0, 9)).entries
    const { input: _input, ...summary } = record('b')
    expect(last?.execution).toEqual({ ...summary, status: 'FAILED', stopDate: 2 })
  })

  test('what was deleted is passed over, and what comes later still comes after it', async () => {
    const number = await started('old')
    await commit({ number, changed: { ...record('old'), status: 'SUCCEEDED', stopDate: 2, output: '1' }, history: [chunk(3, 3)] })
    const place = await journal.feedEnd()
    await journal.expire(10, 0, 10)
    expect(await journal.find(arn('old'))).toBeUndefined()
    expect(await readAll(0, 1)).toEqual([])
    await started('new')
    expect(await journal.feedEnd()).toBeGreaterThan(place)
    expect(await readAll(place, 5)).toEqual(['new:1,2'])
  })

  test('a cursor is kept by name', async () => {
    expect(await journal.feedCursor('logs')).toBeUndefined()
    journal.moveFeedCursor('logs', 7)
    journal.moveFeedCursor('metrics', 3)
    journal.moveFeedCursor('logs', 9)
    await new Promise<void>(resolve => journal.barrier(() => resolve()))
    expect([await journal.feedCursor('logs'), await journal.feedCursor('metrics')]).toEqual([9, 3])
  })
}
