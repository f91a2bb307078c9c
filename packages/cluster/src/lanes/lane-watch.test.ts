import type { LaneState } from '@pasos/engine'
import { expect, test } from 'vitest'
import { watchLanes } from './lane-watch.ts'

const lane = (node?: number): LaneState => ({ lane: 1, epoch: 1, feed: 0, ...(node === undefined ? {} : { node, url: `http://n${node}` }) })

test('who owns what is known while somebody is still at work on what was seen before', async () => {
  let seen = [lane(1)]
  const watch = await watchLanes({ lanes: async () => seen }, () => undefined)
  const slow = Promise.withResolvers<void>()
  const told: (string | undefined)[] = []
  watch.onLook(([first]) => {
    told.push(first?.url)
    return slow.promise
  })
  await expect.poll(() => told).toEqual(['http://n1'])
  let moves = 0
  watch.onMove(1, 'http://n1', () => moves++)
  seen = [lane(2)]
  await expect.poll(() => watch.nodeOf(1)).toBe(2)
  expect([watch.urlOf(1), moves, told]).toEqual(['http://n2', 1, ['http://n1']])
  slow.resolve()
  await expect.poll(() => told.length).toBeGreaterThan(2)
  expect(told[1]).toBe('http://n2')
  watch.close()
})

test('one that fails is told of the next look all the same, and is reported once until it goes well again', async () => {
  const reported: unknown[] = []
  const watch = await watchLanes({ lanes: async () => [lane(1)] }, (_message, { error }) => reported.push(error))
  const outcomes = ['bad', 'bad', 'good', 'bad']
  let at = 0
  watch.onLook(() => {
    if (outcomes[at++] === 'bad') throw new Error(String(at))
  })
  await expect.poll(() => at).toBeGreaterThan(4)
  watch.close()
  expect(reported.map(String)).toEqual(['Error: 1', 'Error: 4'])
})

test('one that is taken back is told no more, and what it still fails with is nobody’s concern', async () => {
  const reported: unknown[] = []
  const watch = await watchLanes({ lanes: async () => [lane(1)] }, message => reported.push(message))
  const failing = Promise.withResolvers<void>()
  let times = 0
  const forget = watch.onLook(() => {
    times++
    return failing.promise
  })
  await expect.poll(() => times).toBe(1)
  forget()
  failing.reject(new Error('The store is closed.'))
  let looks = 0
  watch.onLook(() => void looks++)
  await expect.poll(() => looks).toBeGreaterThan(2)
  watch.close()
  expect([times, reported]).toEqual([1, []])
})
