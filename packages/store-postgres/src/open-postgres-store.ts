import type { DeathMarks, OpenStore, Store } from '@pasos/engine'
import { assertDurable } from './connection/assert-durable.ts'
import { withoutPassword } from './connection/hosts.ts'
import { type Readers, readers } from './connection/readers.ts'
import { type Connect, connector } from './connection/session.ts'
import { openPostgresContents } from './contents/postgres-content-store.ts'
import { postgresDataStore } from './data/postgres-data-store.ts'
import { postgresJournal } from './journal/postgres-journal.ts'
import { type Lane, takeLane } from './lane/take-lane.ts'
import { type PostgresLogStore, postgresLogStore } from './logs/postgres-log-store.ts'
import { migrate } from './migrate.ts'
import { verify } from './verify.ts'
import { type BatchWriter, batchWriter } from './writer/batch-writer.ts'

export interface PostgresStoreOptions {
  /** `postgres://user@h1,h2/name`: the hosts are tried in their order. The database exists; its tables are made. */
  url: string
  /** Which executions the process is working on; of this machine. */
  marks(): DeathMarks
  /** When log events came in, epoch milliseconds; the machine's clock by default. */
  now?: (() => number) | undefined
  /** After so long without a sign of life another node takes over; three seconds by default. */
  leaseMs?: number | undefined
  /** Another node serves the database: told once, and waited for until it has gone. Without it opening rejects then. */
  onWaiting?: ((owner: string) => void) | undefined
  /** Told when the database does not answer any more, and when it does again. */
  onAway?: ((isAway: boolean) => void) | undefined
}

const readConnections = 4
const logConnections = 2
// All executions are one lane's: one node serves, others wait for its end.
const onlyLane = 0
const defaultLeaseMs = 3_000
const durable = 'SET synchronous_commit = on'
/** A log line survives the death of the process, as it must; that of the machine a moment later. */
const prompt = 'SET synchronous_commit = off'

/**
 * A store in a PostgreSQL database. Opening rejects when the database can't be had, is of a newer version, or would lose what it
 * acknowledges; and waits while another node serves it.
 */
export function postgresStore({ url, marks, now, leaseMs = defaultLeaseMs, onWaiting, onAway }: PostgresStoreOptions): OpenStore {
  const connect = connector(url, durable)
  const open: OpenStore = async onFatal => {
    await prepare(connect)
    let isClosing = false
    const fail = (error: Error): void => {
      if (!isClosing) onFatal(error)
    }
    const parts: (() => Promise<void>)[] = []
    const close = async (): Promise<void> => {
      isClosing = true
      for (const part of parts.splice(0).reverse()) await part()
    }
    try {
      const lane = await takeLane(connect, { lane: onlyLane, leaseMs, onWaiting, onAway, onFenced: fail })
      parts.push(lane.release)
      const reads = readers(connect, readConnections)
      parts.push(reads.close)
      const writer = batchWriter(connect, await connect(), lane, fail)
      parts.push(writer.close)
      const logs = postgresLogStore(readers(connector(url, prompt), logConnections), fail, now)
      parts.push(logs.close)
      return { ...(await storeOver({ lane, reads, writer, logs })), marks: marks(), close }
    } catch (error) {
      await close()
      throw error
    }
  }
  return onFatal => open(onFatal).catch(error => Promise.reject(new DatabaseError(withoutSecrets(error), { cause: error })))
}

/** Why a database can't be used, in one line for people. */
class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}

function withoutSecrets(error: unknown): string {
  return withoutPassword(error instanceof Error ? error.message : String(error))
}

/** Brings the tables up to date, in a server that can be trusted with them. */
async function prepare(connect: Connect): Promise<void> {
  const session = await connect()
  try {
    await assertDurable(session)
    await migrate(session)
  } finally {
    await session.end()
  }
}

interface Parts {
  lane: Lane
  reads: Readers
  writer: BatchWriter
  logs: PostgresLogStore
}

async function storeOver({ lane, reads, writer, logs }: Parts): Promise<Omit<Store, 'marks' | 'close'>> {
  const journal = await postgresJournal(reads, writer, lane.lane)
  // Read as a whole by whoever opens the store: a damaged document must be met here, where it can be said.
  await journal.documents()
  const data = postgresDataStore(reads, writer)
  return {
    ...{ journal, data, logs, contents: await openPostgresContents(reads, data, lane.epoch) },
    upkeep: {
      expire: journal.expire,
      collectDefinitions: journal.collectDefinitions,
      async backup() {
        throw new Error("A PostgreSQL database is backed up with PostgreSQL's own tools: pg_dump, pg_basebackup, or archived WAL.")
      },
      verify: () => verify(reads),
    },
  }
}
