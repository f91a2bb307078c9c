import { afterAll, beforeAll } from 'vitest'
import { findPglite, startPglite } from './pglite-server.ts'
import { findPostgres, type PostgresServer, startPostgres } from './postgres-server.ts'
import { hasPostgres } from './store-on-server.ts'

/** A PostgreSQL for the tests of a file, from before the first to after the last; where there is none that is said, and `isHere` is false. */
export function serverOfTests(): { isHere: boolean } & Pick<PostgresServer, 'port' | 'newDatabase'> {
  return serverOf(hasPostgres(), startPostgres)
}

/** The same for contract suites, which PGlite will do for: where it was asked for by `PASOS_TEST_PGLITE=1`, or there is nothing else. */
export function serverOfContracts(): { isHere: boolean } & Pick<PostgresServer, 'port' | 'newDatabase'> {
  const isWanted = process.env['PASOS_TEST_PGLITE'] === '1' || findPostgres() === undefined
  return isWanted && findPglite() !== undefined ? serverOf(true, startPglite) : serverOfTests()
}

type Started = Pick<PostgresServer, 'port' | 'newDatabase' | 'stop'>

function serverOf(isHere: boolean, start: () => Promise<Started>): { isHere: boolean } & Omit<Started, 'stop'> {
  let server: Started | undefined
  beforeAll(async () => {
    if (isHere) server = await start()
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
