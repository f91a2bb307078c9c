export { type PostgresStoreOptions, postgresStore } from './open-postgres-store.ts'
