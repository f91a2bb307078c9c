import { closeSync, existsSync, fdatasync, openSync } from 'node:fs'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { LogEvent, LogQuery, LogStreamSummary, StoredLogEvent } from '@pasos/engine'
import { bytesOfText, type Vault } from '../encryption/vault.ts'
import { logQuerySql } from './log-store-query.ts'
import { openLogDatabase } from './log-store-schema.ts'

/** AWS counts 26 bytes of overhead for each event. */
const eventOverhead = 26

/** Lines of one stream, as they came; `ingestion` is epoch milliseconds. */
export interface Append {
  group: string
  stream: string
  events: readonly LogEvent[]
  ingestion: number
}

interface Stream {
  id: number
  groupId: number
  group: string
  name: string
  creationTime: number
  firstTimestamp: number | undefined
  lastTimestamp: number | undefined
  lastIngestion: number | undefined
  bytes: number
}

/**
 * Log lines in an SQLite file of their own, so that a talkative function never waits for, or delays, the journal. Lives in the log
 * thread.
 */
export class LogDatabase {
  private readonly database: DatabaseSync
  private readonly path: string
  private readonly vault: Vault
  private readonly streamsByGroup = new Map<string, Map<string, Stream>>()
  private readonly groupIds = new Map<string, number>()
  private readonly insertEvent: StatementSync
  private readonly saveStream: StatementSync
  private readonly prepared = new Map<string, StatementSync>()
  private walFile: number | undefined
  private isSyncing = false

  constructor(path: string, vault: Vault) {
    this.path = path
    this.vault = vault
    this.database = openLogDatabase(path)
    this.insertEvent = this.database.prepare(
      'INSERT INTO log_event (log_group, stream, timestamp, ingestion, request_id, message) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.saveStream = this.database.prepare(
      'UPDATE log_stream SET first_timestamp = ?, last_timestamp = ?, last_ingestion = ?, bytes = ? WHERE id = ?',
    )
    this.load()
  }

  /** In one transaction: after it, only the death of the machine can take them. */
  append(appends: readonly Append[]): void {
    this.atomically(() => {
      for (const append of appends) this.appendOne(append)
    })
    this.sync()
  }

  private appendOne({ group, stream: name, events, ingestion }: Append): void {
    const stream = this.find(group, name) ?? this.make(group, name, ingestion)
    for (const event of events) {
      this.insertEvent.run(
        stream.groupId,
        stream.id,
        event.timestamp,
        ingestion,
        event.requestId ?? null,
        this.vault.lockText(event.message),
      )
      stream.bytes += Buffer.byteLength(event.message) + eventOverhead
      stream.firstTimestamp = Math.min(stream.firstTimestamp ?? event.timestamp, event.timestamp)
      stream.lastTimestamp = Math.max(stream.lastTimestamp ?? event.timestamp, event.timestamp)
    }
    stream.lastIngestion = ingestion
    this.saveStats(stream)
  }

  createStream(group: string, stream: string, now: number): boolean {
    if (this.find(group, stream)) return false
    this.make(group, stream, now)
    return true
  }

  deleteStream(group: string, streamName: string): boolean {
    const stream = this.find(group, streamName)
    if (!stream) return false
    this.atomically(() => {
      this.statement('DELETE FROM log_event WHERE stream = ?').run(stream.id)
      this.statement('DELETE FROM log_stream WHERE id = ?').run(stream.id)
    })
    this.streamsByGroup.get(group)?.delete(streamName)
    return true
  }

  deleteGroup(group: string): void {
    const groupId = this.groupIds.get(group)
    if (groupId === undefined) return
    this.atomically(() => {
      this.statement('DELETE FROM log_event WHERE log_group = ?').run(groupId)
      this.statement('DELETE FROM log_stream WHERE log_group = ?').run(group)
      this.statement('DELETE FROM log_group WHERE id = ?').run(groupId)
    })
    this.streamsByGroup.delete(group)
    this.groupIds.delete(group)
    this.database.exec('PRAGMA incremental_vacuum')
  }

  streams(group: string): LogStreamSummary[] {
    return [...(this.streamsByGroup.get(group)?.values() ?? [])].map(stream => ({
      name: stream.name,
      creationTime: stream.creationTime,
      ...(stream.firstTimestamp === undefined ? {} : { firstEventTimestamp: stream.firstTimestamp }),
      ...(stream.lastTimestamp === undefined ? {} : { lastEventTimestamp: stream.lastTimestamp }),
      ...(stream.lastIngestion === undefined ? {} : { lastIngestionTime: stream.lastIngestion }),
      storedBytes: stream.bytes,
    }))
  }

  query(group: string, query: LogQuery): StoredLogEvent[] {
    const groupId = this.groupIds.get(group)
    const streams = this.streamsByGroup.get(group)
    if (groupId === undefined || !streams) return []
    const wanted = chosenStreams(streams, query)
    if (wanted?.length === 0) return []
    const names = new Map([...streams.values()].map(stream => [stream.id, stream.name]))
    const { sql, values } = logQuerySql(
      groupId,
      wanted?.map(stream => stream.id),
      query,
    )
    const rows = this.statement(sql).all(...values) as unknown as Row[]
    return rows.map(row => ({
      sequence: row.sequence,
      stream: names.get(row.stream) ?? '',
      timestamp: row.timestamp,
      ingestionTime: row.ingestion,
      message: this.vault.openText(row.message),
      ...(row.request_id === null ? {} : { requestId: row.request_id }),
    }))
  }

  expire(group: string, before: number): void {
    const groupId = this.groupIds.get(group)
    if (groupId === undefined) return
    const removed = this.statement('DELETE FROM log_event WHERE log_group = ? AND timestamp < ?').run(groupId, before)
    if (Number(removed.changes) === 0) return
    for (const stream of this.streamsByGroup.get(group)?.values() ?? []) {
      if ((stream.firstTimestamp ?? before) < before) this.recount(stream)
    }
    this.database.exec('PRAGMA incremental_vacuum')
  }

  storedBytes(group: string): number {
    let sum = 0
    for (const stream of this.streamsByGroup.get(group)?.values() ?? []) sum += stream.bytes
    return sum
  }

  close(): void {
    if (this.walFile !== undefined && !this.isSyncing) closeSync(this.walFile)
    this.database.close()
  }

  private load(): void {
    for (const row of this.database.prepare('SELECT id, name FROM log_group').all())
      this.groupIds.set(String(row['name']), Number(row['id']))
    for (const row of this.database.prepare('SELECT * FROM log_stream ORDER BY id').all() as unknown as StreamRow[]) {
      this.remember({
        id: row.id,
        groupId: this.groupId(row.log_group),
        group: row.log_group,
        name: row.name,
        creationTime: row.creation_time,
        firstTimestamp: row.first_timestamp ?? undefined,
        lastTimestamp: row.last_timestamp ?? undefined,
        lastIngestion: row.last_ingestion ?? undefined,
        bytes: row.bytes,
      })
    }
  }

  private find(group: string, stream: string): Stream | undefined {
    return this.streamsByGroup.get(group)?.get(stream)
  }

  private make(group: string, name: string, creationTime: number): Stream {
    const groupId = this.groupId(group)
    const { lastInsertRowid } = this.statement('INSERT INTO log_stream (log_group, name, creation_time) VALUES (?, ?, ?)').run(
      group,
      name,
      creationTime,
    )
    const stream: Stream = {
      id: Number(lastInsertRowid),
      groupId,
      group,
      name,
      creationTime,
      firstTimestamp: undefined,
      lastTimestamp: undefined,
      lastIngestion: undefined,
      bytes: 0,
    }
    this.remember(stream)
    return stream
  }

  private remember(stream: Stream): void {
    let streams = this.streamsByGroup.get(stream.group)
    if (!streams) {
      streams = new Map()
      this.streamsByGroup.set(stream.group, streams)
    }
    streams.set(stream.name, stream)
  }

  private groupId(group: string): number {
    const known = this.groupIds.get(group)
    if (known !== undefined) return known
    const id = Number(this.statement('INSERT INTO log_group (name) VALUES (?)').run(group).lastInsertRowid)
    this.groupIds.set(group, id)
    return id
  }

  private recount(stream: Stream): void {
    const row = this.statement(
      `SELECT MIN(timestamp) AS first, MAX(timestamp) AS last, COALESCE(SUM(${bytesOfText('message', this.vault)} + ${eventOverhead}), 0) AS bytes
       FROM log_event WHERE stream = ?`,
    ).get(stream.id) as unknown as { first: number | null; last: number | null; bytes: number }
    stream.firstTimestamp = row.first ?? undefined
    stream.lastTimestamp = row.last ?? undefined
    stream.bytes = row.bytes
    this.saveStats(stream)
  }

  private saveStats(stream: Stream): void {
    this.saveStream.run(stream.firstTimestamp ?? null, stream.lastTimestamp ?? null, stream.lastIngestion ?? null, stream.bytes, stream.id)
  }

  /** Makes the write-ahead log durable in a thread of the pool: a main thread that waits for the disk serves nobody. */
  private sync(): void {
    if (this.isSyncing) return
    const wal = `${this.path}-wal`
    if (this.walFile === undefined) {
      if (!existsSync(wal)) return
      this.walFile = openSync(wal, 'r+')
    }
    this.isSyncing = true
    fdatasync(this.walFile, () => {
      this.isSyncing = false
    })
  }

  private atomically(act: () => void): void {
    this.database.exec('BEGIN IMMEDIATE')
    try {
      act()
      this.database.exec('COMMIT')
    } catch (error) {
      this.database.exec('ROLLBACK')
      throw error
    }
  }

  private statement(sql: string): StatementSync {
    let statement = this.prepared.get(sql)
    if (!statement) {
      // Queries vary in the number of streams they name.
      if (this.prepared.size > 100) this.prepared.clear()
      statement = this.database.prepare(sql)
      this.prepared.set(sql, statement)
    }
    return statement
  }
}

interface Row {
  sequence: number
  stream: number
  timestamp: number
  ingestion: number
  request_id: string | null
  message: string
}

interface StreamRow {
  id: number
  log_group: string
  name: string
  creation_time: number
  first_timestamp: number | null
  last_timestamp: number | null
  last_ingestion: number | null
  bytes: number
}

/** `undefined`: all of them. */
function chosenStreams(streams: ReadonlyMap<string, Stream>, query: LogQuery): Stream[] | undefined {
  if (query.streams) return query.streams.flatMap(name => streams.get(name) ?? [])
  const prefix = query.streamPrefix
  if (prefix === undefined) return undefined
  return [...streams.values()].filter(stream => stream.name.startsWith(prefix))
}
