import { crc32 } from 'node:zlib'
import type { DataWrite, ExecutionRecord, MapRunWrite, TurnWrite } from '@pasos/engine'
import type { Vault } from '../encryption/vault.ts'
import { op, type Primitive } from './operations.ts'
import { recordSum, rowSum, withoutPayloads } from './sums.ts'

/** Appends a turn's operations to a batch, its values as the vault keeps them: all checksums are of what lies on disk. */
export function encodeWrite(write: TurnWrite, vault: Vault, into: Primitive[]): void {
  const { number } = write
  if (write.definition) into.push(op.putDefinition, write.definition.id, vault.lockText(write.definition.text))
  if (write.created) encodeCreated(number, write.created, vault, into)
  else if (write.changed) encodeChanged(number, write.changed, vault, into)
  // What began and ended in one turn has left nothing behind.
  const clear = write.created ? undefined : write.clear
  if (clear) into.push(op.clearTasks, number, op.clearTimers, number)
  if (clear === 'all') into.push(op.clearFrames, number)
  if (write.clear !== 'all') encodeFrames(write, vault, into)
  encodeHistory(write, vault, into)
  for (const task of write.endedTasks) into.push(op.deleteTask, number, task)
  encodeTasks(write, vault, into)
  for (const timer of write.clearedTimers) into.push(op.deleteTimer, number, timer)
  for (const { timer, at } of write.setTimers) into.push(op.putTimer, number, timer, at, rowSum(number, timer, at))
  if (write.data) encodeData(write.data, vault, into)
  for (const change of write.mapRuns ?? []) encodeMapRun(change, vault, into)
}

function encodeHistory({ number, history, nextFrameId }: TurnWrite, vault: Vault, into: Primitive[]): void {
  for (const { firstId, lastId, sum, text } of history) {
    const events = vault.lockText(text)
    // The chain of checksums is of events in the clear, and would confirm guesses of them.
    const keptSum = vault.isPlain ? sum : crc32(events)
    into.push(
      op.appendHistory,
      number,
      firstId,
      lastId,
      nextFrameId,
      keptSum,
      events,
      rowSum(number, firstId, lastId, nextFrameId, keptSum),
    )
  }
}

function encodeTasks({ number, startedTasks, progressedTasks }: TurnWrite, vault: Vault, into: Primitive[]): void {
  for (const task of startedTasks) {
    const [body, submitted] = [vault.lockText(task.body), locked(task.submitted, vault)]
    into.push(op.putTask, number, task.task, 1, body, submitted, rowSum(number, task.task, 1, body, submitted))
  }
  for (const { task, resume, ...progressed } of progressedTasks) {
    const submitted = locked(progressed.submitted, vault)
    into.push(op.progressTask, submitted, resume ? 1 : 0, resume ? 1 : 0, submitted, number, task)
  }
}

function locked(text: string | undefined, vault: Vault): string | null {
  return text === undefined ? null : vault.lockText(text)
}

/** Appends what happens to a Map Run. */
export function encodeMapRun(write: MapRunWrite, vault: Vault, into: Primitive[]): void {
  switch (write.type) {
    case 'started': {
      const { number, parent, child, spec, state, items } = write
      const [specText, stateText] = [vault.lockText(JSON.stringify(spec)), vault.lockText(JSON.stringify(state))]
      into.push(op.startMapRun, number, crc32(spec.arn), spec.arn, parent, child, state.phase)
      into.push(crc32(specText), specText, crc32(stateText), stateText)
      into.push(rowSum(number, crc32(spec.arn), spec.arn, parent, child, state.phase, null, null))
      for (const { first, text } of items) encodeItems(number, first, vault.lockText(text), into)
      break
    }
    case 'asked':
      into.push(op.askMapRun, write.asked, write.asked, write.parent, write.child)
      break
    case 'changed': {
      const { state, number } = write
      const outcome = locked(write.outcome, vault)
      const [text, hasTaken] = [vault.lockText(JSON.stringify(state)), write.hasTaken ? 1 : 0]
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
export function encodeData(writes: readonly DataWrite[], vault: Vault, into: Primitive[]): void {
  for (const write of writes) {
    if ('from' in write) into.push(op.deleteDataRange, write.space, write.from, write.before)
    else if (write.value === undefined) into.push(op.deleteData, write.space, write.key)
    else {
      const value = typeof write.value === 'string' ? vault.lockText(write.value) : vault.lockBytes(write.value)
      into.push(op.putData, write.space, write.key, value, rowSum(write.space, write.key, value))
    }
  }
}

function encodeFrames(write: TurnWrite, vault: Vault, into: Primitive[]): void {
  const put = (id: number, text: string): void => {
    const body = vault.lockText(text)
    into.push(op.putFrame, write.number, id, crc32(body), body)
  }
  for (const { id, text } of write.frames) put(id, text)
  for (const frame of write.removedFrames) into.push(op.deleteFrame, write.number, frame)
  if (write.history.length === 0 && write.frames.length > 0) put(0, String(write.nextFrameId))
}

function encodeCreated(number: number, record: ExecutionRecord, vault: Vault, into: Primitive[]): void {
  const { error, cause, output } = payloadsOf(record, vault)
  const { executionArn, stateMachineArn, stateMachineVersionArn, stateMachineAliasArn, mapRun } = record
  // Not as lists that are spread: every start would make them.
  into.push(op.insertExecution, number, crc32(executionArn), executionArn, stateMachineArn, record.status)
  into.push(stateMachineVersionArn ?? null, stateMachineAliasArn ?? null, record.definitionId, record.roleArn, record.name)
  into.push(record.type, record.startDate, record.redriveCount, record.parentExecutionArn ?? null, record.traceHeader ?? null)
  into.push(sumOf(record, vault), vault.lockText(record.input), record.stopDate ?? null, error, cause, output)
  into.push(record.redriveDate ?? null, mapRun?.number ?? null, mapRun?.first ?? null, mapRun?.count ?? null, mapRun?.scope ?? null)
}

function encodeChanged(number: number, record: ExecutionRecord, vault: Vault, into: Primitive[]): void {
  const { error, cause, output } = payloadsOf(record, vault)
  into.push(op.updateExecution, record.status, record.stopDate ?? null, record.redriveCount, record.redriveDate ?? null)
  into.push(error, cause, output, sumOf(record, vault), number)
}

function payloadsOf({ error, cause, output }: ExecutionRecord, vault: Vault): Record<'error' | 'cause' | 'output', string | null> {
  return { error: locked(error, vault), cause: locked(cause, vault), output: locked(output, vault) }
}

/** Of what an update does not write again, the ciphertext is not at hand: locked payloads have their own tags, and are in no sum. */
function sumOf(record: ExecutionRecord, { isPlain }: Vault): number {
  return recordSum(isPlain ? record : withoutPayloads(record))
}
