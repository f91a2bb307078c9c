import { type MemoryJournal, memoryContentStore, memoryLogStore, noDeathMarks, type OwnedLane, type Store } from '@pasos/engine'
import { batchWriter } from '@pasos/store-postgres/batch-writer'
import type { Readers } from '@pasos/store-postgres/readers'
import type { Connect } from '@pasos/store-postgres/session'
import type { SimulatedPostgres } from './simulated-postgres.ts'
import { readStatement } from './statements.ts'

/** There are never more lanes, so many low values of an execution's number tell its lane. */
const lanePlaces = 16

export const laneOf = (number: number): number => number % lanePlaces

/** Reads what is on disk over a connection, as long as one is to be had. */
export async function readOver<T>(reads: Readers, ask: () => T | Promise<T>): Promise<T> {
  return (await reads.row<T>(readStatement, [ask])) as T
}

/** Of whatever lane it is. */
export function findAnywhere(database: SimulatedPostgres, reads: Readers): MemoryJournal['find'] {
  return arn =>
    readOver(reads, async () => {
      for (const journal of database.durable) {
        const found = await journal.find(arn)
        if (found) return found
      }
      return undefined
    })
}

const written: ReadonlySet<string> = new Set([
  ...['allocate', 'commit', 'commitMapRun', 'childrenConverted', 'mend', 'barrier', 'flush', 'recordDeath', 'secret', 'putDocument'],
  ...['moveFeedCursor', 'known', 'peek', 'crash', 'data', 'find'],
])

export interface LaneStoreOptions {
  database: SimulatedPostgres
  connect: Connect
  reads: Readers
  owned: OwnedLane
  allocate(): number
  onFatal(error: Error): void
}

/** The store of a lane that is owned: the real writer of batches, over the simulated database. */
export async function laneStore({ database, connect, reads, owned, allocate, onFatal }: LaneStoreOptions): Promise<Store> {
  let isClosing = false
  const disk = database.durable[owned.lane]!
  const writer = batchWriter(
    ...([connect, await connect(), owned] as const),
    error => {
      if (!isClosing) onFatal(error)
    },
    changes => changes,
  )
  const onDisk = (effect: (journal: MemoryJournal) => void) => ({ rare: [effect as never] })
  const reading = Object.fromEntries(
    Object.entries(disk)
      .filter(([name]) => !written.has(name))
      .map(([name, read]) => [name, (...args: never[]) => readOver(reads, () => (read as (...args: never[]) => unknown)(...args))]),
  ) as unknown as MemoryJournal
  const journal: Store['journal'] = {
    ...disk,
    ...reading,
    find: findAnywhere(database, reads),
    allocate: () => allocate() * lanePlaces + owned.lane,
    commit: (write, done) => writer.queued({ turn: write }, done, 1, write.number),
    commitMapRun: (write, done) =>
      writer.queued(
        onDisk(to => to.commitMapRun(write, () => undefined)),
        done,
        1,
      ),
    childrenConverted: done => writer.queued(undefined, done, 0),
    barrier: done => writer.queued(undefined, done, 0),
    mend: writer.mend,
    flush: writer.flush,
    recordDeath: (number, event) =>
      writer.queued(
        onDisk(to => to.recordDeath(number, event)),
        undefined,
        1,
      ),
    // Tokens are part of the story, too.
    secret: () => Buffer.alloc(32, 7),
  }
  return {
    ...{ journal, data: disk.data, contents: memoryContentStore(), logs: memoryLogStore(), marks: noDeathMarks },
    upkeep: { ...disk, backup: async () => undefined },
    async close() {
      isClosing = true
      await writer.close()
    },
  }
}
