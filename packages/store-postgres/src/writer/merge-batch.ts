import type { FrameId, TimerId } from '@pasos/asl'
import type {
  DataValue,
  DataWrite,
  ExecutionNumber,
  ExecutionRecord,
  FrameWrite,
  HistoryChunk,
  KeptTask,
  StoredTask,
  TurnWrite,
} from '@pasos/engine'
import { type Columns, encodeColumns } from './columns.ts'
import { putMapRun, type Rare } from './rare.ts'
import { putRecord } from './record-rows.ts'
import { sumOf, taskSum } from './sums.ts'

/** What one batch is made of, in the order in which it was given. */
export type Change =
  | { turn: TurnWrite }
  | { rare: readonly Rare[] }
  | { data: readonly DataWrite[] }
  | { expired: readonly ExecutionNumber[] }
  /** Executions whose tasks stand in their frames now. */
  | { folded: readonly ExecutionNumber[] }

interface FrameRow {
  text: string
  /** Without a body: the one that the row has stays. */
  task: StoredTask | KeptTask | undefined
}

/** What the batch leaves of one execution's rows: the last state of each, `null` where it goes. */
interface ExecutionRows {
  record?: ExecutionRecord
  isNew: boolean
  clearsFrames: boolean
  clearsWork: boolean
  frames: Map<FrameId, FrameRow | null>
  timers: Map<TimerId, number | null>
}

interface Rows {
  executions: Map<ExecutionNumber, ExecutionRows>
  history: { number: ExecutionNumber; nextFrameId: number; chunk: HistoryChunk }[]
  rare: Rare[]
  data: Map<string, Map<string, DataValue | null>>
  ranges: { space: string; from: string; before: string }[]
  expired: ExecutionNumber[]
  folded: ExecutionNumber[]
}

/** The parameters of a batch after its sequence: each row is written once, in its last state, however often the batch changed it. */
export function encodeBatch(changes: readonly Change[]): (string | Buffer | null)[] {
  const rows: Rows = { executions: new Map(), history: [], rare: [], data: new Map(), ranges: [], expired: [], folded: [] }
  for (const change of changes) {
    if ('turn' in change) addTurn(rows, change.turn)
    else if ('rare' in change) rows.rare.push(...change.rare)
    else if ('data' in change) addData(rows, change.data)
    else if ('folded' in change) rows.folded.push(...change.folded)
    else rows.expired.push(...change.expired)
  }
  return [rows.rare.length === 0 ? null : JSON.stringify(rows.rare), ...encodeColumns(columns => putRows(rows, columns))]
}

function putRows(rows: Rows, columns: Columns): void {
  for (const [number, execution] of rows.executions) putExecution(number, execution, columns)
  for (const { number, nextFrameId, chunk } of rows.history) {
    columns.h_execution.push(number)
    columns.h_first.push(chunk.firstId)
    columns.h_last.push(chunk.lastId)
    columns.h_next.push(nextFrameId)
    columns.h_sum.push(chunk.sum)
    columns.h_events.push(chunk.text)
  }
  putData(rows, columns)
  columns.to_execution.push(...rows.folded)
  columns.g_number.push(...rows.expired)
}

function addTurn(rows: Rows, write: TurnWrite): void {
  const { number } = write
  if (write.definition) rows.rare.push({ op: 'putDefinition', id: write.definition.id, body: write.definition.text })
  const execution = rowsOf(rows, number)
  if (write.created) {
    execution.record = write.created
    execution.isNew = true
  } else if (write.changed) execution.record = write.changed
  if (write.clear && !write.created) clear(execution, write.clear)
  if (write.clear !== 'all') addFrames(execution, write)
  for (const chunk of write.history) rows.history.push({ number, nextFrameId: write.nextFrameId, chunk })
  for (const timer of write.clearedTimers) execution.timers.set(timer, null)
  for (const { timer, at } of write.setTimers) execution.timers.set(timer, at)
  if (write.data) addData(rows, write.data)
  for (const change of write.mapRuns ?? []) putMapRun(change, rows.rare)
}

function rowsOf({ executions }: Rows, number: ExecutionNumber): ExecutionRows {
  let found = executions.get(number)
  if (!found) {
    found = {
      ...{ isNew: false, clearsFrames: false, clearsWork: false, frames: new Map(), timers: new Map() },
    }
    executions.set(number, found)
  }
  return found
}

function clear(execution: ExecutionRows, what: 'work' | 'all'): void {
  execution.clearsWork = true
  execution.timers.clear()
  for (const row of execution.frames.values()) if (row) row.task = undefined
  if (what === 'work') return
  execution.clearsFrames = true
  execution.frames.clear()
}

function addFrames({ frames }: ExecutionRows, write: TurnWrite): void {
  for (const frame of write.frames) frames.set(frame.id, { text: frame.text, task: taskAfter(frames.get(frame.id)?.task, frame) })
  for (const frame of write.removedFrames) frames.set(frame, null)
  for (const frame of write.removedTaskFrames ?? []) frames.set(frame, null)
  if (write.history.length === 0 && write.frames.length > 0) frames.set(0, { text: String(write.nextFrameId), task: undefined })
}

/** `former`: what the batch has put there. */
function taskAfter(former: FrameRow['task'], { task }: FrameWrite): FrameRow['task'] {
  return task === undefined || task.body !== undefined || former === undefined ? task : { ...former, ...task }
}

function addData({ data, ranges }: Rows, writes: readonly DataWrite[]): void {
  for (const write of writes) {
    if ('from' in write) {
      ranges.push(write)
      // Ranges are deleted first: what the batch put there before must not come back.
      const entries = data.get(write.space)
      if (entries) for (const key of entries.keys()) if (isIn(key, write)) entries.delete(key)
      continue
    }
    const entries = data.get(write.space) ?? new Map<string, DataValue | null>()
    data.set(write.space, entries)
    entries.set(write.key, write.value ?? null)
  }
}

function isIn(key: string, { from, before }: { from: string; before: string }): boolean {
  const bytes = Buffer.from(key)
  return Buffer.compare(bytes, Buffer.from(from)) >= 0 && Buffer.compare(bytes, Buffer.from(before)) < 0
}

function putExecution(number: ExecutionNumber, execution: ExecutionRows, into: Columns): void {
  const { record, isNew, frames, timers } = execution
  if (record) putRecord(number, record, isNew, into)
  // Of a new execution nothing is on disk that could go; with its frames go its tasks and timers.
  if (execution.clearsFrames && !isNew) into.fc_execution.push(number)
  else if (execution.clearsWork && !isNew) into.wc_execution.push(number)
  for (const [frame, row] of frames) putFrame(number, frame, row, into)
  for (const [timer, at] of timers) {
    ;(at === null ? into.wd_execution : into.w_execution).push(number)
    ;(at === null ? into.wd_timer : into.w_timer).push(timer)
    if (at !== null) into.w_at.push(at)
  }
}

function putFrame(number: ExecutionNumber, frame: FrameId, row: FrameRow | null, into: Columns): void {
  if (row === null) {
    into.fd_execution.push(number)
    into.fd_frame.push(frame)
    return
  }
  const { text, task } = row
  const submitted = task?.submitted ?? null
  const submittedSum = submitted === null ? null : sumOf(submitted)
  if (task !== undefined && task.body === undefined) {
    into.k_execution.push(number)
    into.k_frame.push(frame)
    into.k_sum.push(sumOf(text))
    into.k_body.push(text)
    into.k_submitted.push(submitted)
    into.k_submitted_sum.push(submittedSum)
    return
  }
  into.f_execution.push(number)
  into.f_frame.push(frame)
  into.f_sum.push(sumOf(text))
  into.f_body.push(text)
  into.f_working.push(task !== undefined)
  into.f_task.push(task?.task ?? null)
  into.f_command.push(task?.body ?? null)
  into.f_submitted.push(submitted)
  into.f_task_sum.push(task === undefined ? null : taskSum(task))
  into.f_submitted_sum.push(submittedSum)
}

function putData({ data, ranges }: Rows, into: Columns): void {
  for (const { space, from, before } of ranges) {
    into.ar_space.push(space)
    into.ar_from.push(from)
    into.ar_before.push(before)
  }
  for (const [space, entries] of data)
    for (const [key, value] of entries) {
      ;(value === null ? into.ad_space : into.a_space).push(space)
      ;(value === null ? into.ad_key : into.a_key).push(key)
      if (value === null) continue
      into.a_text.push(typeof value === 'string')
      into.a_value.push(value)
    }
}
