import { describe } from 'vitest'
import { catalogContract } from '../contracts/catalog-contract.ts'
import { memoryJournal } from '../memory/memory-journal.ts'

describe('the catalog over documents in memory', () => {
  catalogContract(async () => ({ documents: memoryJournal(), close: async () => undefined }))
})
