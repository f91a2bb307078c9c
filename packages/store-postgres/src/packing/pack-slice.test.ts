import { setImmediate as turnOfOthers } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Readers } from '../connection/readers.ts'
import { packSlice } from './pack-slice.ts'
import { packsOf, unpack } from './packs.ts'

const event = `[{"id":1,"type":"PassStateEntered","input":"${'0123456789'.repeat(8_000)}"}]`

/** Of an array of PostgreSQL in binary form. */
function numbersIn(array: Buffer): number[] {
  return Array.from({ length: array.readInt32BE(12) }, (_, at) => Number(array.readBigInt64BE(20 + 12 * at + 4)))
}

test('others get their turn between texts that are compressed', async () => {
  const texts = Array.from({ length: 100 }, (_, at) => ({ firstId: 1, lastId: 1, nextFrame: 2, sum: at, text: `1 [${at},${event}]` }))
  let isThrough = false
  let turns = 0
  const others = (async () => {
    for (; !isThrough; turns++) await turnOfOthers()
  })()
  const packs = await packsOf(texts)
  isThrough = true
  await others
  expect(turns).toBeGreaterThan(5)
  const back = packs.map(({ pack, packSum }) => unpack({ first_id: 1, pack, pack_sum: packSum })[0]!.events)
  expect(back).toEqual(texts.map((_, at) => `[${at},${event}]`))
})

test('histories of a slice are read a few at a time, and written together', async () => {
  const executions = Array.from({ length: 31 }, (_, at) => at + 1)
  const read: number[][] = []
  const written: number[][] = []
  const rows = async (text: string, values: readonly unknown[]): Promise<unknown[]> => {
    if (text.includes('pack_history_v1')) written.push(numbersIn(values[2] as Buffer))
    else if (text.includes('ANY ($1)')) {
      read.push(numbersIn(values[0] as Buffer))
      return read.at(-1)!.map(execution => ({ execution, first_id: 1, last_id: 1, next_frame: 1, sum: 0, events: event }))
    } else {
      return executions.map(execution => ({
        execution,
        first: execution,
        last: execution,
        rows: 1,
        stopped: 1,
        end: execution,
        bytes: event.length,
      }))
    }
    return []
  }
  const slice = { lane: 0, after: 0, upto: 31, endedBefore: 2 }
  expect(await packSlice({ rows } as unknown as Readers, slice)).toEqual({ last: 31, isThrough: true })
  expect(read.map(({ length }) => length)).toEqual([...Array.from({ length: 15 }, () => 2), 1])
  expect(written).toEqual([executions])
})
