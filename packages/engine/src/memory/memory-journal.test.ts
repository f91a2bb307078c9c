import { describe } from 'vitest'
import { dataStoreContract } from '../contracts/data-store-contract.ts'
import { feedContract } from '../contracts/feed-contract.ts'
import { journalContract } from '../contracts/journal-contract.ts'
import { mapRunContract } from '../contracts/map-run-contract.ts'
import { upkeepContract } from '../contracts/upkeep-contract.ts'
import { memoryJournal } from './memory-journal.ts'

describe('the journal in memory', () => {
  journalContract(async () => ({ journal: memoryJournal(), close: async () => undefined }))
})

describe('the feed in memory', () => {
  feedContract(async () => ({ journal: memoryJournal(), close: async () => undefined }))
})

describe('the data store in memory', () => {
  dataStoreContract(async () => {
    const journal = memoryJournal()
    return { journal, data: journal.data, close: async () => undefined }
  })
})

describe('Map Runs in memory', () => {
  mapRunContract(async () => ({ journal: memoryJournal(), close: async () => undefined }))
})

describe('upkeep in memory', () => {
  upkeepContract(async () => {
    const journal = memoryJournal()
    return { journal, upkeep: journal, close: async () => undefined }
  })
})
