import type { DeathMarks, LaneState, OpenStore, OwnedLane, Store, Verdict } from '@pasos/engine'
import { assertDurable } from './connection/assert-durable.ts'
import { connectPlanningOnce } from './connection/connect-planning-once.ts'
import { withoutPassword } from './connection/hosts.ts'
import { patiently } from './connection/patiently.ts'
import { type Readers, readers } from './connection/readers.ts'
import { type Connect, connector, type Session } from './connection/session.ts'
import { openPostgresContents, readContents } from './contents/postgres-content-store.ts'
import { postgresDataStore } from './data/postgres-data-store.ts'
import { homeLane } from './journal/numbers.ts'
import { postgresJournal } from './journal/postgres-journal.ts'
import { type VacuumOptions, vacuumChurn } from './journal/vacuum-churn.ts'
import { assertOneProtocol, ownProtocol } from './lane/protocol.ts'
import { type Seat, takeSeat } from './lane/seat.ts'
import { postgresLogStore } from './logs/postgres-log-store.ts'
import { migrate, schemaVersion } from './migrate.ts'
import { type PackingOptions, packEnded } from './packing/pack-ended.ts'
import { type SharedReads, sharedReads } from './shared-reads.ts'
import { verify } from './verify.ts'
import { batchWriter } from './writer/batch-writer.ts'

export interface PostgresStoreOptions {
  /** `postgres://user@h1,h2/name`: the hosts are tried in their order. The database exists; its tables are made. */
  url: string
  /** Which executions the process is working on; of this machine. */
  marks(): DeathMarks
  /** When log events came in, epoch milliseconds; the machine's clock by default. */
  now?: (() => number) | undefined
  /** After so long without a sign of life another node takes over; three seconds by default. */
  leaseMs?: number | undefined
  /** In which form the node writes rows and calls others; this version's by default. Opening rejects while nodes of another one live. */
  protocol?: number | undefined
  /** How histories of executions that have ended are packed; undefined leaves them as they are. */
  packing?: PackingOptions | undefined
  /** When dead rows are cleared away; undefined leaves that to the server's own autovacuum. */
  vacuum?: VacuumOptions | undefined
  /** Another node serves the database: told once, and waited for until it has gone. Without it opening rejects then. */
  onWaiting?: ((owner: string) => void) | undefined
  /** Told when the database does not answer any more, and when it does again. */
  onAway?: ((isAway: boolean) => void) | undefined
}

const readConnections = 4
const logConnections = 2
const defaultLeaseMs = 3_000
const defaultPacking: PackingOptions = { everyMs: 2_000, settleMs: 5_000 }
const defaultVacuum: VacuumOptions = { everyMs: 1_000, turns: 300_000 }
const durable = 'SET synchronous_commit = on'
/** A log line survives the death of the process, as it must; that of the machine a moment later. */
const prompt = 'SET synchronous_commit = off'

/**
 * A store in a PostgreSQL database, for a process that serves it alone. Opening rejects when the database can't be had, is of a newer version,
 * or would lose what it acknowledges; and waits while another node serves it.
 */
export function postgresStore({ onWaiting, ...options }: PostgresStoreOptions): OpenStore {
  return async onFatal => {
    const node = await joinPostgres({ ...options, onFatal })
    try {
      const store = await node.openLane(await node.seat.takeWhenFree(homeLane, onWaiting).catch(sayingWhy), options.marks, onFatal)
      const close = async (): Promise<void> => {
        await store.close()
        await node.leave()
      }
      return { ...store, close }
    } catch (error) {
      await node.leave()
      throw error
    }
  }
}

export interface JoinOptions extends Omit<PostgresStoreOptions, 'marks' | 'onWaiting'> {
  /** The others have taken this node for dead, or its logs can't be written any more. */
  onFatal: (error: Error) => void
}

/** A node of a database, which may have any of its lanes. */
export interface PostgresNode {
  seat: Seat
  /** What the home's owner has written, for nodes that keep a copy of it. */
  shared: SharedReads
  /** What the seat answers; a database that is away is waited for, unless the seat waits for no lane any more. */
  lanes(): Promise<LaneState[]>
  /**
   * The store as the owner of one lane has it: its executions are that lane's. To be closed before the lane is given away. The home's waits for a
   * database that is away; another lane is taken anew.
   */
  openLane(lane: OwnedLane, marks: () => DeathMarks, onFatal: (error: Error) => void): Promise<Store>
  leave(): Promise<void>
}

/** Takes a place among the nodes of a database, which has the tables afterwards. Rejects as `postgresStore` does. */
export function joinPostgres(options: JoinOptions): Promise<PostgresNode> {
  return join(options).catch(sayingWhy)
}

async function join(options: JoinOptions): Promise<PostgresNode> {
  const { url, now, leaseMs = defaultLeaseMs, protocol = ownProtocol, onAway, onFatal } = options
  const { packing, vacuum } = { packing: defaultPacking, vacuum: defaultVacuum, ...options }
  const open = new Set<Session>()
  const connect = connector(url, durable, open)
  const connectToWrite = connectPlanningOnce(url, durable, open)
  await prepare(connect, protocol)
  let hasLeft = false
  const fail = (error: Error): void => {
    if (!hasLeft) onFatal(error)
  }
  const onSilent = (): void => {
    for (const session of [...open]) session.drop()
  }
  const seat = await takeSeat(connect, { leaseMs, protocol, onAway, onSilent, onFenced: fail })
  let isWaiting = true
  const stopWaiting = (): void => {
    isWaiting = false
    seat.stopWaiting()
  }
  const waiting = <T>(ask: () => Promise<T>): Promise<T> => patiently(ask, () => !isWaiting)
  const reads = readers(connectPlanningOnce(url, durable, open), readConnections)
  const logs = postgresLogStore(readers(connector(url, prompt, open), logConnections), fail, now)
  // What is lost with the machine is packed and cleared away again.
  const packer = readers(connector(url, prompt, open), 1)
  return {
    seat: { ...seat, stopWaiting },
    lanes: () => waiting(seat.lanes),
    shared: sharedReads(reads, logs),
    async openLane(owned, marks, onFatalOfLane) {
      const connectFirst = owned.lane === homeLane ? () => waiting(connectToWrite) : connectToWrite
      const store = await openLane({ connect: connectToWrite, connectFirst, reads, logs }, owned, marks, onFatalOfLane).catch(sayingWhy)
      const upkeep = [
        ...(packing === undefined ? [] : [packEnded(packer, owned.lane, packing)]),
        // The tables are those of all lanes.
        ...(vacuum === undefined || owned.lane !== homeLane ? [] : [vacuumChurn(packer, vacuum)]),
      ]
      const close = (): Promise<void> => {
        for (const each of upkeep) each.stop()
        return store.close()
      }
      return { ...store, close }
    },
    async leave() {
      hasLeft = true
      await packer.close()
      await logs.close()
      await reads.close()
      await seat.leave()
    },
  }
}

/** Contents are written where the home is. */
function contentsOfOthers(reads: Readers): Store['contents'] {
  const refuse = (): Promise<never> => Promise.reject(new Error('Contents are written by the home of the cluster alone.'))
  return { read: readContents(reads).read, write: refuse, copy: refuse, settle: refuse, remove: refuse }
}

/**
 * Checks all that a database keeps, while nodes may be at work on it. Rejects when it can't be had, or is none of Pasos' as this version
 * knows it.
 */
export async function verifyPostgres(url: string): Promise<Verdict> {
  const reads = readers(connector(url), 1)
  try {
    const known = await reads.row<{ there: boolean }>("SELECT to_regclass('schema_version') IS NOT NULL AS there")
    const found = known?.there ? await reads.row<{ version: number }>('SELECT version FROM schema_version') : undefined
    if (found?.version !== schemaVersion)
      throw new Error(
        `The database is of schema ${found?.version ?? 'none'}, this version checks schema ${schemaVersion}: start it once, then check.`,
      )
    return await verify(reads)
  } catch (error) {
    return sayingWhy(error)
  } finally {
    await reads.close()
  }
}

/** Why a database can't be used, in one line for people. */
class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}

/** Throws it as what is told to people. */
export function sayingWhy(error: unknown): never {
  if (error instanceof DatabaseError) throw error
  throw new DatabaseError(withoutPassword(error instanceof Error ? error.message : String(error)), { cause: error })
}

/** Brings the tables up to date, in a server that can be trusted with them. */
async function prepare(connect: Connect, protocol: number): Promise<void> {
  const session = await connect()
  try {
    await assertDurable(session)
    await migrate(session, each => assertOneProtocol(each, protocol))
  } finally {
    await session.end()
  }
}

async function openLane(
  { connect, connectFirst, reads, logs }: { connect: Connect; connectFirst: Connect; reads: Readers; logs: Store['logs'] },
  owned: OwnedLane,
  marks: () => DeathMarks,
  onFatal: (error: Error) => void,
): Promise<Store> {
  let isClosing = false
  const writer = batchWriter(connect, await connectFirst(), owned, error => {
    if (!isClosing) onFatal(error)
  })
  try {
    const journal = await postgresJournal(reads, writer, owned.lane)
    // Read as a whole by whoever opens the store: a damaged document must be met here, where it can be said.
    if (owned.lane === homeLane) await journal.documents()
    const data = postgresDataStore(reads, writer)
    return {
      ...{ journal, data, logs, marks: marks() },
      contents: owned.lane === homeLane ? await openPostgresContents(reads, data, owned.epoch) : contentsOfOthers(reads),
      upkeep: {
        expire: journal.expire,
        collectDefinitions: journal.collectDefinitions,
        async backup() {
          throw new Error("A PostgreSQL database is backed up with PostgreSQL's own tools: pg_dump, pg_basebackup, or archived WAL.")
        },
        verify: () => verify(reads),
      },
      async close() {
        isClosing = true
        await writer.close()
      },
    }
  } catch (error) {
    isClosing = true
    await writer.close()
    throw error
  }
}
