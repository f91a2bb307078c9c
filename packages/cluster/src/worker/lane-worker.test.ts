import { EngineClosed, type Runtime, StoreFailed } from '@pasos/engine'
import { expect, test } from 'vitest'
import { BrokenOff, TryAgain } from '../peers/try-again.ts'
import { laneWorker } from './lane-worker.ts'

/** A worker whose engines do with starts what `start` does. */
async function worker(
  start: (request: object) => Promise<unknown>,
  more: Partial<Runtime> = {},
  upTo = async (_: number): Promise<void> => undefined,
) {
  const made = laneWorker({
    configuration: { catalog: {} as never, revision: 1, upTo },
    storeOf: () => (() => undefined) as never,
    openEngine: async () =>
      ({
        runtime: { start, ...more } as unknown as Runtime,
        index: {} as never,
        expire: async () => undefined,
        close: async () => undefined,
      }) as never,
  })
  const work = await made.gained({ lane: 3, epoch: 1, seq: 0 })
  const started = (body: object, lane = 3) => made.calls['start']!({ lane, revision: 1, request: {}, ...body })
  return { calls: made.calls, started, start: (lane = 3) => started({}, lane), give: work.close }
}

test('a start whose node was fenced meanwhile breaks off: it is no error of what was started', async () => {
  const { start } = await worker(() => Promise.reject(new StoreFailed('Another node has taken over.')))
  await expect(start()).rejects.toBeInstanceOf(BrokenOff)
  const later = await worker(() => Promise.reject(new EngineClosed()))
  await expect(later.start()).rejects.toBeInstanceOf(BrokenOff)
})

test('so does one that fails as its lane is given away, and one that did not come to its end', async () => {
  const failing = Promise.withResolvers<never>()
  const first = await worker(() => failing.promise)
  const asked = first.start()
  await new Promise(resolve => setImmediate(resolve))
  const given = first.give()
  failing.reject(new Error('closed'))
  await expect(asked).rejects.toBeInstanceOf(BrokenOff)
  await given
  const second = await worker(() => new Promise(() => undefined))
  const open = second.start()
  await new Promise(resolve => setImmediate(resolve))
  await Promise.all([second.give(), expect(open).rejects.toBeInstanceOf(BrokenOff)])
})

test('one that waited for the configuration while its lane was given away has not been made, and is another’s', async () => {
  const requests: object[] = []
  const asked: number[] = []
  const here = Promise.withResolvers<void>()
  const { start, give } = await worker(
    async request => void requests.push(request),
    {},
    revision => {
      asked.push(revision)
      return here.promise
    },
  )
  const starting = start()
  const given = give()
  await new Promise(resolve => setImmediate(resolve))
  here.resolve()
  await expect(starting).rejects.toBeInstanceOf(TryAgain)
  await given
  expect({ asked, requests }).toEqual({ asked: [1], requests: [] })
})

test('what is wrong with the start itself is said as it is, and a lane that is elsewhere is another’s', async () => {
  const { start } = await worker(() => Promise.reject(new RangeError('wrong')))
  await expect(start()).rejects.toBeInstanceOf(RangeError)
  await expect(start(4)).rejects.toBeInstanceOf(TryAgain)
})

test('a name that was made up is taken for new once only: who is asked again looks whether an owner before has started it', async () => {
  const requests: object[] = []
  const { started } = await worker(async request => void requests.push(request))
  const request = { executionArn: 'a', isNewName: true }
  await started({ request })
  await started({ request, isRepeat: true })
  expect(requests).toEqual([request, { executionArn: 'a' }])
})

test('who asks for a redrive says how many there have been, so that it is made once', async () => {
  const asked: unknown[] = []
  const redrive = async (...all: unknown[]) => void asked.push(all)
  const { calls } = await worker(async () => undefined, { redrive })
  expect(await calls['redrive']!({ lane: 3, revision: 1, executionArn: 'a', redriveCount: 2 })).toBeNull()
  expect(asked).toEqual([['a', 2]])
})
