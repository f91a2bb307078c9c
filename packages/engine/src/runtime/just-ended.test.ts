import { expect, test, vi } from 'vitest'
import type { ExecutionRecord } from '../ports/runtime.ts'
import { deliveries } from './deliver.ts'
import { notices } from './notices.ts'
import { settled, startRequest, world } from './test-runtime.ts'

test('whoever asks for the end of an execution that ended as it started reads nothing from the store', async () => {
  const { journal, runtime } = world()
  const { executionArn } = (await runtime.start(startRequest('a'))).record
  const find = vi.spyOn(journal, 'find')
  const ended = await runtime.ended(executionArn)
  expect(find).not.toHaveBeenCalled()
  expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '{}' })
  await settled()
  expect(await runtime.ended(executionArn)).toEqual(ended)
  expect(find).toHaveBeenCalledTimes(1)
})

test('an execution that ended just now and has begun anew is waited for', async () => {
  const parts: unknown = {
    residency: { presentByArn: () => ({}) },
    express: { ended: () => undefined },
    news: { whenEnded: () => ({ record: Promise.resolve('the next end') }), justEnded: () => 'the former end' },
  }
  expect(await deliveries(parts as Parameters<typeof deliveries>[0]).ended('a')).toBe('the next end')
})

test('ends are remembered until what is under way is over, and the last of an execution counts', () => {
  const work: (() => void)[] = []
  const news = notices(
    () => undefined,
    later => work.push(later),
  )
  const record = (name: string, redriveCount = 0) => ({ executionArn: name, redriveCount }) as ExecutionRecord
  news.ended(record('a'))
  news.ended(record('b'))
  news.ended(record('a', 1))
  expect(news.justEnded('a')).toEqual(record('a', 1))
  expect(work).toHaveLength(1)
  work.shift()!()
  expect(news.justEnded('a')).toBeUndefined()
  news.ended(record('b'))
  expect(work).toHaveLength(1)
  expect(news.justEnded('b')).toEqual(record('b'))
})
