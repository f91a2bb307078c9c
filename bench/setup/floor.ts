import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { newFolder } from './engine.ts'

/** Turns that the engine writes in one transaction under load (measured); a smaller batch would make the floor look low. */
const ENGINE_BATCH = 128

/** What the engine wrote, to be written again. */
export interface Written {
  history: { last_id: number; next_frame: number; sum: number; events: string }[]
  execution: { arn: string; input: string; output: string | null }
  /** Turns of one execution. */
  turnsEach: number
  /** A frame that is still there: the executions wait. */
  frame: string | undefined
  /** A timer that is still there. */
  timer: string | undefined
}

/** Reads a sample of what a journal holds; a server may be using it, which packs histories soon after their executions have ended. */
export function readWritten(folder: string): Written {
  const source = new DatabaseSync(join(folder, 'journal.db'), { readOnly: true })
  const one = <T>(sql: string): T | undefined => source.prepare(sql).get() as T | undefined
  const history = source.prepare('SELECT last_id, next_frame, sum, events FROM history ORDER BY sequence DESC LIMIT 20000').all()
  const execution = one<Written['execution']>('SELECT arn, input, output FROM executions ORDER BY number DESC LIMIT 1')!
  // Of those whose history is not packed yet.
  const { turns, executions } = one<{ turns: number; executions: number }>(
    'SELECT count(*) AS turns, count(DISTINCT execution) AS executions FROM history',
  )!
  const frame = one<{ body: string }>('SELECT body FROM frames WHERE place & 0x7FFFFFF = 1 LIMIT 1')?.body
  const timer = one<{ timer: string }>('SELECT timer FROM timers LIMIT 1')?.timer
  source.close()
  if (turns === 0) throw new Error('All histories are packed by now: read sooner what was written.')
  return { history: history as Written['history'], execution, turnsEach: Math.round(turns / executions), frame, timer }
}

/**
 * The bare floor: turns a second when a plain loop, without an engine, writes the same histories, a frame for each turn and a row for
 * each execution to SQLite with the same settings, `batch` turns to a transaction, each synced.
 */
export function floorOf({ history, execution, turnsEach, frame, timer }: Written, seconds = 1, batch = ENGINE_BATCH): number {
  const folder = newFolder()
  const database = new DatabaseSync(join(folder, 'floor.db'))
  database.exec('PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384')
  database.exec('CREATE TABLE executions (number INTEGER PRIMARY KEY, arn TEXT, input TEXT, output TEXT)')
  database.exec('CREATE TABLE frames (execution INTEGER PRIMARY KEY, body)')
  database.exec('CREATE TABLE timers (execution INTEGER PRIMARY KEY, timer, at)')
  database.exec('CREATE TABLE history (sequence INTEGER PRIMARY KEY, execution, first_id, last_id, next_frame, sum, events)')
  database.exec('CREATE UNIQUE INDEX history_by_execution ON history (execution, first_id)')
  const putExecution = database.prepare('INSERT INTO executions VALUES (?, ?, ?, ?)')
  const putFrame = database.prepare('INSERT OR REPLACE INTO frames VALUES (?, ?)')
  const putTimer = database.prepare('INSERT OR REPLACE INTO timers VALUES (?, ?, ?)')
  const append = database.prepare('INSERT INTO history (execution, first_id, last_id, next_frame, sum, events) VALUES (?, ?, ?, ?, ?, ?)')
  const begun = performance.now()
  let turns = 0
  while (performance.now() < begun + seconds * 1_000) {
    database.exec('BEGIN IMMEDIATE')
    for (const end = turns + batch; turns < end; turns++) {
      const { last_id, next_frame, sum, events } = history[turns % history.length]!
      const number = Math.floor(turns / turnsEach)
      if (turns % turnsEach === 0) putExecution.run(number, `${execution.arn}${number}`, execution.input, execution.output)
      if (turnsEach > 1 || frame !== undefined) putFrame.run(number, frame ?? events.slice(0, 400))
      if (timer !== undefined) putTimer.run(number, timer, turns)
      append.run(number, turns % turnsEach, last_id, next_frame, sum, events)
    }
    database.exec('COMMIT')
  }
  const perSecond = turns / ((performance.now() - begun) / 1_000)
  database.close()
  rmSync(folder, { recursive: true })
  return perSecond
}
