import { describe } from 'vitest'
import { logStoreContract } from '../contracts/log-store-contract.ts'
import { memoryLogStore } from './memory-log-store.ts'

describe('the log store in memory', () => {
  logStoreContract(async () => ({ store: memoryLogStore(() => 5000), close: async () => undefined }))
})
