import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import type { TurnWrite } from '@pasos/engine'
import {
  catalogContract,
  chunk,
  dataStoreContract,
  emptyWrite,
  feedContract,
  journalContract,
  mapRunContract,
  record,
} from '@pasos/engine/contracts'
import { afterEach, describe, expect, test } from 'vitest'
import { createVault, plainVault } from '../encryption/vault.ts'
import { verify } from '../verify.ts'
import { openSqliteJournal } from './sqlite-journal.ts'

const VAULTS = [
  ['as they are', plainVault],
  ['encrypted', createVault(Buffer.alloc(32, 7))],
] as const

const fail = (error: Error): void => {
  throw error
}

const folders: string[] = []

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-journal-'))
  folders.push(folder)
  return join(folder, 'journal.db')
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe.each(VAULTS)('the data store in SQLite, %s', (_, vault) => {
  dataStoreContract(async () => {
    const journal = await openSqliteJournal(newFile(), fail, { vault })
    return { journal, data: journal.data, close: () => journal.close() }
  })

  test('what a commit has put is there after the file is opened again', async () => {
    const file = newFile()
    const first = await openSqliteJournal(file, () => undefined, { vault })
    await first.data.commit([{ space: 's', key: 'k', value: 'kept' }])
    await first.close()
    const second = await openSqliteJournal(file, () => undefined, { vault })
    expect(await second.data.get('s', 'k')).toBe('kept')
    await second.close()
  })
})

describe.each(VAULTS)('the catalog over documents in SQLite, %s', (_, vault) => {
  catalogContract(async () => {
    const journal = await openSqliteJournal(newFile(), fail, { vault })
    return { documents: journal, close: () => journal.close() }
  })
})

describe.each(VAULTS)('the feed in SQLite, %s', (_, vault) => {
  feedContract(async () => {
    const journal = await openSqliteJournal(newFile(), fail, { vault })
    return { journal, close: () => journal.close() }
  })
})

describe.each(VAULTS)('the journal in SQLite, %s', (_, vault) => {
  journalContract(
    async () => {
      const journal = await openSqliteJournal(newFile(), fail, { vault })
      return { journal, close: () => journal.close() }
    },
    { keepsSums: vault.isPlain },
  )

  test('a file of a newer version is refused', async () => {
    const file = newFile()
    const database = new DatabaseSync(file)
    database.exec('PRAGMA user_version = 999')
    database.close()
    await expect(openSqliteJournal(file, () => undefined, { vault })).rejects.toThrow('newer version of Pasos')
  })

  test('the secret that signs tokens is the same after reopening', async () => {
    const file = newFile()
    const first = await openSqliteJournal(file, () => undefined, { vault })
    const secret = first.secret()
    await first.close()
    const second = await openSqliteJournal(file, () => undefined, { vault })
    expect(second.secret()).toEqual(secret)
    await second.close()
  })
})

describe.each(VAULTS)('Map Runs in SQLite, %s', (_, vault) => {
  mapRunContract(async () => {
    const journal = await openSqliteJournal(newFile(), fail, { vault })
    return { journal, close: () => journal.close() }
  })
})

test.each(VAULTS)('tasks that a former version kept in rows of their own are found in their frames, %s', async (_, vault) => {
  const file = newFile()
  const first = await openSqliteJournal(file, fail, { vault })
  const commit = (write: Partial<TurnWrite> & { number: number }) =>
    new Promise<void>((resolve, reject) => first.commit({ ...emptyWrite, ...write }, error => (error ? reject(error) : resolve())))
  const frame = (id: number, key: number) => ({ id, text: `{"id":${id},"wait":{"for":"task","key":${key}}}` })
  await commit({ number: 1, created: record('a'), history: [chunk(1, 2)], frames: [frame(1, 3), frame(2, 4), frame(3, 5)], nextFrameId: 4 })
  await commit({ number: 2, created: record('b'), history: [chunk(1, 2)], frames: [{ id: 1, text: '{"id":1}' }], nextFrameId: 2 })
  await commit({ number: 2, changed: record('b', { status: 'FAILED', stopDate: 5 }) })
  await first.close()
  const former = new DatabaseSync(file)
  const put = former.prepare('INSERT INTO tasks (place, resume, body, submitted, seal) VALUES (? << 27 | ?, ?, ?, ?, 0)')
  put.run(1, 3, 1, vault.lockText('{"task":3}'), null)
  put.run(1, 4, 1, vault.lockText('{"task":4}'), vault.lockText('"ok"'))
  put.run(1, 5, 0, vault.lockText('{"task":5}'), vault.lockText('"out"'))
  put.run(1, 6, 1, vault.lockText('{"task":6}'), null)
  put.run(2, 7, 1, vault.lockText('{"task":7}'), null)
  former.close()
  for (let opening = 0; opening < 2; opening++) {
    const journal = await openSqliteJournal(file, fail, { vault })
    const owner = { executionArn: record('a').executionArn, stateMachineArn: 'machine', roleArn: 'role' }
    expect(await journal.unfinishedTasks({ number: 0, frame: 0 }, 9)).toEqual([
      { number: 1, frame: 1, task: 3, body: '{"task":3}', owner },
      { number: 1, frame: 2, task: 4, body: '{"task":4}', submitted: '"ok"', owner },
    ])
    expect(await journal.load(1)).toMatchObject({ frames: [{ id: 1 }, { id: 2 }, { id: 3 }], nextFrameId: 4 })
    await journal.close()
  }
  expect(verify(file, vault).damages.filter(({ what }) => /task|Frame/.test(what))).toEqual([])
  const kept = new DatabaseSync(file)
  expect(kept.prepare('SELECT count(*) AS count FROM tasks').get()).toEqual({ count: 0 })
  kept.close()
})

test('a file of the first version is brought up to date, with all that is in it', async () => {
  const file = newFile()
  const old = new DatabaseSync(file)
  old.exec(readFileSync(new URL('../schema/001-initial.sql', import.meta.url), 'utf8'))
  old.exec('PRAGMA user_version = 1')
  const execution = [7, 'arn:execution', 'machine', 'RUNNING', 'definition', 'role', 'name', 'STANDARD', 1_000, 0, 3, '{}']
  old
    .prepare(
      'INSERT INTO executions (number, arn, machine, status, definition, role, name, type, start_date, redrive_count, sum, input) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(...(execution as [number, string]))
  const event = (id: number) => ({ id, previousEventId: id - 1, timestamp: 1_000, type: 'PassStateEntered' })
  const append = old.prepare('INSERT INTO history VALUES (7, ?, ?, 2, 5, ?)')
  append.run(1, 2, JSON.stringify([event(1), event(2)]))
  append.run(3, 3, JSON.stringify([event(3)]))
  const putFrame = old.prepare('INSERT INTO frames VALUES (7, ?, ?, ?)')
  putFrame.run(-1, crc32('9'), '9')
  const waiting = '{"id":1,"wait":{"for":"task","key":5}}'
  putFrame.run(1, crc32(waiting), waiting)
  old.exec("INSERT INTO tasks VALUES (7, 5, 1, '{}', NULL), (7, 6, 0, '{}', '{\"Id\":1}')")
  old.exec("INSERT INTO documents VALUES ('temporaryCredential', 'ASIA1', '{\"a\":1}'), ('role', 'r', '{}')")
  old.close()

  const journal = await openSqliteJournal(file, () => undefined)
  expect(await journal.data.get('sts.session', 'ASIA1')).toBe('{"a":1}')
  expect(await journal.documents()).toEqual([{ kind: 'role', key: 'r', body: '{}' }])
  expect(await journal.find('arn:execution')).toMatchObject({ number: 7, record: { name: 'name', status: 'RUNNING', input: '{}' } })
  expect(await journal.load(7)).toMatchObject({ lastEventId: 3, nextFrameId: 9, sum: 5, frames: [{ id: 1 }], tasks: new Map([[1, 5]]) })
  expect(await journal.unfinishedTasks({ number: 0, frame: 0 }, 9)).toEqual([
    { number: 7, frame: 1, task: 5, body: '{}', owner: { executionArn: 'arn:execution', stateMachineArn: 'machine', roleArn: 'role' } },
  ])
  expect(await journal.history(7, { reverse: true, limit: 9 })).toEqual({ events: [event(3), event(2), event(1)], more: false })
  expect((await journal.list({ by: 'machine', arn: 'machine', limit: 9 })).executions).toHaveLength(1)
  await journal.close()
})
