import { readdirSync, readFileSync } from 'node:fs'
import type { Session } from './connection/session.ts'

const folder = new URL('./schema/', import.meta.url)
const migrations = readdirSync(folder)
  .filter(file => /^\d{3}-.*\.sql$/.test(file))
  .sort()

/** The newest schema this program knows: the number of migration files. */
export const schemaVersion = migrations.length

/** Names the lock under which one node at a time brings the schema up to date, and joins. */
const lock = 7776

export async function lockSchema(session: Session): Promise<void> {
  await session.rows(`SELECT pg_advisory_xact_lock(${lock})`)
}

/**
 * Brings the database's schema up to date, under an advisory lock, all or nothing. Rejects when the database is of a newer version.
 * Functions carry a version in their names: nodes of two versions find each theirs. `mayChange` rejects where nothing may be changed now.
 */
export async function migrate(session: Session, mayChange: (session: Session) => Promise<void>): Promise<void> {
  await session.run('BEGIN')
  try {
    await lockSchema(session)
    await mayChange(session)
    await session.run('CREATE TABLE IF NOT EXISTS schema_version (version int NOT NULL)')
    const [row] = await session.rows<{ version: number }>('SELECT version FROM schema_version')
    const found = row?.version ?? 0
    if (found > schemaVersion)
      throw new Error(`The database is of schema ${found}, from a newer version of Pasos; this one knows ${schemaVersion}.`)
    for (const file of migrations.slice(found)) await session.run(readFileSync(new URL(file, folder), 'utf8'))
    if (found < schemaVersion) {
      await session.run('DELETE FROM schema_version')
      await session.rows('INSERT INTO schema_version VALUES ($1)', [schemaVersion])
    }
    await session.run('COMMIT')
  } catch (error) {
    await session.run('ROLLBACK').catch(() => undefined)
    throw error
  }
}
