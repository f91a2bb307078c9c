import type { Session } from '../connection/session.ts'

/**
 * In which form nodes write rows, history and frames above all, and call each other. Raised by every change that the version before can't read: nodes
 * of one form may be of different versions, and be updated one after the other, while those of two forms never work beside each other.
 */
export const ownProtocol = 4

/** Locks of nodes: this and the node's number. */
export const lockSpace = 7777

/** Rejects while nodes live that write in another form. Call it under the lock of the schema, so that none joins meanwhile. */
export async function assertOneProtocol(session: Session, protocol: number): Promise<void> {
  const [nodes] = await session.rows<{ are: boolean; tell: boolean }>(
    "SELECT to_regclass('nodes') IS NOT NULL AS are, EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('nodes') AND attname = 'protocol') AS tell",
  )
  if (!nodes!.are) return
  // Before it was noted there was the first one.
  const form = nodes!.tell ? 'protocol' : '1'
  const [other] = await session.rows<{ name: string; form: number }>(
    `SELECT name, ${form} AS form FROM nodes
     WHERE ${form} <> $1 AND until > clock_timestamp() AND NOT pg_try_advisory_xact_lock_shared(${lockSpace}, node::int) LIMIT 1`,
    [protocol],
  )
  if (other)
    throw new Error(
      `The node ${other.name} is of a version that keeps its data in another form (${other.form}, this one ${protocol}): end all such nodes first, then start this version.`,
    )
}
