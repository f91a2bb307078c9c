import type { FeedEntry, TurnNotice } from '@pasos/engine'
import { expect, test } from 'vitest'
import { followLanes } from '../home/follow-lanes.ts'
import { toldExpress } from '../home/told-express.ts'
import { type Said, type Told, tellingHome } from './tell-home.ts'

const turn = (name: string, input = '{}'): Said & { turn: TurnNotice } => ({
  turn: {
    record: {
      ...{ executionArn: name, stateMachineArn: 'm', definitionId: 'd', roleArn: 'r', name, type: 'EXPRESS' },
      ...{ status: 'SUCCEEDED', startDate: 1, stopDate: 2, input, redriveCount: 0 },
    },
    events: [{ id: 1, previousEventId: 0, timestamp: 1, type: 'ExecutionStarted' }],
  },
})

/** A home that answers as `answer` says once it has taken a page, and what it tells its own listeners. */
function world(answer: (page: Told) => Promise<void>, mostBytes?: number) {
  const express = toldExpress(() => undefined)
  const heard: string[] = []
  const requests: object[] = []
  express.subscribe(({ record }) => heard.push(record.name))
  const pages: Told[] = []
  const telling = tellingHome({
    async askHome<T>(name: string, body: object) {
      expect(name).toBe('told')
      const page = JSON.parse(JSON.stringify(body)) as Told
      pages.push(page)
      requests.push(...express.take(page))
      await answer(page)
      return undefined as T
    },
    ...{ gatherMs: 0, retryMs: 0 },
    ...(mostBytes !== undefined && { mostBytes }),
  })
  return { telling, heard, requests, pages, express }
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise(resolve => setImmediate(resolve))
}

test('the home hears of every turn and request once and in order, also when its answer to some of them was lost', async () => {
  let answers = 0
  const { telling, heard, requests, pages } = world(async () => {
    if (++answers === 1) throw new Error('broke off')
  })
  telling.tell(turn('a'))
  telling.tell(turn('b'))
  telling.tell({ request: { requestId: 'r' } })
  await until(() => heard.length === 2)
  telling.tell(turn('c'))
  await telling.close()
  await until(() => heard.length === 3)
  expect(heard).toEqual(['a', 'b', 'c'])
  expect(requests).toEqual([{ requestId: 'r' }])
  expect(pages.map(({ serial }) => serial)).toEqual([1, 1, 2])
})

test('a node that has much to tell yet says so, and tells large turns page by page', async () => {
  const held = Promise.withResolvers<void>()
  const { telling, heard, pages } = world(() => held.promise, 1_000_000)
  for (const name of ['a', 'b', 'c']) telling.tell(turn(name, 'x'.repeat(600_000)))
  expect(telling.isBehind).toBe(true)
  held.resolve()
  await until(() => heard.length === 3)
  expect(pages).toHaveLength(3)
  expect(telling.isBehind).toBe(false)
})

test('a node that ends tells the last, and waits no longer than so for a home that is not there', async () => {
  const { telling, heard } = world(async () => undefined)
  telling.tell(turn('a'))
  await telling.close()
  expect(heard).toEqual(['a'])
  const alone = tellingHome({ askHome: () => new Promise(() => undefined), gatherMs: 0, lastMs: 10 })
  alone.tell(turn('b'))
  await alone.close()
})

test('followers of the home are told of them as of its own, and listeners of one execution of that one', async () => {
  const { express } = world(async () => undefined)
  const told: FeedEntry[] = []
  const nothing = () => () => undefined
  const { follow, close } = followLanes({
    ...{ home: nothing, express, lanes: [], onDefect: () => undefined },
    journal: { barrier: done => done(), feedCursor: async () => 0, moveFeedCursor: () => undefined },
    shared: { readFeed: async () => ({ entries: [], last: 0 }) },
    news: { onEntries: nothing, placeOf: () => 0 } as never,
  })
  follow('logs', async entries => void told.push(...entries))
  const ofOne: string[] = []
  express.subscribe(({ record }) => ofOne.push(record.name), 'b')
  express.take({ life: 'x', serial: 1, said: [turn('a'), turn('b')] })
  await until(() => told.length === 2)
  expect(told.map(({ execution }) => execution.executionArn)).toEqual(['a', 'b'])
  expect(ofOne).toEqual(['b'])
  close()
})

test('a home remembers the latest thousand lives of nodes and no more', () => {
  const { take } = toldExpress(() => undefined)
  const isNew = (life: number) => take({ life: String(life), serial: 1, said: [{ request: {} }] }).length === 1
  for (let life = 0; life < 1_000; life++) expect(isNew(life)).toBe(true)
  expect(isNew(0)).toBe(false)
  expect(isNew(1_000)).toBe(true)
  expect([isNew(1_000), isNew(999), isNew(0)]).toEqual([false, false, true])
})
