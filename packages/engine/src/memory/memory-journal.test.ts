import { describe } from 'vitest'
import { journalContract } from '../contracts/journal-contract.ts'
import { memoryJournal } from './memory-journal.ts'

describe('the journal in memory', () => {
  journalContract(async () => ({ journal: memoryJournal(), close: async () => undefined }))
})
