import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serverOfTests } from './testing/server-of-tests.ts'
import { openStore } from './testing/store-on-server.ts'

const server = serverOfTests()

const put = 'SELECT write_rare_v1(\'[{"op":"putDefinition","id":"d","body":"{}"}]\')'
const drop = 'SELECT write_rare_v1(\'[{"op":"dropDefinition","id":"d","after":0}]\')'
/** An execution that uses the definition. */
const start = `INSERT INTO executions VALUES (7, md5('a')::uuid, 0, 'm', NULL, NULL, 'd', false, NULL, NULL, NULL, NULL, 0, '{}', '{}')`

let lane: pg.Client
let home: pg.Client

async function definitions(): Promise<number> {
  return (await home.query("SELECT count(*)::int AS count FROM definitions WHERE id = 'd'")).rows[0].count
}

/** Resolves once a connection waits for a lock of another. */
async function waits(client: pg.Client): Promise<void> {
  const { processID } = client as unknown as { processID: number }
  for (;;) {
    const { rows } = await home.query('SELECT 1 FROM pg_locks WHERE pid = $1 AND NOT granted', [processID])
    if (rows.length > 0) return
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

describe.runIf(server.isHere)('a definition that nothing has referred to', () => {
  beforeEach(async () => {
    const url = await server.newDatabase()
    await (await openStore(url)).close()
    lane = new pg.Client(url)
    home = new pg.Client(url)
    await Promise.all([lane.connect(), home.connect()])
    await lane.query(put)
  })
  afterEach(() => Promise.all([lane.end(), home.end()]))

  test('is deleted, and not while an execution uses it', async () => {
    await lane.query(start)
    await home.query(drop)
    expect(await definitions()).toBe(1)
    await lane.query('DELETE FROM executions')
    await home.query(drop)
    expect(await definitions()).toBe(0)
  })

  test('stays when it is used again by what is not committed yet as it is to be deleted', async () => {
    await lane.query('BEGIN')
    await lane.query(put)
    await lane.query(start)
    await home.query(drop)
    await lane.query('COMMIT')
    expect(await definitions()).toBe(1)
  })

  test('is written anew by who uses it again as it is being deleted', async () => {
    await home.query('BEGIN')
    await home.query(drop)
    const written = lane.query(put)
    await waits(lane)
    await home.query('COMMIT')
    await written
    await lane.query(start)
    expect(await definitions()).toBe(1)
  })
})
