import { afterAll, beforeAll } from 'vitest'
import { type PostgresServer, startPostgres } from './postgres-server.ts'
import { hasPostgres } from './store-on-server.ts'

/** A PostgreSQL for the tests of a file, from before the first to after the last; where there is none that is said, and `isHere` is false. */
export function serverOfTests(): { isHere: boolean } & Pick<PostgresServer, 'port' | 'newDatabase'> {
  const isHere = hasPostgres()
  let server: PostgresServer | undefined
  beforeAll(async () => {
    if (isHere) server = await startPostgres()
  }, 60_000)
  afterAll(() => server?.stop(), 60_000)
  return {
    isHere,
    get port() {
      return server!.port
    },
    newDatabase: () => server!.newDatabase(),
  }
}
