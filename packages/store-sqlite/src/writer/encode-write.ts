import { crc32 } from 'node:zlib'
import type { DataWrite, ExecutionRecord, MapRunWrite, TurnWrite } from '@pasos/engine'
import { op, type Primitive } from './operations.ts'
import { recordSum, rowSum } from './sums.ts'

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
    into.push(
      op.appendHistory,
      number,
      firstId,
      lastId,
      write.nextFrameId,
      sum,
      text,
      rowSum(number, firstId, lastId, write.nextFrameId, sum),
    )
  for (const task of write.endedTasks) into.push(op.deleteTask, number, task)
  for (const { task, body, submitted = null } of write.startedTasks)
    into.push(op.putTask, number, task, 1, body, submitted, rowSum(number, task, 1, body, submitted))
  for (const { task, submitted = null, resume } of write.progressedTasks)
    into.push(op.progressTask, submitted, resume ? 1 : 0, resume ? 1 : 0, submitted, number, task)
  for (const timer of write.clearedTimers) into.push(op.deleteTimer, number, timer)
  for (const { timer, at } of write.setTimers) into.push(op.putTimer, number, timer, at, rowSum(number, timer, at))
  if (write.data) encodeData(write.data, into)
  for (const change of write.mapRuns ?? []) encodeMapRun(change, into)
}

/** Appends what happens to a Map Run. */
export function encodeMapRun(write: MapRunWrite, into: Primitive[]): void {
  switch (write.type) {
    case 'started': {
      const { number, parent, child, spec, state, items } = write
      const [specText, stateText] = [JSON.stringify(spec), JSON.stringify(state)]
      into.push(op.startMapRun, number, crc32(spec.arn), spec.arn, parent, child, state.phase)
      into.push(crc32(specText), specText, crc32(stateText), stateText)
      into.push(rowSum(number, crc32(spec.arn), spec.arn, parent, child, state.phase, null, null))
      for (const { first, text } of items) encodeItems(number, first, text, into)
      break
    }
    case 'asked':
      into.push(op.askMapRun, write.asked, write.asked, write.parent, write.child)
      break
    case 'changed': {
      const { state, outcome = null, number } = write
      const [text, hasTaken] = [JSON.stringify(state), write.hasTaken ? 1 : 0]
      into.push(op.changeMapRun, state.phase, crc32(text), text, outcome, hasTaken, state.phase, hasTaken, outcome, number)
      break
    }
    case 'taken':
      into.push(op.takeOutcome, write.parent, write.child)
      break
  }
}

function encodeItems(mapRun: number, first: number, text: string, into: Primitive[]): void {
  const sum = crc32(text)
  into.push(op.putMapItems, mapRun, first, sum, text, rowSum(mapRun, first, sum))
}

/** Appends a setting; `code` says whether a former value stays. */
export function encodeSetting(code: number, name: string, value: string, into: Primitive[]): void {
  into.push(code, name, value, rowSum(name, value))
}

/** Appends writes of the data store. */
export function encodeData(writes: readonly DataWrite[], into: Primitive[]): void {
  for (const write of writes) {
    if ('from' in write) into.push(op.deleteDataRange, write.space, write.from, write.before)
    else if (write.value === undefined) into.push(op.deleteData, write.space, write.key)
    else into.push(op.putData, write.space, write.key, write.value, rowSum(write.space, write.key, write.value))
  }
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
    ...[record.redriveDate ?? null, record.mapRun?.number ?? null, record.mapRun?.first ?? null, record.mapRun?.count ?? null],
    record.mapRun?.scope ?? null,
  )
}

function encodeChanged(number: number, record: ExecutionRecord, into: Primitive[]): void {
  into.push(
    ...[op.updateExecution, record.status, record.stopDate ?? null, record.redriveCount, record.redriveDate ?? null],
    ...[record.error ?? null, record.cause ?? null, record.output ?? null, recordSum(record), number],
  )
}
