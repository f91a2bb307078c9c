import { expect, test } from 'vitest'
import { laneCalls } from './lane-calls.ts'

test('a stop that nobody would ask for again waits longer for a lane on its way than a client’s', async () => {
  const waits: (number | undefined)[] = []
  const calls = laneCalls({
    revision: () => 1,
    askOwner: async <T>({ patienceMs }: { patienceMs?: number | undefined }) => {
      waits.push(patienceMs)
      return { result: null as T, isRepeat: false }
    },
  })
  expect(await calls.stop(1, 'e', {})).toBeUndefined()
  await calls.stop(1, 'e', {}, true)
  expect(waits).toEqual([undefined, 60_000])
})
