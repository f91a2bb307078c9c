export { dataStoreContract } from './data-store-contract.ts'
export { journalContract } from './journal-contract.ts'
