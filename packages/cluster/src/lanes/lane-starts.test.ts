import type { StartRequest, StartResult } from '@pasos/engine'
import { expect, test } from 'vitest'
import { laneStarts } from './lane-starts.ts'

const request = { executionArn: 'a', type: 'STANDARD', definition: 'd', input: '{}' } as StartRequest

/** What a start comes to whose name is taken by an execution with this input that began so much later than the start. */
async function outcome({ input = '{}', laterMs = 1_000, isRepeat = true } = {}): Promise<string | undefined> {
  const result = { outcome: 'conflict', record: { input, startDate: Date.now() + laterMs } } as StartResult
  const start = laneStarts({
    ...{ map: { shared: [1] }, isSpread: () => true, revision: () => 1 },
    askOwner: async <T>() => ({ result: result as T, isRepeat }),
  })
  return (await start(request))?.outcome
}

test('a nested start waits longer for a lane on its way than one that a client tries again', async () => {
  const waits: (number | undefined)[] = []
  const start = laneStarts({
    ...{ map: { shared: [1] }, isSpread: () => true, revision: () => 1 },
    askOwner: async <T>({ patienceMs }: { patienceMs?: number | undefined }) => {
      waits.push(patienceMs)
      return { result: { outcome: 'created', record: { input: '{}', startDate: 0 } } as T, isRepeat: false }
    },
  })
  await start(request)
  await start({ ...request, parentExecutionArn: 'p' })
  expect(waits).toEqual([undefined, 60_000])
})

test('a name that is taken is the start’s own only where it was asked again, with the same input, and began since', async () => {
  expect(await outcome()).toBe('created')
  expect(await outcome({ isRepeat: false })).toBe('conflict')
  expect(await outcome({ input: '1' })).toBe('conflict')
  expect(await outcome({ laterMs: -10_000 })).toBe('conflict')
  // The owner's clock is behind.
  expect(await outcome({ laterMs: -2_000 })).toBe('created')
})
