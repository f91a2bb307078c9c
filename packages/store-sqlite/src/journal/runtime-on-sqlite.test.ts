import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runtimeContract } from '@pasos/engine/contracts'
import { describe } from 'vitest'
import { openSqliteJournal } from './sqlite-journal.ts'

const fail = (error: Error): void => {
  throw error
}

describe('the runtime on SQLite', () => {
  runtimeContract(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pasos-runtime-'))
    const file = join(folder, 'journal.db')
    let journal = await openSqliteJournal(file, fail)
    return {
      journal: () => journal,
      async restart() {
        await journal.close()
        journal = await openSqliteJournal(file, fail)
      },
      async close() {
        await journal.close()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  })
})
