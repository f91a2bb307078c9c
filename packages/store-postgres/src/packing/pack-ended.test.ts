import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Readers } from '../connection/readers.ts'
import { packEnded } from './pack-ended.ts'

const sliceMs = 5
const met = Array.from({ length: 512 }, (_, at) => ({ execution: at, first: at, last: at, rows: 1, stopped: null, end: null, bytes: null }))

/** How long each of some slices took, and how long after it the next one began. `turns`: what others do between two slices. */
async function slices(count: number, turns: number): Promise<{ took: number; pause: number }[]> {
  const begun: number[] = []
  const ended: number[] = []
  let feed = 1_000_000
  const rows = async (text: string): Promise<unknown[]> => {
    if (text.includes('pack_history_v1')) ended.push(performance.now())
    else if (text.includes('page AS MATERIALIZED')) {
      begun.push(performance.now())
      await wait(sliceMs)
      return met
    }
    return []
  }
  const row = async (): Promise<unknown> => {
    feed += turns
    return { feed, packed: 0, told: null, isBesideOlder: false }
  }
  const packing = packEnded({ rows, row } as unknown as Readers, 0, { everyMs: 1, settleMs: 0 })
  while (begun.length <= count) await wait(1)
  packing.stop()
  return ended.slice(0, count).map((end, at) => ({ took: end - begun[at]!, pause: begun[at + 1]! - end }))
}

test('what has ended is packed without a pause while nobody works', async () => {
  const pauses = (await slices(8, 0)).map(({ pause }) => pause)
  expect(Math.min(...pauses)).toBeLessThan(sliceMs)
})

test('who works has most of the time for himself, alone too', async () => {
  // The first slice meets nobody: what was done before it is not known.
  for (const { took, pause } of (await slices(3, 1)).slice(1)) expect(pause).toBeGreaterThan(8 * took)
})
