import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import type { TurnWrite } from '../ports/journal.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'

/**
 * The language between the main thread and the writer: a flat list of primitives, each operation its code and then its arguments.
 * A flat list is what structured cloning copies fastest.
 */
export type Primitive = string | number | null

const statements = [
  'INSERT INTO executions (number, arn_sum, arn, machine, status, version, alias, definition, role, name, type, start_date, redrive_count, parent, trace_header, sum, input, stop_date, error, cause, output) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  'UPDATE executions SET status = ?, stop_date = ?, redrive_count = ?, redrive_date = ?, error = ?, cause = ?, output = ?, sum = ? WHERE number = ?',
  'INSERT OR IGNORE INTO definitions (id, body) VALUES (?, ?)',
  'INSERT OR REPLACE INTO frames (place, sum, body) VALUES (? << 27 | ?, ?, ?)',
  'DELETE FROM frames WHERE place = ? << 27 | ?',
  'INSERT INTO history (execution, first_id, last_id, next_frame, sum, events) VALUES (?, ?, ?, ?, ?, ?)',
  'INSERT OR REPLACE INTO tasks (place, resume, body, submitted) VALUES (? << 27 | ?, ?, ?, ?)',
  'UPDATE tasks SET submitted = coalesce(?, submitted), resume = ? WHERE place = ? << 27 | ?',
  'DELETE FROM tasks WHERE place = ? << 27 | ?',
  'INSERT OR REPLACE INTO timers (execution, timer, at) VALUES (?, ?, ?)',
  'DELETE FROM timers WHERE execution = ? AND timer = ?',
  'DELETE FROM tasks WHERE place >= ?1 << 27 AND place < (?1 + 1) << 27',
  'DELETE FROM timers WHERE execution = ?',
  'DELETE FROM frames WHERE place >= ?1 << 27 AND place < (?1 + 1) << 27',
  'INSERT OR REPLACE INTO documents (kind, key, body) VALUES (?, ?, ?)',
  'DELETE FROM documents WHERE kind = ? AND key = ?',
  'INSERT INTO deaths (execution, event, count) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1',
  'DELETE FROM executions WHERE number = ?',
  'DELETE FROM history WHERE execution = ?',
  'DELETE FROM deaths WHERE execution = ?',
  'INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)',
  'INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)',
  'INSERT OR IGNORE INTO arns (arn_sum, number) VALUES (?, ?)',
  'DELETE FROM arns WHERE arn_sum = ? AND number = ?',
  'DELETE FROM definitions WHERE id = ? AND NOT EXISTS (SELECT 1 FROM executions WHERE number > ? AND definition = definitions.id)',
] as const

// `?1` stands twice for a single parameter.
const arity = statements.map(sql => (sql.includes('?1') ? 1 : sql.split('?').length - 1))

/** Codes of the operations: places in the list of statements. */
export const op = {
  insertExecution: 0,
  updateExecution: 1,
  putDefinition: 2,
  putFrame: 3,
  deleteFrame: 4,
  appendHistory: 5,
  putTask: 6,
  progressTask: 7,
  deleteTask: 8,
  putTimer: 9,
  deleteTimer: 10,
  clearTasks: 11,
  clearTimers: 12,
  clearFrames: 13,
  putDocument: 14,
  deleteDocument: 15,
  recordDeath: 16,
  deleteExecution: 17,
  clearHistory: 18,
  clearDeaths: 19,
  keepSetting: 20,
  putSetting: 21,
  indexArn: 22,
  unindexArn: 23,
  dropDefinition: 24,
} as const

/** Runs lists of operations; the caller owns the transaction. */
export function writeOperations(database: DatabaseSync): (operations: readonly Primitive[]) => void {
  const prepared: StatementSync[] = statements.map(sql => database.prepare(sql))
  return operations => {
    let at = 0
    while (at < operations.length) {
      const code = operations[at] as number
      const end = at + 1 + arity[code]!
      prepared[code]!.run(...operations.slice(at + 1, end))
      at = end
    }
  }
}

/** Appends a turn's operations to a batch. */
export function encodeWrite(write: TurnWrite, into: Primitive[]): void {
  const { number } = write
  if (write.definition) into.push(op.putDefinition, write.definition.id, write.definition.text)
  if (write.created) encodeCreated(number, write.created, into)
  else if (write.changed) encodeChanged(number, write.changed, into)
  // What began and ended in one turn has left nothing behind.
  const clear = write.created ? undefined : write.clear
  if (clear) into.push(op.clearTasks, number, op.clearTimers, number)
  if (clear === 'all') into.push(op.clearFrames, number)
  if (write.clear !== 'all') encodeFrames(write, into)
  for (const { firstId, lastId, sum, text } of write.history)
    into.push(op.appendHistory, number, firstId, lastId, write.nextFrameId, sum, text)
  for (const task of write.endedTasks) into.push(op.deleteTask, number, task)
  for (const { task, body, submitted } of write.startedTasks) into.push(op.putTask, number, task, 1, body, submitted ?? null)
  for (const { task, submitted, resume } of write.progressedTasks)
    into.push(op.progressTask, submitted ?? null, resume ? 1 : 0, number, task)
  for (const timer of write.clearedTimers) into.push(op.deleteTimer, number, timer)
  for (const { timer, at } of write.setTimers) into.push(op.putTimer, number, timer, at)
}

function encodeFrames(write: TurnWrite, into: Primitive[]): void {
  for (const { id, text } of write.frames) into.push(op.putFrame, write.number, id, crc32(text), text)
  for (const frame of write.removedFrames) into.push(op.deleteFrame, write.number, frame)
  if (write.history.length === 0 && write.frames.length > 0) {
    const next = String(write.nextFrameId)
    into.push(op.putFrame, write.number, 0, crc32(next), next)
  }
}

function encodeCreated(number: number, record: ExecutionRecord, into: Primitive[]): void {
  into.push(
    ...[op.insertExecution, number, crc32(record.executionArn), record.executionArn, record.stateMachineArn, record.status],
    ...[record.stateMachineVersionArn ?? null, record.stateMachineAliasArn ?? null, record.definitionId, record.roleArn, record.name],
    ...[record.type, record.startDate, record.redriveCount, record.parentExecutionArn ?? null, record.traceHeader ?? null],
    ...[recordSum(record), record.input, record.stopDate ?? null, record.error ?? null, record.cause ?? null, record.output ?? null],
  )
}

function encodeChanged(number: number, record: ExecutionRecord, into: Primitive[]): void {
  into.push(
    ...[op.updateExecution, record.status, record.stopDate ?? null, record.redriveCount, record.redriveDate ?? null],
    ...[record.error ?? null, record.cause ?? null, record.output ?? null, recordSum(record), number],
  )
}

/** Checksum of what an execution's row promises. */
export function recordSum(record: ExecutionRecord): number {
  let sum = crc32(`${record.executionArn}\n${record.status}\n${record.definitionId}\n`)
  sum = crc32(record.input, sum)
  if (record.output !== undefined) sum = crc32(record.output, sum)
  return crc32(`${record.error ?? ''}\n${record.cause ?? ''}`, sum)
}
