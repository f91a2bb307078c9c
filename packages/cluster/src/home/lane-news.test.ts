import type { HistoryEvent } from '@pasos/asl'
import type { ExecutionRecord, FeedEntry, LaneState } from '@pasos/engine'
import { expect, test } from 'vitest'
import { laneNews } from './lane-news.ts'

const event = (id: number, type: HistoryEvent['type']): HistoryEvent => ({ id, previousEventId: id - 1, timestamp: id, type })

/** Lanes whose feeds hold what the test puts there; a page of them has two turns. */
async function world() {
  const feeds = new Map<number, { executionArn: string; events: HistoryEvent[] }[]>([0, 1, 2].map(lane => [lane, []]))
  const stored = new Map<string, ExecutionRecord>()
  const notes: string[] = []
  const defects: unknown[] = []
  const lost = new Set<string>()
  const running = [{ stateMachineArn: 'm', count: 3 }]
  const states = (): LaneState[] => [...feeds].map(([lane, feed]) => ({ lane, epoch: 1, feed: feed.length }))
  const put = (lane: number, executionArn: string, ...events: HistoryEvent[]): void => {
    const { type } = events.at(-1)!
    stored.set(executionArn, {
      ...{ executionArn, stateMachineArn: 'm', definitionId: 'd', roleArn: 'r', name: executionArn, type: 'STANDARD', startDate: 1 },
      ...{ status: 'RUNNING', input: '{"whole":true}', redriveCount: 0 },
      ...(type === 'ExecutionFailed' ? { status: 'FAILED', stopDate: 9 } : {}),
    })
    feeds.get(lane)!.push({ executionArn, events })
  }
  put(1, 'before', event(1, 'ExecutionStarted'))
  const news = await laneNews(
    {
      shared: {
        async readFeed(lane, after, limit) {
          const page = feeds.get(lane)!.slice(after, after + Math.min(limit, 2))
          const entries = page.map(({ executionArn, events }): FeedEntry => {
            const { input: _, ...execution } = stored.get(executionArn)!
            return { execution, events }
          })
          return { entries, last: after + page.length }
        },
        async runningBeside(lane) {
          expect(lane).toBe(0)
          return running
        },
      },
      journal: {
        async find(executionArn) {
          if (lost.has(executionArn)) throw new Error('the database is away')
          const record = stored.get(executionArn)
          return record && { number: 1, record }
        },
        moveFeedCursor: (name, place) => void notes.push(`${name} ${place}`),
      },
      onDefect: error => void defects.push(error),
    },
    states(),
  )
  return { news, put, look: () => news.look(states()), notes, defects, lost, running }
}

test('what happens in all lanes but the home’s is told in its order, each turn as the execution was then', async () => {
  const { news, put, look } = await world()
  const told: string[] = []
  news.subscribe(({ record: { name, status, stopDate = 0, input }, events }) =>
    told.push(`${name}${events[0]!.id} ${status} ${stopDate}${input}`),
  )
  const pages: string[] = []
  const forget = news.onEntries(1, entries => {
    // Before anybody else, and before it counts as told.
    pages.push(`${entries.length} from ${news.placeOf(1)} after ${told.length}`)
  })
  put(0, 'home', event(1, 'ExecutionStarted'))
  put(1, 'a', event(1, 'ExecutionStarted'))
  put(1, 'a', event(2, 'WaitStateEntered'))
  put(1, 'a', event(3, 'ExecutionFailed'))
  put(2, 'b', event(1, 'ExecutionStarted'))
  await look()
  expect(told).toEqual(['a1 RUNNING 0', 'a2 RUNNING 0', 'a3 FAILED 9', 'b1 RUNNING 0'])
  expect(pages).toEqual(['2 from 1 after 0', '1 from 3 after 2'])
  expect([1, 2, 7].map(news.placeOf)).toEqual([4, 1, 0])
  forget()
  put(1, 'a', event(4, 'ExecutionRedriven'))
  await look()
  await look()
  expect(told.slice(4)).toEqual(['a4 RUNNING 0'])
  expect(pages).toHaveLength(2)
})

test('whoever waits for an end is told of it and of nothing before; whoever follows one execution has its input', async () => {
  const { news, put, look } = await world()
  const told: string[] = []
  const end = news.whenEnded('a')
  const forgotten = news.whenEnded('a')
  forgotten.forget()
  void end.told.then(() => told.push('ended'))
  void forgotten.told.then(() => told.push('told though it was forgotten'))
  const leave = news.subscribe(({ record }) => told.push(record.input), 'a')
  put(1, 'a', event(1, 'ExecutionStarted'))
  put(1, 'other', event(1, 'ExecutionStarted'))
  await look()
  expect(told).toEqual(['{"whole":true}'])
  put(2, 'a', event(2, 'ExecutionFailed'))
  await look()
  await end.told
  expect(told).toEqual(['{"whole":true}', '{"whole":true}', 'ended'])
  leave()
  put(1, 'a', event(3, 'ExecutionRedriven'))
  await look()
  expect(told).toHaveLength(3)
})

test('where an execution that somebody follows can’t be read the others hear of theirs, and of every end', async () => {
  const { news, put, look, lost, defects } = await world()
  const told: string[] = []
  news.subscribe(({ record }) => told.push(record.name))
  news.subscribe(() => told.push('followed'), 'a')
  news.subscribe(() => {
    throw new Error('a listener broke')
  }, 'b')
  for (const name of ['a', 'b']) void news.whenEnded(name).told.then(() => told.push(`${name} ended`))
  lost.add('a')
  put(1, 'a', event(1, 'ExecutionFailed'))
  put(1, 'b', event(1, 'ExecutionFailed'))
  await look()
  expect(told).toEqual(['a', 'a ended', 'b', 'b ended'])
  expect(defects.map(String)).toEqual(['Error: the database is away', 'Error: a listener broke'])
})

test('how far each lane is known is noted, for whoever packs its history, and how many run is counted', async () => {
  const { news, put, look, notes, running } = await world()
  expect(notes).toEqual(['news@1 1', 'news@2 0'])
  expect([news.countRunning(), news.countRunning('m'), news.countRunning('other')]).toEqual([3, 3, 0])
  put(1, 'a', event(1, 'ExecutionStarted'))
  running.push({ stateMachineArn: 'other', count: 4 })
  await look()
  // Not with every look, of which there are twenty a second.
  expect(notes).toHaveLength(2)
  await new Promise(resolve => setTimeout(resolve, 1_010))
  await look()
  await look()
  expect(notes.slice(2)).toEqual(['news@1 2'])
  expect([news.countRunning(), news.countRunning('other')]).toEqual([7, 4])
})
