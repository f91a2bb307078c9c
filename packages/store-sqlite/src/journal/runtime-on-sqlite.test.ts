import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mapRunDeathsContract, type RuntimePlace, runtimeContract } from '@pasos/engine/contracts'
import { describe } from 'vitest'
import { createVault, plainVault, type Vault } from '../encryption/vault.ts'
import { openSqliteJournal } from './sqlite-journal.ts'

const fail = (error: Error): void => {
  throw error
}

const open = async (vault: Vault): Promise<RuntimePlace> => {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-runtime-'))
  const file = join(folder, 'journal.db')
  let journal = await openSqliteJournal(file, fail, { vault })
  return {
    journal: () => journal,
    async restart() {
      await journal.close()
      journal = await openSqliteJournal(file, fail, { vault })
    },
    async close() {
      await journal.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

describe.each([
  ['as it is', plainVault],
  ['encrypted', createVault(Buffer.alloc(32, 7))],
])('the runtime on SQLite, %s', (_, vault) => runtimeContract(() => open(vault)))

describe('Map Runs on SQLite', () => mapRunDeathsContract(() => open(plainVault)))
