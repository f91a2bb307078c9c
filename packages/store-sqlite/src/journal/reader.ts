import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import type { HistoryEvent, TaskId } from '@pasos/asl'
import type { Due, ExecutionNumber, IndexFilter, Journal, JournalIndex, LoadedExecution, StoredTask, StoredTimer } from '@pasos/engine'
import type { ArnIndex } from './arn-index.ts'
import { type ExecutionRow, toRecord } from './rows.ts'

type Reads = Pick<Journal, 'find' | 'load' | 'record' | 'hasTask' | 'definition'> & Omit<Due, 'recordDeath'> & JournalIndex

/** One parameter: the number of the execution. */
export const framesOfExecution =
  'SELECT place & 0x7FFFFFF AS frame, sum, body FROM frames WHERE place >= ?1 << 27 AND place < (?1 + 1) << 27'

/** A row whose checksum does not fit: the disk holds something else than was written. */
export class DamagedRow extends Error {}

/** All reads, through a connection of their own: always as of the last commit, never waiting for the writer. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: all reads as members, each short
export function reader(database: DatabaseSync, arns: Pick<ArnIndex, 'candidates'>): Reads {
  const statements = new Map<string, StatementSync>()
  const prepared = (sql: string): StatementSync => {
    let statement = statements.get(sql)
    if (!statement) {
      statement = database.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }
  const all = <T>(sql: string, ...values: SQLInputValue[]): T[] => prepared(sql).all(...values) as T[]
  const one = <T>(sql: string, ...values: SQLInputValue[]): T | undefined => prepared(sql).get(...values) as T | undefined

  return {
    find(executionArn) {
      for (const number of arns.candidates(executionArn)) {
        const row = one<ExecutionRow>('SELECT * FROM executions WHERE number = ? AND arn = ?', number, executionArn)
        if (row) return { number, record: toRecord(row) }
      }
      return undefined
    },

    load(number): LoadedExecution | undefined {
      const row = one<ExecutionRow>('SELECT * FROM executions WHERE number = ?', number)
      if (!row) return undefined
      const last = one<{ last_id: number; next_frame: number; sum: number }>(
        'SELECT last_id, next_frame, sum FROM history WHERE execution = ? ORDER BY first_id DESC LIMIT 1',
        number,
      )
      const rows = all<{ frame: number; sum: number; body: string }>(framesOfExecution, number)
      let nextFrameId = last?.next_frame ?? 0
      const frames: { id: number }[] = []
      const frameSizes = new Map<number, number>()
      for (const { frame, sum, body } of rows) {
        if (crc32(body) !== sum) throw new DamagedRow(`Frame ${frame} of execution ${row.arn} is damaged.`)
        if (frame === 0) nextFrameId = Math.max(nextFrameId, Number(body))
        else {
          frames.push(JSON.parse(body))
          frameSizes.set(frame, body.length)
        }
      }
      return { number, record: toRecord(row), frames, frameSizes, lastEventId: last?.last_id ?? 0, nextFrameId, sum: last?.sum ?? 0 }
    },

    record(number) {
      const row = one<ExecutionRow>('SELECT * FROM executions WHERE number = ?', number)
      return row && toRecord(row)
    },

    hasTask(number, task) {
      return one('SELECT 1 FROM tasks WHERE place = ? << 27 | ?', number, task) !== undefined
    },

    definition(id) {
      return one<{ body: string }>('SELECT body FROM definitions WHERE id = ?', id)?.body
    },

    timersBetween(from, before) {
      return all<StoredTimer>('SELECT execution AS number, timer, at FROM timers WHERE at >= ? AND at < ? ORDER BY at', from, before)
    },

    unfinishedTasks(after: { number: ExecutionNumber; task: TaskId }, limit) {
      const rows = all<{ number: number; task: number; body: string; submitted: string | null }>(
        'SELECT place >> 27 AS number, place & 0x7FFFFFF AS task, body, submitted FROM tasks WHERE resume = 1 AND place > ? << 27 | ? ORDER BY place LIMIT ?',
        after.number,
        after.task,
        limit,
      )
      return rows.map(({ submitted, ...row }): StoredTask & { number: number } => (submitted === null ? row : { ...row, submitted }))
    },

    deaths() {
      return all('SELECT execution AS number, event, count FROM deaths')
    },

    countsOfRunning() {
      return all(
        "SELECT machine AS stateMachineArn, count(*) AS count FROM executions WHERE status = 'RUNNING' AND type = 'STANDARD' GROUP BY machine",
      )
    },

    list(filter) {
      const rows = all<ExecutionRow>(...listQuery(filter))
      return rows.map(row => ({ number: row.number, record: toRecord(row) }))
    },

    history(number, page) {
      return page.reverse ? backwards(number, page) : forwards(number, page)
    },
  }

  function forwards(number: number, { after = 0, limit }: { after?: number; limit: number }): HistoryEvent[] {
    const start = one<{ first_id: number }>(
      'SELECT first_id FROM history WHERE execution = ? AND first_id <= ? ORDER BY first_id DESC LIMIT 1',
      number,
      after + 1,
    )
    const events: HistoryEvent[] = []
    const chunks = prepared('SELECT events FROM history WHERE execution = ? AND first_id >= ? ORDER BY first_id')
    for (const { events: text } of chunks.iterate(number, start?.first_id ?? 0) as Iterable<{ events: string }>) {
      for (const event of JSON.parse(text) as HistoryEvent[]) if (event.id > after) events.push(event)
      if (events.length >= limit) break
    }
    return events.slice(0, limit)
  }

  function backwards(number: number, { after = Number.MAX_SAFE_INTEGER, limit }: { after?: number; limit: number }): HistoryEvent[] {
    const events: HistoryEvent[] = []
    const chunks = prepared('SELECT events FROM history WHERE execution = ? AND first_id < ? ORDER BY first_id DESC')
    for (const { events: text } of chunks.iterate(number, after) as Iterable<{ events: string }>) {
      for (const event of (JSON.parse(text) as HistoryEvent[]).reverse()) if (event.id < after) events.push(event)
      if (events.length >= limit) break
    }
    return events.slice(0, limit)
  }
}

function listQuery({ by, arn, status, before, limit }: IndexFilter): [string, ...SQLInputValue[]] {
  const number = before ?? Number.MAX_SAFE_INTEGER
  if (status !== undefined && by === 'machine') {
    const sql = 'SELECT * FROM executions WHERE status = ? AND machine = ? AND number < ? ORDER BY number DESC LIMIT ?'
    return [sql, status, arn, number, limit]
  }
  const where = status === undefined ? '' : 'AND status = ?'
  const sql = `SELECT * FROM executions WHERE ${by} = ? AND number < ? ${where} ORDER BY number DESC LIMIT ?`
  return [sql, arn, number, ...(status === undefined ? [] : [status]), limit]
}
