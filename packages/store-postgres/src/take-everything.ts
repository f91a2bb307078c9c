import { copyEverything, type Moved, type MovedCounts, noDeathMarks, type OwnedLane, type Store } from '@pasos/engine'
import { connector } from './connection/session.ts'
import { writeParts } from './contents/postgres-content-store.ts'
import { homeLane } from './journal/numbers.ts'
import { joinPostgres, sayingWhy } from './open-postgres-store.ts'

/** What lies beside the other store and belongs into this one. */
type Beside = (to: Store) => Promise<void>

/**
 * Writes all that another store keeps into a database that is new. Rejects when there is something in it already, or a node at work; what was
 * written until then stays, so that the database is to be made anew.
 */
export function takeEverything(url: string, from: Moved, beside: Beside): Promise<MovedCounts> {
  return take(url, from, beside).catch(sayingWhy)
}

async function take(url: string, from: Moved, beside: Beside): Promise<MovedCounts> {
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  const node = await joinPostgres({ url, packing: undefined, vacuum: undefined, onFatal: failed.reject })
  try {
    const owned: OwnedLane = await node.seat.takeWhenFree(homeLane)
    if (owned.epoch !== 1) throw new Error('The database has been served before: give a new one.')
    await keepSecret(url, from.store.journal.secret())
    const store = await node.openLane(owned, () => noDeathMarks, failed.reject)
    const counts = await Promise.race([copy(url, from, store), failed.promise])
    await Promise.race([beside(store), failed.promise])
    await store.close()
    return counts
  } finally {
    await node.leave()
  }
}

/** Tokens that workers hold are signed with it. Before the lane is opened, which would make one. */
async function keepSecret(url: string, secret: Buffer): Promise<void> {
  const session = await connector(url)()
  try {
    await session.rows('INSERT INTO settings VALUES ($1, $2)', ['token-secret', secret.toString('hex')])
  } finally {
    await session.end()
  }
}

async function copy(url: string, from: Moved, store: Store): Promise<MovedCounts> {
  const session = await connector(url, 'SET synchronous_commit = on')()
  try {
    return await copyEverything(from, {
      store,
      async keepContent(id, source) {
        const bytes = await writeParts(session, id, source)
        await session.rows('INSERT INTO contents VALUES ($1, 0, $2)', [id, bytes])
      },
    })
  } finally {
    await session.end()
  }
}
