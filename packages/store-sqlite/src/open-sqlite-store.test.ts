import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backupContract, upkeepContract } from '@pasos/engine/contracts'
import { afterAll, describe } from 'vitest'
import { sqliteStore } from './open-sqlite-store.ts'

const home = mkdtempSync(join(tmpdir(), 'pasos-upkeep-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

let folders = 0
const newFolder = (): string => join(home, String(++folders))

const openIn = (folder: string) =>
  sqliteStore({ folder })(error => {
    throw error
  })

describe('upkeep in SQLite', () => {
  upkeepContract(() => openIn(newFolder()))
})

describe('a backup of SQLite', () => {
  backupContract(() => openIn(newFolder()), openIn, newFolder)
})
