import { hash } from 'node:crypto'
import { type DataStore, type FeedEntry, memoryJournal } from '@pasos/engine'
import { expect, test } from 'vitest'
import { executionMetrics } from './execution-metrics.ts'
import { type Minute, metricStore } from './metric-store.ts'

const place = { accountId: '123456789012', region: 'us-east-1' }
const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:m'
const stateMachineAliasArn = `${stateMachineArn}:live`
const minute = Date.UTC(2026, 0, 1, 12, 30)

function turn(name: string, took: number, more: Partial<FeedEntry['execution']> = {}): FeedEntry {
  const event = (id: number, type: FeedEntry['events'][number]['type'], at: number) => ({
    id,
    previousEventId: id - 1,
    timestamp: at,
    type,
  })
  return {
    execution: {
      ...{ executionArn: `arn:aws:states:us-east-1:123456789012:execution:m:${name}`, stateMachineArn, definitionId: 'd', roleArn: 'r' },
      ...{ name, type: 'STANDARD', status: 'SUCCEEDED', startDate: minute, redriveCount: 0, ...more },
    },
    events: [event(1, 'ExecutionStarted', minute), event(2, 'PassStateEntered', minute), event(3, 'ExecutionSucceeded', minute + took)],
  }
}

async function sumOf(data: DataStore, name: string): Promise<number> {
  const metric = { namespace: 'AWS/States', name, dimensions: [{ name: 'StateMachineArn', value: stateMachineArn }] }
  let sum = 0
  for await (const { aggregate } of metricStore(data).read(place, metric, minute, minute + 120_000)) sum += aggregate.sum
  return sum
}

/** A part of a turn. */
function part(entry: FeedEntry, ...ids: number[]): FeedEntry {
  return { ...entry, events: entry.events.filter(({ id }) => ids.includes(id)) }
}

test('executions count by machine and alias, with how long they took, and once however often a turn is told', async () => {
  const { data } = memoryJournal()
  const metrics = metricStore(data)
  const count = executionMetrics(data, metrics)
  await count([turn('a', 10), turn('b', 30, { stateMachineAliasArn }), turn('a', 10)])
  await count([turn('b', 30, { stateMachineAliasArn }), turn('c', 10)])
  // Another process, which is told again what the former one was told last.
  await executionMetrics(data, metrics)([turn('c', 10), turn('d', 70_000)])
  const read = async (name: string, dimensions: { name: string; value: string }[]): Promise<Minute[]> => {
    const minutes: Minute[] = []
    for await (const found of metrics.read(place, { namespace: 'AWS/States', name, dimensions }, minute, minute + 120_000))
      minutes.push(found)
    return minutes
  }
  const machine = { name: 'StateMachineArn', value: stateMachineArn }
  const alias = { name: 'Alias', value: 'live' }
  expect((await read('ExecutionsStarted', [machine])).map(({ aggregate }) => aggregate.sum)).toEqual([4])
  expect((await read('ExecutionsSucceeded', [machine])).map(({ aggregate }) => aggregate.sum)).toEqual([3, 1])
  expect((await read('ExecutionsStarted', [machine, alias])).map(({ aggregate }) => aggregate.sum)).toEqual([1])
  expect(await read('ExecutionTime', [machine])).toEqual([
    {
      at: minute,
      unit: 'Milliseconds',
      aggregate: {
        ...{ count: 3, sum: 50, min: 10, max: 30 },
        samples: [
          [10, 2],
          [30, 1],
        ],
      },
    },
    { at: minute + 60_000, unit: 'Milliseconds', aggregate: { count: 1, sum: 70_000, min: 70_000, max: 70_000, samples: [[70_000, 1]] } },
  ])
})

test('each event counts once in whatever order and parts turns are told again, by calls that overlap and by another process', async () => {
  const { data } = memoryJournal()
  const count = executionMetrics(data, metricStore(data))
  const [a, b] = [turn('a', 10), turn('b', 10)]
  await Promise.all([count([part(a, 3)]), count([part(b, 1)]), count([a])])
  await count([part(b, 3), b])
  const after = executionMetrics(data, metricStore(data))
  await after([a, b])
  await after([turn('c', 10)])
  expect([await sumOf(data, 'ExecutionsStarted'), await sumOf(data, 'ExecutionsSucceeded')]).toEqual([3, 3])
})

test('what a former version counted, and kept digests of, counts no more', async () => {
  const { data } = memoryJournal()
  const digest = (name: string, id: number): string =>
    hash('sha256', `${turn(name, 0).execution.executionArn}#${id}`, 'base64url').slice(0, 16)
  const value = [digest('a', 1), digest('a', 3), digest('b', 1)].join(',')
  await data.commit([{ space: 'cloudwatch.counted', key: '000000000000007', value }])
  await executionMetrics(data, metricStore(data))([turn('a', 10), turn('b', 10)])
  expect([await sumOf(data, 'ExecutionsStarted'), await sumOf(data, 'ExecutionsSucceeded')]).toEqual([0, 1])
})

test('of what was counted only the latest is remembered', async () => {
  const { data } = memoryJournal()
  const count = executionMetrics(data, metricStore(data))
  const many = (prefix: string): FeedEntry[] => Array.from({ length: 20_000 }, (_, index) => turn(`${prefix}${index}`, 10))
  for (const prefix of ['a', 'b', 'c', 'd']) await count(many(prefix))
  const kept = await data.scan('cloudwatch.counted', { limit: 10 })
  expect(kept.map(({ key }) => Number(key))).toEqual([2, 3, 4])
  await count(many('b'))
  expect(await sumOf(data, 'ExecutionsStarted')).toBe(80_000)
})
