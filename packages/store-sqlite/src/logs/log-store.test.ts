import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { logStoreContract } from '@pasos/engine/contracts'
import { afterEach, describe, expect, test } from 'vitest'
import { createVault, plainVault } from '../encryption/vault.ts'
import { openLogStore } from './open-log-store.ts'

const folders: string[] = []

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-logs-'))
  folders.push(folder)
  return join(folder, 'logs.db')
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const fail = (error: Error): void => {
  throw error
}

describe.each([
  ['as they are', plainVault],
  ['encrypted', createVault(Buffer.alloc(32, 7))],
])('logs in SQLite, %s', (_, vault) => {
  logStoreContract(async () => {
    const store = openLogStore(newFile(), vault, fail, () => 5000)
    return { store, close: () => store.close() }
  })

  test('keeps events, streams and their figures over a restart', async () => {
    const file = newFile()
    const first = openLogStore(file, vault, fail, () => 5000)
    first.append('g', 's', [{ timestamp: 7, message: 'kept' }])
    await first.close()
    const second = openLogStore(file, vault, fail, () => 6000)
    expect((await second.query('g', { limit: 1 })).map(event => event.message)).toEqual(['kept'])
    expect(await second.streams('g')).toEqual([
      { name: 's', creationTime: 5000, firstEventTimestamp: 7, lastEventTimestamp: 7, lastIngestionTime: 5000, storedBytes: 30 },
    ])
    await second.close()
  })

  test('what is said to be written is in the file, for whoever opens it then', async () => {
    const file = newFile()
    const store = openLogStore(file, vault, fail)
    store.append('g', 's', [{ timestamp: 7, message: 'kept' }])
    await store.written()
    const other = new DatabaseSync(file, { readOnly: true })
    const [row] = other.prepare('SELECT message FROM log_event').all() as { message: string }[]
    expect(vault.openText(row!.message)).toBe('kept')
    other.close()
    await store.close()
  })

  test('a file that is no database is refused', async () => {
    const file = newFile()
    writeFileSync(file, 'x'.repeat(10_000))
    expect(() => openLogStore(file, vault, fail)).toThrow('not a database')
  })
})
