import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, test } from 'vitest'
import { journalContract } from '../ports/contract/journal-contract.ts'
import { openSqliteJournal } from './sqlite-journal.ts'

const folders: string[] = []

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-journal-'))
  folders.push(folder)
  return join(folder, 'journal.db')
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('the journal in SQLite', () => {
  journalContract(async () => {
    const journal = await openSqliteJournal(newFile(), error => {
      throw error
    })
    return { journal, close: () => journal.close() }
  })

  test('a file of a newer version is refused', async () => {
    const file = newFile()
    const database = new DatabaseSync(file)
    database.exec('PRAGMA user_version = 999')
    database.close()
    await expect(openSqliteJournal(file, () => undefined)).rejects.toThrow('newer version of Pasos')
  })

  test('the secret that signs tokens is the same after reopening', async () => {
    const file = newFile()
    const first = await openSqliteJournal(file, () => undefined)
    const secret = first.secret()
    await first.close()
    const second = await openSqliteJournal(file, () => undefined)
    expect(second.secret()).toEqual(secret)
    await second.close()
  })
})
