import { DatabaseSync } from 'node:sqlite'

/**
 * Groups exist only as the text in their streams' rows. Events are found by stream or by group, each in the order of time;
 * `auto_vacuum` lets retention give space back without rewriting the file.
 */
const schema = `
CREATE TABLE IF NOT EXISTS log_stream (
  id INTEGER PRIMARY KEY,
  log_group TEXT NOT NULL,
  name TEXT NOT NULL,
  creation_time INTEGER NOT NULL,
  first_timestamp INTEGER,
  last_timestamp INTEGER,
  last_ingestion INTEGER,
  bytes INTEGER NOT NULL DEFAULT 0,
  UNIQUE (log_group, name)
) STRICT;
CREATE TABLE IF NOT EXISTS log_group (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS log_event (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  log_group INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  ingestion INTEGER NOT NULL,
  request_id TEXT,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS log_event_by_stream ON log_event (stream, timestamp, sequence);
CREATE INDEX IF NOT EXISTS log_event_by_group ON log_event (log_group, timestamp, sequence);
`

/** Opens logs.db, making it when it is new. */
export function openLogDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA auto_vacuum = INCREMENTAL')
  database.exec('PRAGMA journal_mode = WAL')
  // The store itself syncs the write-ahead log, off the main thread.
  database.exec('PRAGMA synchronous = NORMAL')
  database.exec(schema)
  return database
}
