import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contentSpace, memoryJournal } from '@pasos/engine'
import { contentStoreContract } from '@pasos/engine/contracts'
import { describe } from 'vitest'
import { createVault, plainVault } from '../encryption/vault.ts'
import { openFileContentStore } from './file-content-store.ts'

describe.each([
  ['as they are', plainVault],
  ['encrypted', createVault(Buffer.alloc(32, 7))],
])('contents in files, %s', (_, vault) => {
  contentStoreContract(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pasos-contents-'))
    const { data } = memoryJournal()
    return {
      contents: await openFileContentStore(folder, data, vault),
      async again(named) {
        await data.commit(named.map(id => ({ space: contentSpace, key: id, value: '' })))
        return openFileContentStore(folder, data, vault)
      },
      close: async () => rmSync(folder, { recursive: true }),
    }
  })
})
