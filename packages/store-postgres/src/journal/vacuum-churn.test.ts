import type { Store } from '@pasos/engine'
import { emptyWrite, record } from '@pasos/engine/contracts'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serverOfTests } from '../testing/server-of-tests.ts'
import { openStore } from '../testing/store-on-server.ts'

const server = serverOfTests()
const text = '[{"id":1,"previousEventId":0,"timestamp":0,"type":"PassStateEntered"}]'

let store: Store
let client: pg.Client

/** Executions of one turn each, which leave their frame behind as a dead row. */
async function churn(executions: number): Promise<void> {
  for (let at = 0; at < executions; at++) {
    const number = store.journal.allocate()
    const commit = (write: object): Promise<void> =>
      new Promise((resolve, reject) =>
        store.journal.commit({ ...emptyWrite, number, ...write }, error => (error ? reject(error) : resolve())),
      )
    await commit({ created: record(`e${number}`), definition: { id: 'd', text: 'text of d' }, frames: [{ id: 1, text: 'frame' }] })
    await commit({
      clear: 'all',
      history: [{ firstId: 1, lastId: 1, text, sum: 1 }],
      changed: record(`e${number}`, { status: 'SUCCEEDED', stopDate: 10 }),
    })
  }
}

async function vacuums(): Promise<Record<string, number>> {
  const { rows } = await client.query<{ relname: string; vacuum_count: string }>(
    "SELECT relname, vacuum_count FROM pg_stat_user_tables WHERE relname IN ('frames', 'timers', 'live', 'history')",
  )
  return Object.fromEntries(rows.map(({ relname, vacuum_count }) => [relname, Number(vacuum_count)]))
}

describe.runIf(server.isHere)('dead rows in PostgreSQL', () => {
  beforeEach(async () => {
    const url = await server.newDatabase()
    client = new pg.Client(url)
    await client.connect()
    store = await openStore(url, { packing: undefined, vacuum: { everyMs: 5, turns: 20 } })
  })
  afterEach(async () => {
    await store.close()
    await client.end()
  })

  test('are cleared out of the tables that churn, and of no other, once there were so many turns', async () => {
    // The first look is where it counts from.
    await new Promise(resolve => setTimeout(resolve, 100))
    await churn(15)
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(await vacuums()).toEqual({ frames: 0, history: 0, live: 0, timers: 0 })
    // Where the server's autovacuum is just at a table it is passed over, until the next time.
    const again = async (): Promise<boolean> => {
      await churn(25)
      const { history, ...churned } = await vacuums()
      expect(history).toBe(0)
      return Object.values(churned).every(count => count > 0)
    }
    await expect.poll(again, { timeout: 20_000 }).toBe(true)
  })
})
