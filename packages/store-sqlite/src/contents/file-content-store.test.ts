import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contentSpace, memoryJournal } from '@pasos/engine'
import { contentStoreContract } from '@pasos/engine/contracts'
import { describe } from 'vitest'
import { openFileContentStore } from './file-content-store.ts'

describe('openFileContentStore', () => {
  contentStoreContract(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pasos-contents-'))
    const { data } = memoryJournal()
    return {
      contents: await openFileContentStore(folder, data),
      async again(named) {
        await data.commit(named.map(id => ({ space: contentSpace, key: id, value: '' })))
        return openFileContentStore(folder, data)
      },
      close: async () => rmSync(folder, { recursive: true }),
    }
  })
})
