export { contentStoreContract } from './content-store-contract.ts'
export { dataStoreContract } from './data-store-contract.ts'
export { journalContract } from './journal-contract.ts'
export { logStoreContract } from './log-store-contract.ts'
