import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { rowSum } from './sums.ts'

/**
 * The language between the main thread and the writer: a flat list of primitives, each operation its code and then its arguments.
 * A flat list is what structured cloning copies fastest.
 */
export type Primitive = string | number | null | Uint8Array

// `CAST(? AS TEXT)`: a column whose text may come as bytes, see `long-texts.ts`.
const statements = {
  insertExecution:
    'INSERT INTO executions (number, arn_sum, arn, machine, status, definition, role, name, type, start_date, redrive_count, sum, input, stop_date, output) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, CAST(? AS TEXT))',
  // With all its columns; the others are empty most of the time.
  insertFullExecution:
    'INSERT INTO executions (number, arn_sum, arn, machine, status, version, alias, definition, role, name, type, start_date, redrive_count, parent, trace_header, sum, input, stop_date, error, cause, output, redrive_date, map_run, map_index, item_count, scope) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?, ?, ?)',
  updateExecution:
    'UPDATE executions SET status = ?, stop_date = ?, redrive_count = ?, redrive_date = ?, error = ?, cause = CAST(? AS TEXT), output = CAST(? AS TEXT), sum = ? WHERE number = ?',
  putDefinition: 'INSERT OR IGNORE INTO definitions (id, body) VALUES (?, CAST(? AS TEXT))',
  putFrame: 'INSERT OR REPLACE INTO frames (place, sum, body) VALUES (? << 27 | ?, ?, CAST(? AS TEXT))',
  deleteFrame: 'DELETE FROM frames WHERE place = ? << 27 | ?',
  appendHistory:
    'INSERT INTO history (execution, first_id, last_id, next_frame, sum, events, seal) VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT), ?)',
  putTaskFrame:
    'INSERT OR REPLACE INTO task_frames (place, sum, body, task, command, submitted, seal) VALUES (? << 27 | ?, ?, CAST(? AS TEXT), ?, CAST(? AS TEXT), CAST(? AS TEXT), ?)',
  changeTaskFrame: 'UPDATE task_frames SET sum = ?, body = CAST(? AS TEXT) WHERE place = ? << 27 | ?',
  // What was there before is in the seal too, and only the row knows it.
  submitTask:
    'UPDATE task_frames SET submitted = ?, seal = row_sum(place >> 27, place & 134217727, task, command, ?) WHERE place = ? << 27 | ?',
  deleteTaskFrame: 'DELETE FROM task_frames WHERE place = ? << 27 | ?',
  leaveTasks:
    'INSERT OR REPLACE INTO frames (place, sum, body) SELECT place, sum, body FROM task_frames WHERE place >= ?1 << 27 AND place < (?1 + 1) << 27',
  clearTaskFrames: 'DELETE FROM task_frames WHERE place >= ?1 << 27 AND place < (?1 + 1) << 27',
  dropTaskRows: 'DELETE FROM tasks',
  putTimer: 'INSERT OR REPLACE INTO timers (execution, timer, at, seal) VALUES (?, ?, ?, ?)',
  deleteTimer: 'DELETE FROM timers WHERE execution = ? AND timer = ?',
  clearTimers: 'DELETE FROM timers WHERE execution = ?',
  clearFrames: 'DELETE FROM frames WHERE place >= ?1 << 27 AND place < (?1 + 1) << 27',
  putDocument: 'INSERT OR REPLACE INTO documents (kind, key, body, sum) VALUES (?, ?, CAST(? AS TEXT), ?)',
  deleteDocument: 'DELETE FROM documents WHERE kind = ? AND key = ?',
  recordDeath:
    'INSERT INTO deaths (execution, event, count, seal) VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET count = count + 1, seal = row_sum(execution, event, count + 1)',
  deleteExecution: 'DELETE FROM executions WHERE number = ?',
  clearHistory: 'DELETE FROM history WHERE execution = ? AND sequence < (SELECT max(sequence) FROM history)',
  putPack:
    'INSERT INTO packed_history (place, last_id, next_frame, sum, pack_sum, pack, seal) SELECT ? << 27 | ?, ?, ?, ?, ?, ?, ? FROM executions WHERE number = ?',
  dropPackedRows: 'DELETE FROM history WHERE execution = ? AND first_id <= ?',
  clearPacks: 'DELETE FROM packed_history WHERE place >= ?1 << 27 AND place < (?1 + 1) << 27',
  clearDeaths: 'DELETE FROM deaths WHERE execution = ?',
  keepSetting: 'INSERT OR IGNORE INTO settings (name, value, seal) VALUES (?, ?, ?)',
  putSetting: 'INSERT OR REPLACE INTO settings (name, value, seal) VALUES (?, ?, ?)',
  dropSetting: 'DELETE FROM settings WHERE name = ?',
  blockNames:
    'INSERT OR REPLACE INTO names (block, body) SELECT ?1, name_block(number & 1023, machine, arn) FROM executions WHERE number >= ?1 << 10 AND number < (?1 + 1) << 10 AND map_run IS NULL HAVING count(*) > 0',
  dropNames: 'DELETE FROM names WHERE block = ?',
  countStarted: 'INSERT INTO totals (machine, status, count) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count',
  dropTotals: 'DELETE FROM totals WHERE count = 0',
  indexArn: 'INSERT OR IGNORE INTO arns (arn_sum, number) VALUES (?, ?)',
  unindexArn: 'DELETE FROM arns WHERE arn_sum = ? AND number = ?',
  dropDefinition:
    'DELETE FROM definitions WHERE id = ? AND NOT EXISTS (SELECT 1 FROM executions WHERE number > ? AND definition = definitions.id)',
  putData:
    'INSERT INTO data (space, key, value, seal) VALUES (?, ?, ?, ?) ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, seal = excluded.seal',
  deleteData: 'DELETE FROM data WHERE space = ? AND key = ?',
  deleteDataRange: 'DELETE FROM data WHERE space = ? AND key >= ? AND key < ?',
  startMapRun:
    'INSERT INTO map_runs (number, arn_sum, arn, parent, child, phase, spec_sum, spec, state_sum, state, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  putMapItems: 'INSERT INTO map_items (map_run, first, sum, body, seal) VALUES (?, ?, ?, CAST(? AS TEXT), ?)',
  askMapRun:
    'UPDATE map_runs SET asked = ?, seal = row_sum(number, arn_sum, arn, parent, child, phase, ?, outcome) WHERE parent = ? AND child = ?',
  changeMapRun:
    'UPDATE map_runs SET phase = ?, state_sum = ?, state = ?, outcome = ?, asked = nullif(asked, ?), seal = row_sum(number, arn_sum, arn, parent, child, ?, nullif(asked, ?), ?) WHERE number = ?',
  takeOutcome:
    'UPDATE map_runs SET outcome = NULL, seal = row_sum(number, arn_sum, arn, parent, child, phase, asked, NULL) WHERE parent = ? AND child = ?',
  dropMapItems: 'DELETE FROM map_items WHERE map_run IN (SELECT number FROM map_runs WHERE parent = ?)',
  dropMapRuns: 'DELETE FROM map_runs WHERE parent = ?',
} as const

type Operation = keyof typeof statements

const operations = Object.keys(statements) as Operation[]

/** The code of each operation. */
export const op = Object.fromEntries(operations.map((name, code) => [name, code])) as Record<Operation, number>

/** Its seal is the writer's to make, which has the time: of a message through a queue it was a fiftieth of the main thread's. */
const isSealedHere = (code: number): boolean => code === op.putData

// `?1` stands twice for a single parameter.
export const arity: readonly number[] = Object.values(statements).map((sql, code) =>
  sql.includes('?1') ? 1 : sql.split('?').length - (isSealedHere(code) ? 2 : 1),
)

/** Of each operation the parameters whose text may come as UTF-8 bytes. */
export const bytesAt: readonly (readonly number[])[] = Object.values(statements).map(sql =>
  [...sql.matchAll(/CAST\(\? AS TEXT\)|\?/g)].flatMap(([found], index) => (found === '?' ? [] : [index])),
)

/** Statements whose triggers take from totals, and must find there what has been started. */
const needTotals = new Set([op.updateExecution, op.deleteExecution])

/** Runs lists of operations; the caller owns the transaction. */
export function operationRunner(database: DatabaseSync): (list: readonly Primitive[], from?: number, to?: number) => void {
  const prepared: StatementSync[] = Object.values(statements).map(sql => database.prepare(sql))
  const started = startedCount((...total) => prepared[op.countStarted]!.get(...total))
  return (list, from = 0, to = list.length) => {
    started.forget()
    let at = from
    while (at < to) {
      const code = list[at] as number
      const end = at + 1 + arity[code]!
      if (needTotals.has(code)) started.write()
      const values = list.slice(at + 1, end)
      if (isSealedHere(code)) values.push(rowSum(...values))
      // Not `run`, which makes an object of what has changed: with tasks a sixth of the writer's time.
      prepared[code]!.get(...values)
      if (code === op.insertExecution || (code === op.insertFullExecution && list[at + mapRunAt] === null))
        started.add(String(list[at + machineAt]), String(list[at + machineAt + 1]))
      at = end
    }
    started.write()
  }
}

/** Where an operation that inserts an execution has its machine, which the status follows, and its Map Run. */
const machineAt = 4
const mapRunAt = 23

/**
 * Executions that a list of operations has started, by machine and status: added to the totals once for all of them, as doing it for each
 * takes a quarter of the time of its start. `forget`: the list before was undone.
 */
function startedCount(write: (machine: string, status: string, count: number) => void) {
  let counts = new Map<string, { machine: string; status: string; count: number }>()
  return {
    add(machine: string, status: string): void {
      const key = `${status} ${machine}`
      const known = counts.get(key)
      if (known === undefined) counts.set(key, { machine, status, count: 1 })
      else known.count++
    },
    write(): void {
      if (counts.size === 0) return
      for (const { machine, status, count } of counts.values()) write(machine, status, count)
      counts = new Map()
    },
    forget(): void {
      if (counts.size > 0) counts = new Map()
    },
  }
}
