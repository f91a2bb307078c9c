import { noDeathMarks, type Store } from '@pasos/engine'
import { type PostgresStoreOptions, postgresStore } from '../open-postgres-store.ts'
import { findPostgres } from './postgres-server.ts'

/** Says aloud when tests are skipped for want of a PostgreSQL. */
export function hasPostgres(): boolean {
  const found = findPostgres() !== undefined
  if (!found) process.stderr.write('SKIPPED: there is no PostgreSQL on this machine, so nothing is known of its store.\n')
  return found
}

export function openStore(
  url: string,
  options: Partial<PostgresStoreOptions> = {},
  onFatal = (error: Error): void => {
    throw error
  },
): Promise<Store> {
  return postgresStore({ url, marks: () => noDeathMarks, ...options })(onFatal)
}
