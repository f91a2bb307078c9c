import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { plainVault } from '../encryption/vault.ts'
import { longTexts } from './long-texts.ts'
import { op } from './operations.ts'
import { startWriter } from './writer-thread.ts'

const long = 'x'.repeat(50_000)

test('texts of any characters and lengths, and those beside them, lie on disk as text, as they were given', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-long-texts-'))
  const file = join(folder, 'journal.db')
  const writer = await startWriter(file, plainVault, error => {
    throw error
  })
  const around = [8_190, 8_191, 8_192, 8_193].map(length => 'y'.repeat(length))
  const bodies = [
    '',
    'short',
    ...around,
    long,
    `${long}é`,
    '€'.repeat(30_000),
    '😀'.repeat(30_000),
    `\u0000${long}\u0000`,
    'z'.repeat(2_000_000),
  ]
  const count = 60
  await new Promise<void>((resolve, reject) => {
    let left = count
    for (let number = 1; number <= count; number++) {
      const body = bodies[number % bodies.length]!
      writer.operations.push(op.putFrame, number, 1, number, body, op.putFrame, number, 2, number, `${number}`)
      writer.queued(error => (error ? reject(error) : --left === 0 && resolve()), body.length)
    }
  })
  await writer.close()
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare('SELECT place >> 27 AS number, place & 1 AS odd, sum, body FROM frames ORDER BY place').all()
  database.close()
  rmSync(folder, { recursive: true })
  expect(rows).toHaveLength(2 * count)
  for (const { number, odd, sum, body } of rows) {
    expect(sum).toBe(number)
    expect(body).toBe(odd === 1 ? bodies[Number(number) % bodies.length] : `${number}`)
  }
})

test('a write that is refused takes no long text of its neighbours with it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-long-texts-'))
  const file = join(folder, 'journal.db')
  const writer = await startWriter(file, plainVault, error => {
    throw error
  })
  const told = await new Promise<string[]>(resolve => {
    const heard: string[] = []
    for (let number = 1; number <= 3; number++) {
      // A sum that is a text can't be kept in its column.
      writer.operations.push(op.putFrame, number, 1, number === 2 ? 'no number' : number, `${number}${long}`)
      writer.queued(
        error => {
          heard.push(error?.name ?? 'kept')
          if (heard.length === 3) resolve(heard)
        },
        long.length,
        number,
      )
    }
  })
  await writer.close()
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare('SELECT body FROM frames ORDER BY place').all()
  database.close()
  rmSync(folder, { recursive: true })
  expect(told).toEqual(['kept', expect.not.stringMatching('kept'), 'kept'])
  expect(rows).toEqual([{ body: `1${long}` }, { body: `3${long}` }])
})

test('only long texts of columns that take them move, into a buffer that is used again', () => {
  const texts = longTexts()
  const first = texts.pack([op.putFrame, 1, 1, 1, long, op.putSetting, 'name', long, 1, op.putFrame, 1, 2, 1, 'short'])
  expect(first.operations[4]).toEqual(new Uint8Array(Buffer.from(long)))
  expect(first.operations.toSpliced(4, 1)).toEqual([op.putFrame, 1, 1, 1, op.putSetting, 'name', long, 1, op.putFrame, 1, 2, 1, 'short'])
  expect(texts.pack([op.putSetting, 'name', long, 1]).buffer).toBeUndefined()
  texts.takeBack(first.buffer!)
  const second = texts.pack([op.putFrame, 1, 1, 1, 'y'.repeat(9_000)])
  expect(second.buffer).toBe(first.buffer)
  const enormous = texts.pack([op.putFrame, 1, 1, 1, 'y'.repeat(3_000_000)])
  texts.takeBack(enormous.buffer!)
  expect(texts.pack([op.putFrame, 1, 1, 1, long]).buffer).not.toBe(enormous.buffer)
})

test('of many that come back at once a few are kept', () => {
  const texts = longTexts()
  const packs = Array.from({ length: 20 }, () => texts.pack([op.putFrame, 1, 1, 1, long]).buffer!)
  for (const buffer of packs) texts.takeBack(buffer)
  const again = Array.from({ length: 20 }, () => texts.pack([op.putFrame, 1, 1, 1, long]).buffer!)
  expect(again.filter(buffer => packs.includes(buffer))).toHaveLength(8)
})
