import type { FrameId, TaskId, TimerId } from '@pasos/asl'
import type { DataValue, DataWrite, ExecutionNumber, ExecutionRecord, HistoryChunk, TurnWrite } from '@pasos/engine'
import { type Columns, emptyColumns, encodeColumns } from './columns.ts'
import { putMapRun, type Rare } from './rare.ts'
import { putRecord } from './record-rows.ts'
import { sumOf } from './sums.ts'
import type { TaskSlots } from './task-slots.ts'

/** What one batch is made of, in the order in which it was given. */
export type Change =
  | { turn: TurnWrite }
  | { rare: readonly Rare[] }
  | { data: readonly DataWrite[] }
  | { expired: readonly ExecutionNumber[] }

interface TaskRow {
  task: TaskId
  resume: boolean
  body: string
  submitted: string | null
}

/** What the batch leaves of one execution's rows: the last state of each, `null` where it goes. */
interface ExecutionRows {
  record?: ExecutionRecord
  isNew: boolean
  clearsFrames: boolean
  clearsWork: boolean
  frames: Map<FrameId, string | null>
  slots: Map<number, TaskRow | null>
  unknownTasks: Set<TaskId>
  progress: Map<TaskId, { resume: boolean; submitted: string | null }>
  timers: Map<TimerId, number | null>
}

interface Rows {
  executions: Map<ExecutionNumber, ExecutionRows>
  history: { number: ExecutionNumber; nextFrameId: number; chunk: HistoryChunk }[]
  rare: Rare[]
  data: Map<string, Map<string, DataValue | null>>
  ranges: { space: string; from: string; before: string }[]
  expired: ExecutionNumber[]
}

/** The parameters of a batch after its sequence: each row is written once, in its last state, however often the batch changed it. */
export function encodeBatch(changes: readonly Change[], slots: TaskSlots): (string | Buffer)[] {
  const rows: Rows = { executions: new Map(), history: [], rare: [], data: new Map(), ranges: [], expired: [] }
  for (const change of changes) {
    if ('turn' in change) addTurn(rows, change.turn, slots)
    else if ('rare' in change) rows.rare.push(...change.rare)
    else if ('data' in change) addData(rows, change.data)
    else rows.expired.push(...change.expired)
  }
  const columns = emptyColumns()
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
  columns.g_number.push(...rows.expired)
  return [rows.rare.length === 0 ? '' : JSON.stringify(rows.rare), ...encodeColumns(columns)]
}

function addTurn(rows: Rows, write: TurnWrite, slots: TaskSlots): void {
  const { number } = write
  if (write.definition) rows.rare.push({ op: 'putDefinition', id: write.definition.id, body: write.definition.text })
  const execution = rowsOf(rows, number)
  if (write.created) {
    execution.record = write.created
    execution.isNew = true
  } else if (write.changed) execution.record = write.changed
  if (write.clear && !write.created) clear(execution, write.clear, slots, number)
  if (write.clear !== 'all') addFrames(execution, write)
  for (const chunk of write.history) rows.history.push({ number, nextFrameId: write.nextFrameId, chunk })
  addTasks(execution, write, slots)
  for (const timer of write.clearedTimers) execution.timers.set(timer, null)
  for (const { timer, at } of write.setTimers) execution.timers.set(timer, at)
  if (write.data) addData(rows, write.data)
  for (const change of write.mapRuns ?? []) putMapRun(change, rows.rare)
}

function rowsOf({ executions }: Rows, number: ExecutionNumber): ExecutionRows {
  let found = executions.get(number)
  if (!found) {
    found = {
      ...{ isNew: false, clearsFrames: false, clearsWork: false, frames: new Map(), slots: new Map(), unknownTasks: new Set() },
      ...{ progress: new Map(), timers: new Map() },
    }
    executions.set(number, found)
  }
  return found
}

function clear(execution: ExecutionRows, what: 'work' | 'all', slots: TaskSlots, number: ExecutionNumber): void {
  execution.clearsWork = true
  execution.slots.clear()
  execution.unknownTasks.clear()
  execution.progress.clear()
  execution.timers.clear()
  slots.drop(number)
  if (what === 'work') return
  execution.clearsFrames = true
  execution.frames.clear()
}

function addFrames({ frames }: ExecutionRows, write: TurnWrite): void {
  for (const { id, text } of write.frames) frames.set(id, text)
  for (const frame of write.removedFrames) frames.set(frame, null)
  if (write.history.length === 0 && write.frames.length > 0) frames.set(0, String(write.nextFrameId))
}

function addTasks(execution: ExecutionRows, write: TurnWrite, slots: TaskSlots): void {
  const { number } = write
  const freed: number[] = []
  for (const task of write.endedTasks) {
    const slot = slots.of(number, task)
    execution.progress.delete(task)
    if (slot === undefined) execution.unknownTasks.add(task)
    else {
      execution.slots.set(slot, null)
      slots.free(number, task)
      freed.push(slot)
    }
  }
  for (const { task, body, submitted = null } of write.startedTasks)
    execution.slots.set(slots.give(number, task, freed.pop()), { task, body, submitted, resume: true })
  for (const { task, submitted, resume } of write.progressedTasks) {
    const slot = slots.of(number, task)
    const row = slot === undefined ? undefined : execution.slots.get(slot)
    if (row) {
      row.resume = resume
      row.submitted = submitted ?? row.submitted
    } else execution.progress.set(task, { resume, submitted: submitted ?? execution.progress.get(task)?.submitted ?? null })
  }
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
  const { record, isNew, frames, slots, unknownTasks, progress, timers } = execution
  if (record) putRecord(number, record, isNew, into)
  // Of a new execution nothing is on disk that could go.
  if (execution.clearsFrames && !isNew) into.fc_execution.push(number)
  if (execution.clearsWork && !isNew) into.wc_execution.push(number)
  for (const [frame, text] of frames) {
    if (text === null) {
      into.fd_execution.push(number)
      into.fd_frame.push(frame)
      continue
    }
    into.f_execution.push(number)
    into.f_frame.push(frame)
    into.f_sum.push(sumOf(text))
    into.f_body.push(text)
  }
  for (const task of unknownTasks) {
    into.tx_execution.push(number)
    into.tx_task.push(task)
  }
  for (const [slot, row] of slots) putTask(number, slot, row, into)
  for (const [task, { resume, submitted }] of progress) {
    into.tp_execution.push(number)
    into.tp_task.push(task)
    into.tp_resume.push(resume)
    into.tp_submitted.push(submitted)
  }
  for (const [timer, at] of timers) {
    ;(at === null ? into.wd_execution : into.w_execution).push(number)
    ;(at === null ? into.wd_timer : into.w_timer).push(timer)
    if (at !== null) into.w_at.push(at)
  }
}

function putTask(number: ExecutionNumber, slot: number, row: TaskRow | null, into: Columns): void {
  if (row === null) {
    into.td_execution.push(number)
    into.td_slot.push(slot)
    return
  }
  into.t_execution.push(number)
  into.t_slot.push(slot)
  into.t_task.push(row.task)
  into.t_resume.push(row.resume)
  into.t_body.push(row.body)
  into.t_submitted.push(row.submitted)
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
