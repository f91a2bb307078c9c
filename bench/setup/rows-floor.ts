import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { newFolder } from './engine.ts'

/**
 * The bare floor of a service's writes: pieces of work a second when a plain loop, without a server, puts and deletes that many rows for
 * each in SQLite with the same settings, so many pieces to a transaction, each synced.
 */
export function rowsFloor({ puts, deletes, bytes }: { puts: number; deletes: number; bytes: number }, seconds = 1, batch = 128): number {
  const folder = newFolder()
  const database = new DatabaseSync(join(folder, 'floor.db'))
  database.exec('PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384')
  database.exec('CREATE TABLE data (number INTEGER PRIMARY KEY, space TEXT, key TEXT, value)')
  database.exec('CREATE UNIQUE INDEX data_by_key ON data (space, key)')
  const put = database.prepare(
    'INSERT INTO data (space, key, value) VALUES (?, ?, ?) ON CONFLICT (space, key) DO UPDATE SET value = excluded.value',
  )
  const remove = database.prepare('DELETE FROM data WHERE space = ? AND key = ?')
  const value = 'x'.repeat(bytes)
  const begun = performance.now()
  let done = 0
  while (performance.now() < begun + seconds * 1_000) {
    database.exec('BEGIN IMMEDIATE')
    for (const end = done + batch; done < end; done++) {
      for (let at = 0; at < puts; at++)
        put.run('bench', `${String(done).padStart(12, '0')}/${at % Math.max(1, puts - deletes || puts)}`, value)
      for (let at = 0; at < deletes; at++) remove.run('bench', `${String(done).padStart(12, '0')}/${at}`)
    }
    database.exec('COMMIT')
  }
  const perSecond = done / ((performance.now() - begun) / 1_000)
  database.close()
  rmSync(folder, { recursive: true })
  return perSecond
}
