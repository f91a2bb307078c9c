import type { HistoryEvent } from '@pasos/asl'
import type { Catalog, ExecutionIndex, ExecutionRecord } from '@pasos/engine'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { findWaits } from './find-waits.ts'

const record = (number: number, more: Partial<ExecutionRecord> = {}): ExecutionRecord => ({
  ...{ executionArn: `m:run${number}`, stateMachineArn: 'm', definitionId: 'd', roleArn: 'role', name: `run${number}` },
  ...{ type: 'STANDARD', status: 'RUNNING', startDate: number, input: '{}', redriveCount: 0, ...more },
})
const entered = (id: number, type: HistoryEvent['type'], name: string): HistoryEvent => ({
  ...{ id, previousEventId: id - 1, type, timestamp: id * 1_000, stateEnteredEventDetails: { name, input: '{}' } },
})

const TOKEN = `${'T'.repeat(63)}_`
const scheduled = (id: number, token: string): HistoryEvent => ({
  ...{ id, previousEventId: id - 1, type: 'TaskScheduled', timestamp: id * 1_000 },
  taskScheduledEventDetails: { resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken', parameters: JSON.stringify({ token }) },
})
/** More than is looked at went by before a task was given a token, and another one when it was tried again. */
const events: HistoryEvent[] = [
  ...Array.from({ length: 600 }, (_, at): HistoryEvent[] => [
    entered(2 * at + 1, 'PassStateEntered', 'Count'),
    {
      ...{ id: 2 * at + 2, previousEventId: 2 * at + 1, timestamp: 0 },
      type: 'PassStateExited',
      stateExitedEventDetails: { name: 'Count' },
    },
  ]).flat(),
  entered(1_201, 'TaskStateEntered', 'Ask'),
  scheduled(1_202, 'U'.repeat(64)),
  { ...{ id: 1_203, previousEventId: 1_202, type: 'TaskFailed', timestamp: 1_203_000 }, taskFailedEventDetails: { error: 'Lost' } },
  scheduled(1_204, TOKEN),
]
let running: ExecutionRecord[]
let asked: string[]
let counted: number
beforeEach(() => {
  running = Array.from({ length: 300 }, (_, at) => record(1_000 - at))
  asked = []
  counted = 0
  // Time stands still, however busy the machine is.
  vi.spyOn(performance, 'now').mockReturnValue(0)
})
afterEach(() => vi.restoreAllMocks())

const index = {
  async list({ cursor = '9999', limit }: { cursor?: string; limit: number }) {
    const rest = running.filter(each => each.startDate < Number(cursor))
    const records = rest.slice(0, limit)
    const places = records.map(each => each.startDate)
    return { records, places, ...(rest.length > limit ? { cursor: String(places.at(-1)) } : {}) }
  },
  async describe(arn: string) {
    asked.push(arn)
    return running.find(each => each.executionArn === arn)
  },
  async history(_arn: string, { reverse, limit }: { reverse: boolean; limit: number }) {
    return { more: false, events: (reverse ? events.toReversed() : [...events]).slice(0, limit) }
  },
  definition: async () => '{"States":{"Count":{},"Ask":{"Type":"Task","Retry":[{"ErrorEquals":["States.ALL"]}]}}}',
} as unknown as ExecutionIndex
const catalog = { list: () => [{ stateMachineArn: 'm' }] } as unknown as Catalog
const express = { of: () => [record(5_000, { type: 'EXPRESS' })] }
const ask = (query: Record<string, string> = {}) => {
  const totals = async () => ({ RUNNING: 300 + Number(counted++) })
  return findWaits({ index, catalog, express, report: () => {} }, totals, new URLSearchParams(query))
}

it('reads a history from its end and understands it from its beginning', async () => {
  const { waits } = await ask({ limit: '1' })
  expect(waits).toMatchObject([{ step: { name: 'Ask', startedAt: 1_201_000 }, waits: { kind: 'token', token: TOKEN } }])
})

it('looks at sixty executions, at two hundred at most, and counts and lists them once', async () => {
  expect(await ask()).toMatchObject({ seen: 60, running: 300, cursor: '941' })
  expect(counted).toBe(1)
  expect(await ask({ limit: '99999' })).toMatchObject({ seen: 200, cursor: '801' })
  expect(await ask({ limit: '200', cursor: '900' })).toMatchObject({ seen: 199, waits: { length: 199 } })
  expect(await ask({ limit: '200', cursor: '900' })).not.toHaveProperty('cursor')
  await expect(ask({ limit: '1.5' })).rejects.toThrow('limit has to be a whole number')
})

it('stops behind the execution at which its time is over, whichever that is, and goes on there', async () => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 101))
  expect(await ask()).toMatchObject({ seen: 3, waits: { length: 3 }, cursor: '998' })
  now = 0
  // One of them is looked at however long it takes, so that pages come to an end.
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 10_000))
  expect(await ask({ cursor: '998' })).toMatchObject({ seen: 1, cursor: '997' })
})

it('tells nothing of those that ended meanwhile, nor of Express executions, but counts them as seen', async () => {
  running = [record(3), record(2, { type: 'EXPRESS' }), record(1)]
  const { describe } = index
  vi.spyOn(index, 'describe').mockImplementation(async arn => {
    const found = (await describe(arn))!
    return arn === 'm:run3' ? { ...found, status: 'SUCCEEDED' } : found
  })
  const { waits, seen } = await ask()
  expect([waits.map(wait => wait.execution.name), seen]).toEqual([['run1'], 3])
  expect(asked).toEqual(['m:run3', 'm:run1'])
})

it('passes over one that is gone', async () => {
  vi.spyOn(index, 'describe').mockResolvedValue(undefined)
  expect(await ask({ limit: '5' })).toMatchObject({ waits: [], seen: 5 })
})
