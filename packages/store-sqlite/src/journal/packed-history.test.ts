import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { arn, ended, historiesToPack, record, upTo } from '@pasos/engine/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainVault } from '../encryption/vault.ts'
import { verify } from '../verify.ts'
import { packRows, unpack } from './packed-history.ts'
import { openSqliteJournal, type SqliteJournal } from './sqlite-journal.ts'

let folder: string
let file: string
let journal: SqliteJournal
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-packed-'))
  file = join(folder, 'journal.db')
  journal = await opened()
})
afterEach(async () => {
  await journal.close()
  rmSync(folder, { recursive: true, force: true })
})

const opened = (packEveryMs = 5): Promise<SqliteJournal> =>
  openSqliteJournal(
    file,
    error => {
      throw error
    },
    { packEveryMs },
  )

const { commit, rows, execution, idsOf, sums } = historiesToPack(() => journal)

/** The newest row of the feed is never packed. */
const something = () => execution(`something ${journal.allocate()}`, [1])

function raw<T>(sql: string, ...values: (number | string)[]): T[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database.prepare(sql).all(...values) as T[]
  } finally {
    database.close()
  }
}

const plainRows = (number: number) => raw('SELECT 1 FROM history WHERE execution = ?', number).length
const packs = (number: number) => raw('SELECT 1 FROM packed_history WHERE place >> 27 = ?', number).length

async function until(condition: () => boolean): Promise<void> {
  const patience = Date.now() + 50_000
  while (!condition()) {
    if (Date.now() > patience) throw new Error('It has not come about.')
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

test('the history of an execution that has ended is packed and read as before, forwards and backwards', async () => {
  const number = await execution('a', [2, 3, 1, 4])
  const before = await journal.load(number)
  await something()
  await until(() => packs(number) === 1)
  expect(plainRows(number)).toBe(0)
  for (const limit of [1, 3, 100]) {
    expect(await idsOf(number, false, limit)).toEqual(upTo(10))
    expect(await idsOf(number, true, limit)).toEqual(upTo(10).reverse())
  }
  expect(await journal.load(number)).toEqual(before)
  expect((await journal.find(arn('a')))?.record).toEqual(record('a', ended))
  expect(verify(file)).toMatchObject({ executions: 2, events: 11, damages: [] })
})

test('a large history is packed in parts, and a page reads no more than it needs', async () => {
  const number = await execution('large', Array(40).fill(5), { filler: 'x'.repeat(20_000) })
  await something()
  await until(() => packs(number) === 4)
  expect(await idsOf(number, false, 50)).toEqual(upTo(200))
  expect(await idsOf(number, true, 50)).toEqual(upTo(200).reverse())
  expect((await journal.history(number, { reverse: false, after: 120, limit: 2 })).events.map(({ id }) => id)).toEqual([121, 122])
  expect(verify(file).damages).toEqual([])
})

test('one that runs is not packed until it ends', async () => {
  const number = journal.allocate()
  await commit({ number, created: record('runs'), definition: { id: 'd', text: 'd' }, history: rows(number, 1, [2]) })
  const other = await execution('other', [1])
  await something()
  await until(() => packs(other) === 1)
  expect([packs(number), plainRows(number)]).toEqual([0, 1])
  await commit({ number, changed: record('runs', ended), history: rows(number, 3, [2]) })
  await something()
  await until(() => packs(number) === 1)
  expect(await idsOf(number, false, 9)).toEqual(upTo(4))
})

test('a redriven execution goes on after what is packed, and its end is packed too', async () => {
  const number = await execution('again', [2, 2])
  await something()
  await until(() => packs(number) === 1)
  const loaded = await journal.load(number)
  expect(loaded).toMatchObject({ lastEventId: 4, nextFrameId: 7, sum: sums.get(number) })
  await commit({ number, changed: record('again'), history: rows(number, 5, [1]), nextFrameId: 9 })
  expect(await journal.load(number)).toMatchObject({ lastEventId: 5, nextFrameId: 9 })
  expect(await idsOf(number, false, 2)).toEqual(upTo(5))
  expect(await idsOf(number, true, 2)).toEqual(upTo(5).reverse())
  expect(verify(file).damages).toEqual([])
  await commit({ number, changed: record('again', ended), history: rows(number, 6, [3]), nextFrameId: 9 })
  await something()
  await until(() => packs(number) === 2)
  expect(await idsOf(number, false, 3)).toEqual(upTo(8))
  expect(verify(file)).toMatchObject({ damages: [] })
})

test('nothing is packed before all followers of the feed have passed it', async () => {
  journal.moveFeedCursor('slow', 1)
  const first = await execution('first', [1])
  const second = await execution('second', [1])
  await something()
  await until(() => packs(first) === 1)
  await new Promise(resolve => setTimeout(resolve, 50))
  expect([packs(second), plainRows(second)]).toEqual([0, 1])
  expect((await journal.readFeed(1, 9)).entries.map(({ execution: { name } }) => name)[0]).toBe('second')
  const end = await journal.feedEnd()
  journal.moveFeedCursor('slow', end)
  await until(() => packs(second) === 1)
  expect(await journal.feedEnd()).toBe(end)
  await journal.close()
  journal = await opened()
  expect(await journal.feedEnd()).toBe(end)
})

test('one that has ended by a row which a follower has not passed stays whole until it has', async () => {
  journal.moveFeedCursor('slow', 0)
  const number = journal.allocate()
  await commit({ number, created: record('half'), definition: { id: 'd', text: 'd' }, history: rows(number, 1, [1]) })
  const other = await execution('other', [1])
  await commit({ number, changed: record('half', ended), history: rows(number, 2, [1]) })
  await something()
  journal.moveFeedCursor('slow', 2)
  await until(() => packs(other) === 1)
  await new Promise(resolve => setTimeout(resolve, 50))
  expect([packs(number), plainRows(number)]).toEqual([0, 2])
  expect((await journal.readFeed(2, 9)).entries.map(({ execution: { name } }) => name)[0]).toBe('half')
  journal.moveFeedCursor('slow', await journal.feedEnd())
  await until(() => packs(number) === 1)
  expect([plainRows(number), await idsOf(number, false, 9)]).toEqual([0, upTo(2)])
})

test('what is packed is deleted with its execution', async () => {
  const number = await execution('old', [2])
  await something()
  await until(() => packs(number) === 1)
  await journal.expire(11, 0, 1)
  expect(packs(number)).toBe(0)
  expect((await journal.history(number, { reverse: false, limit: 9 })).events).toEqual([])
})

test('a damaged pack is found and never served', async () => {
  const number = await execution('damaged', [2, 2])
  const whole = await execution('whole', [1])
  await something()
  await until(() => packs(number) === 1 && packs(whole) === 1)
  await journal.close()
  const database = new DatabaseSync(file)
  const { pack } = database.prepare('SELECT pack FROM packed_history WHERE place >> 27 = ?').get(number) as { pack: Uint8Array }
  pack[pack.length - 5]! ^= 1
  database.prepare('UPDATE packed_history SET pack = ? WHERE place >> 27 = ?').run(pack, number)
  database.close()
  expect(verify(file).damages).toEqual([{ executionArn: arn('damaged'), eventId: 1, what: 'The history is damaged from event 1 on.' }])
  journal = await opened(1_000_000)
  await expect(journal.history(number, { reverse: false, limit: 9 })).rejects.toThrow('damaged')
  expect(await idsOf(whole, false, 9)).toEqual([1])
})

test('what was packed before a restart is not looked at again, and pages that became free are given back', async () => {
  for (let index = 0; index < 30; index++) await execution(`e${index}`, [4, 4, 4], { filler: 'x'.repeat(20_000) })
  await something()
  await until(() => raw('SELECT 1 FROM packed_history').length > 29)
  await until(() => raw<{ freelist_count: number }>('PRAGMA freelist_count')[0]!.freelist_count <= 1_000)
  const last = (await journal.feedEnd()) - 1
  await until(() => Number(raw<{ value: string }>("SELECT value FROM settings WHERE name = 'packed-upto'")[0]?.value) === last)
})

test('a pack takes no more memory than it has bytes, so that it is soon with the writer, and gives the rows back', () => {
  const row = (first: number, events: string) => ({ first_id: first, last_id: first, next_frame: 1, sum: 0, events })
  for (const rows of [
    [row(1, '[{"id":1}]')],
    [row(1, JSON.stringify('x'.repeat(300_000))), row(2, '[{"id":2}]')],
    [row(1, JSON.stringify(Array.from({ length: 20_000 }, (_, at) => (at * 7_919) % 104_729)))],
  ]) {
    const { packs } = packRows(rows, plainVault)
    for (const { pack } of packs) expect(pack.buffer.byteLength).toBe(pack.byteLength)
    expect(packs.flatMap(pack => unpack(pack, plainVault)).map(({ events }) => events)).toEqual(rows.map(({ events }) => events))
  }
})
