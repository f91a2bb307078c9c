import { describe } from 'vitest'
import { runtimeContract } from '../contracts/runtime-contract.ts'
import { memoryJournal } from '../memory/memory-journal.ts'

describe('the runtime on the journal in memory', () => {
  runtimeContract(async () => {
    const journal = memoryJournal()
    return { journal: () => journal, restart: async () => journal.crash(), close: async () => undefined }
  })
})
