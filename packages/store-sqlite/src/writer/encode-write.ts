import { crc32 } from 'node:zlib'
import type { DataWrite, ExecutionRecord, FrameWrite, MapRunAsked, MapRunWrite, TurnWrite } from '@pasos/engine'
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
  if (clear === 'work') into.push(op.leaveTasks, number)
  if (clear === 'all') into.push(op.clearFrames, number)
  if (clear) into.push(op.clearTaskFrames, number, op.clearTimers, number)
  if (write.clear !== 'all') encodeFrames(write, vault, into)
  encodeHistory(write, vault, into)
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

function locked(text: string | undefined, vault: Vault): string | null {
  return text === undefined ? null : vault.lockText(text)
}

/** `redrive 2`; `redrive` alone as former versions wrote it. */
function askedText({ what, redriveCount }: MapRunAsked): string {
  return redriveCount === undefined ? what : `${what} ${redriveCount}`
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
    case 'asked': {
      const asked = askedText(write.asked)
      into.push(op.askMapRun, asked, asked, write.parent, write.child)
      break
    }
    case 'changed': {
      const { state, number } = write
      const outcome = locked(write.outcome, vault)
      const [text, taken] = [vault.lockText(JSON.stringify(state)), write.taken === undefined ? null : askedText(write.taken)]
      into.push(op.changeMapRun, state.phase, crc32(text), text, outcome, taken, state.phase, taken, outcome, number)
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
      into.push(op.putData, write.space, write.key, value)
    }
  }
}

function encodeFrames(write: TurnWrite, vault: Vault, into: Primitive[]): void {
  const { number, created } = write
  for (const frame of write.frames) encodeFrame(number, frame, { isNew: created !== undefined, vault, into })
  for (const frame of write.removedFrames) into.push(op.deleteFrame, number, frame)
  for (const frame of write.removedTaskFrames ?? []) into.push(op.deleteTaskFrame, number, frame)
  if (write.history.length === 0 && write.frames.length > 0) {
    const body = vault.lockText(String(write.nextFrameId))
    into.push(op.putFrame, number, 0, crc32(body), body)
  }
}

/** A frame stands in the table that its task, or the lack of one, puts it into, and leaves the other. */
function encodeFrame(
  number: number,
  { id, text, task, hadTask }: FrameWrite,
  { isNew, vault, into }: { isNew: boolean; vault: Vault; into: Primitive[] },
): void {
  const body = vault.lockText(text)
  const sum = crc32(body)
  if (task === undefined) {
    into.push(op.putFrame, number, id, sum, body)
    if (hadTask) into.push(op.deleteTaskFrame, number, id)
  } else if (task.body !== undefined) {
    encodeTaskFrame(
      { number, id, sum, body },
      { task: task.task, command: vault.lockText(task.body), submitted: locked(task.submitted, vault) },
      into,
    )
    if (!hadTask && !isNew) into.push(op.deleteFrame, number, id)
  } else {
    into.push(op.changeTaskFrame, sum, body, number, id)
    if (task.submitted === undefined) return
    const submitted = vault.lockText(task.submitted)
    into.push(op.submitTask, submitted, submitted, number, id)
  }
}

/** Appends a frame with its task, all of it as it lies on disk. */
export function encodeTaskFrame(
  { number, id, sum, body }: { number: number; id: number; sum: number; body: string },
  { task, command, submitted }: { task: number; command: string; submitted: string | null },
  into: Primitive[],
): void {
  into.push(op.putTaskFrame, number, id, sum, body, task, command, submitted, rowSum(number, id, task, command, submitted))
}

function encodeCreated(number: number, record: ExecutionRecord, vault: Vault, into: Primitive[]): void {
  const { executionArn, stateMachineArn, status, definitionId, roleArn, name, type, startDate, redriveCount } = record
  if (isFull(record)) {
    encodeFull(number, record, vault, into)
    return
  }
  // Not as lists that are spread: every start would make them.
  into.push(op.insertExecution, number, crc32(executionArn), executionArn, stateMachineArn, status, definitionId, roleArn, name, type)
  into.push(startDate, redriveCount, sumOf(record, vault), vault.lockText(record.input), record.stopDate ?? null)
  into.push(locked(record.output, vault))
}

/** Whether an execution begins with what most have not. */
function isFull(record: ExecutionRecord): boolean {
  const { stateMachineVersionArn, stateMachineAliasArn, parentExecutionArn, traceHeader, error, cause, redriveDate, mapRun } = record
  return (
    (stateMachineVersionArn ?? stateMachineAliasArn ?? parentExecutionArn ?? traceHeader ?? error ?? cause ?? redriveDate ?? mapRun) !==
    undefined
  )
}

function encodeFull(number: number, record: ExecutionRecord, vault: Vault, into: Primitive[]): void {
  const { error, cause, output } = payloadsOf(record, vault)
  const { executionArn, stateMachineArn, stateMachineVersionArn, stateMachineAliasArn, mapRun } = record
  into.push(op.insertFullExecution, number, crc32(executionArn), executionArn, stateMachineArn, record.status)
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
