import type { FeedEntry } from '@pasos/engine'
import { expect, test } from 'vitest'
import { followLanes } from './follow-lanes.ts'

const entry = (name: string): FeedEntry => ({
  execution: {
    ...{ executionArn: name, stateMachineArn: 'm', definitionId: 'd', roleArn: 'r', name, type: 'STANDARD' },
    ...{ status: 'RUNNING', startDate: 1, redriveCount: 0 },
  },
  events: [{ id: 1, previousEventId: 0, timestamp: 1, type: 'ExecutionStarted' }],
})

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 5))
}

test('each lane is followed from where its own cursor stands, and that moves with what its lane has told', async () => {
  const feeds = new Map([1, 2].map(lane => [lane, ['a', 'b', 'c'].map(name => entry(`${lane}${name}`))]))
  const cursors = new Map([
    ['logs@1', 1],
    ['logs@2', 2],
  ])
  const listeners = new Map<number, (entries: readonly FeedEntry[]) => void>()
  const followed: string[] = []
  const { follow, close } = followLanes({
    home: name => {
      followed.push(name)
      return () => followed.push(`no more ${name}`)
    },
    journal: {
      barrier: done => done(),
      feedCursor: async name => cursors.get(name),
      moveFeedCursor: (name, place) => void cursors.set(name, place),
    },
    shared: {
      async readFeed(lane, after, limit) {
        const entries = feeds.get(lane)!.slice(after, after + limit)
        return { entries, last: after + entries.length }
      },
    },
    news: {
      placeOf: (lane: number) => feeds.get(lane)!.length,
      onEntries(lane: number, listener: (entries: readonly FeedEntry[]) => void) {
        listeners.set(lane, listener)
        return () => listeners.delete(lane)
      },
    } as never,
    express: { subscribe: () => () => undefined },
    lanes: [1, 2],
    onDefect: error => expect.unreachable(String(error)),
  })
  const told: string[] = []
  const stop = follow('logs', async entries => void told.push(...entries.map(({ execution }) => execution.name)))
  await until(() => told.length === 3 && cursors.get('logs@1') === 3 && cursors.get('logs@2') === 3)
  expect(told.toSorted()).toEqual(['1b', '1c', '2c'])
  feeds.get(2)!.push(entry('2d'))
  listeners.get(2)!([entry('2d')])
  await until(() => told.length === 4 && cursors.get('logs@2') === 4)
  expect(told[3]).toBe('2d')
  // Of what no process has run in no lane there is no feed whose place could be kept.
  expect([...cursors].filter(([, place]) => place > 0)).toEqual([
    ['logs@1', 3],
    ['logs@2', 4],
  ])
  stop()
  expect({ followed, listening: listeners.size }).toEqual({ followed: ['logs', 'no more logs'], listening: 0 })
  close()
})
