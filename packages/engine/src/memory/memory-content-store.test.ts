import { describe } from 'vitest'
import { contentStoreContract } from '../contracts/content-store-contract.ts'
import { memoryContentStore } from './memory-content-store.ts'

describe('memoryContentStore', () => {
  contentStoreContract(async () => {
    const contents = memoryContentStore()
    return {
      contents,
      again: async named => memoryContentStore(new Map([...contents.held].filter(([id]) => named.includes(id)))),
      close: async () => undefined,
    }
  })
})
