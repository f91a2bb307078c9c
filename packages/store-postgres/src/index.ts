export { withoutPassword } from './connection/hosts.ts'
export { type PostgresStoreOptions, postgresStore } from './open-postgres-store.ts'
