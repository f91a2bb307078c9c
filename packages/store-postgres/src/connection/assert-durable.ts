import type { Session } from './session.ts'

const oldest = 140_000

/**
 * Rejects when the server would lose what it has acknowledged, or can't keep what it is given. Read back from the connection that writes:
 * what was set is not always what holds.
 */
export async function assertDurable(session: Session): Promise<void> {
  const [found] = await session.rows<Record<string, string>>(
    `SELECT current_setting('synchronous_commit') AS synchronous_commit, current_setting('fsync') AS fsync,
     current_setting('full_page_writes') AS full_page_writes, current_setting('server_encoding') AS server_encoding,
     current_setting('server_version_num') AS version`,
  )
  if (Number(found!['version']) < oldest) throw new Error('PostgreSQL 14 or newer is needed.')
  if (!['on', 'remote_apply', 'remote_write'].includes(found!['synchronous_commit']!))
    throw new Error(`PostgreSQL answers before a commit is on disk: synchronous_commit is ${found!['synchronous_commit']}.`)
  for (const setting of ['fsync', 'full_page_writes'])
    if (found![setting] !== 'on') throw new Error(`PostgreSQL can lose what it has acknowledged: ${setting} is ${found![setting]}.`)
  if (found!['server_encoding'] !== 'UTF8') throw new Error(`The database must be encoded in UTF8, not ${found!['server_encoding']}.`)
}
