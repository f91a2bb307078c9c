import { contentSpace, type MapRunWrite, type Store } from '@pasos/engine'
import {
  catalogContract,
  contentStoreContract,
  dataStoreContract,
  feedContract,
  journalContract,
  logStoreContract,
  mapRunContract,
  mapRunDeathsContract,
  type RuntimePlace,
  runtimeContract,
  upkeepContract,
} from '@pasos/engine/contracts'
import { describe, expect, test } from 'vitest'
import { connector } from './connection/session.ts'
import type { PostgresStoreOptions } from './index.ts'
import { serverOfContracts } from './testing/server-of-tests.ts'
import { openStore } from './testing/store-on-server.ts'
import { sumOf } from './writer/sums.ts'

const server = serverOfContracts()

/** A store in a database of its own. */
async function fresh(options: Partial<PostgresStoreOptions> = {}): Promise<Store & { url: string }> {
  const url = await server.newDatabase()
  return { ...(await openStore(url, options)), url }
}

/** Histories are packed while executions go on, and as soon as nobody could still want their rows. */
const packing = { everyMs: 1, settleMs: 0 }
const packingAtOnce = (): ReturnType<typeof fresh> => fresh({ packing })

/** The same with the journal's upkeep beside it. */
async function tended() {
  const store = await fresh()
  return { journal: { ...store.journal, expire: store.upkeep.expire }, close: store.close }
}

describe.runIf(server.isHere)('the journal in PostgreSQL', () => journalContract(packingAtOnce))
describe.runIf(server.isHere)('the feed in PostgreSQL', () => feedContract(tended))
describe.runIf(server.isHere)('Map Runs in PostgreSQL', () => {
  mapRunContract(tended)

  test('a node of the version before asks without a number, and takes in whatever is asked', async () => {
    const { journal, url, close } = await fresh()
    const session = await connector(url)()
    const rare = (operation: object) => session.rows('SELECT write_rare_v1($1)', [JSON.stringify([operation])])
    const [parent, number] = [journal.allocate(), journal.allocate()]
    const change = (write: MapRunWrite) => new Promise<void>(resolve => journal.commitMapRun(write, () => resolve()))
    const asked = async () => (await journal.mapRun(number))?.asked
    const state = { phase: 'ended' } as never
    await change({ type: 'started', number, parent, child: 4, spec: { arn: 'run' } as never, state, items: [] })
    await change({ type: 'asked', parent, child: 4, asked: { what: 'stop', redriveCount: 3 } })
    await rare({ op: 'askMapRun', parent, child: 4, asked: 'redrive' })
    expect(await asked()).toEqual({ what: 'redrive' })
    const text = JSON.stringify(state)
    const takeIn = { op: 'changeMapRun', number, phase: 'ended', state: text, stateSum: sumOf(text) }
    await rare({ ...takeIn, hasTaken: false })
    expect(await asked()).toEqual({ what: 'redrive' })
    await rare({ ...takeIn, hasTaken: true })
    expect(await asked()).toBeUndefined()
    await change({ type: 'asked', parent, child: 4, asked: { what: 'stop', redriveCount: 5 } })
    expect(await asked()).toEqual({ what: 'stop', redriveCount: 5 })
    await rare({ ...takeIn, hasTaken: true })
    expect(await asked()).toBeUndefined()
    await session.end()
    await close()
  })
})
describe.runIf(server.isHere)('the data store in PostgreSQL', () => dataStoreContract(() => fresh()))
describe.runIf(server.isHere)('upkeep in PostgreSQL', () => upkeepContract(packingAtOnce))

describe.runIf(server.isHere)('the catalog over documents in PostgreSQL', () => {
  catalogContract(async () => {
    const { journal, close } = await fresh()
    return { documents: journal, close }
  })
})

describe.runIf(server.isHere)('the log store in PostgreSQL', () => {
  logStoreContract(async () => {
    const { logs, close } = await fresh({ now: () => 5000 })
    return { store: logs, close }
  })

  test('a line may hold a zero', async () => {
    const { logs, close } = await fresh()
    logs.append('g', 's', [{ timestamp: 1, message: 'a\u0000b' }])
    expect((await logs.query('g', { limit: 1 })).map(({ message }) => message)).toEqual(['a\u0000b'])
    await close()
  })
})

describe.runIf(server.isHere)('contents in PostgreSQL', () => {
  contentStoreContract(async () => {
    let store: Store & { url: string } = await fresh()
    return {
      contents: store.contents,
      async again(named) {
        await store.data.commit(named.map(id => ({ space: contentSpace, key: id, value: '' })))
        await store.close()
        store = { ...(await openStore(store.url)), url: store.url }
        return store.contents
      },
      close: () => store.close(),
    }
  })

  test('any part of a large content is read alone', async () => {
    const { contents, close } = await fresh()
    const bytes = Buffer.from(Array.from({ length: 2_500_000 }, (_, at) => at % 251))
    async function* pieces() {
      for (let at = 0; at < bytes.length; at += 70_001) yield bytes.subarray(at, at + 70_001)
    }
    const { id } = await contents.write(pieces())
    for (const range of [undefined, { from: 1_048_570, before: 1_048_580 }, { from: 5, before: 2_499_999 }]) {
      const found: Uint8Array[] = []
      for await (const piece of contents.read(id, range)) found.push(piece)
      expect(Buffer.concat(found).equals(bytes.subarray(range?.from ?? 0, range?.before))).toBe(true)
    }
    await close()
  })
})

async function placeOfRuntime(): Promise<RuntimePlace> {
  let store: Store & { url: string } = await packingAtOnce()
  return {
    journal: () => ({ ...store.journal, data: store.data }),
    async restart() {
      await store.close()
      store = { ...(await openStore(store.url, { packing })), url: store.url }
    },
    close: () => store.close(),
  }
}

describe.runIf(server.isHere)('the runtime on PostgreSQL', () => runtimeContract(placeOfRuntime))
describe.runIf(server.isHere)('the deaths of Map Runs on PostgreSQL', () => mapRunDeathsContract(placeOfRuntime))
