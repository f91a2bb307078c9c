import {
  type ExecutionInfo,
  type FrameId,
  type Json,
  parseJson,
  type Snapshot,
  type StepEnvironment,
  type StepEvent,
  type TaskId,
  type Turn,
} from '@pasos/asl'
import type { DataWrite } from '../ports/data-store.ts'
import type { ExecutionNumber, LoadedExecution, TurnWrite } from '../ports/journal.ts'
import type { ExecutionRecord, StartRequest } from '../ports/runtime.ts'
import type { Resting } from './run-cache.ts'
import { nearFutureMs } from './timers.ts'

/** An event on its way into an execution. */
export interface Delivery {
  event: StepEvent
  /** Committed with the turn that takes the event. */
  data?: readonly DataWrite[] | undefined
  /** Told once the turn is on disk, with what became of the event. */
  done?: ((outcome: DeliveryOutcome) => void) | undefined
  failed?: ((error: Error) => void) | undefined
}

/** `ignored`: the execution runs, but nothing waited for this event. */
export type DeliveryOutcome = 'taken' | 'ignored' | 'ended'

/** An execution in memory. It takes one event at a time; the next turn may be computed while the former one is being written. */
export interface Run {
  readonly number: ExecutionNumber
  record: ExecutionRecord
  snapshot: Snapshot
  readonly program: unknown
  readonly environment: StepEnvironment
  /** Not yet in the journal: the first turn makes its row. */
  isNew: boolean
  /** Checksum of the last chunk of history. */
  sum: number
  inbox: Delivery[]
  /** Place of the next delivery in the inbox. */
  inboxAt: number
  isScheduled: boolean
  /** A turn waits for an expression. */
  isStepping: boolean
  commitsInFlight: number
  hasEnded: boolean
  /** The store refused one of its turns: nothing more is done with it, the execution is read again. */
  isStale: boolean
  /** Rough size in memory, for the cache. */
  bytes: number
  frameSizes: Map<FrameId, number>
  /** Of the frames whose rows have a task, which a restart would hand out again. */
  tasks: Map<FrameId, TaskId>
  /** Where it stands in the cache while it only waits. */
  resting: Resting | undefined
}

/** @param input parsed, when that is at hand */
export function infoOf(record: ExecutionRecord, stateMachineName: string, input: Json = parseJson(record.input)): ExecutionInfo {
  return {
    executionArn: record.executionArn,
    name: record.name,
    roleArn: record.roleArn,
    stateMachineArn: record.stateMachineArn,
    stateMachineName,
    startTime: record.startDate,
    input,
    inputText: record.input,
    redriveCount: record.redriveCount,
    ...(record.mapRun === undefined ? {} : { scope: record.mapRun.scope }),
    ...(record.redriveDate === undefined ? {} : { redriveTime: record.redriveDate }),
    ...(record.stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn: record.stateMachineVersionArn }),
    ...(record.stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn: record.stateMachineAliasArn }),
    ...(record.isSynchronous === undefined ? {} : { isSynchronous: record.isSynchronous }),
  }
}

export function newRecord(request: StartRequest, definitionId: string, now: number): ExecutionRecord {
  const { executionArn, name, stateMachineArn, roleArn, type, input } = request
  const record: ExecutionRecord = {
    ...{ executionArn, stateMachineArn, definitionId, roleArn, name, type, status: 'RUNNING', startDate: now, input },
    redriveCount: 0,
  }
  if (request.stateMachineVersionArn !== undefined) record.stateMachineVersionArn = request.stateMachineVersionArn
  if (request.stateMachineAliasArn !== undefined) record.stateMachineAliasArn = request.stateMachineAliasArn
  if (request.traceHeader !== undefined) record.traceHeader = request.traceHeader
  if (request.parentExecutionArn !== undefined) record.parentExecutionArn = request.parentExecutionArn
  if (request.isSynchronous !== undefined) record.isSynchronous = request.isSynchronous
  return record
}

export function newRun(
  number: ExecutionNumber,
  record: ExecutionRecord,
  snapshot: Snapshot,
  program: unknown,
  environment: StepEnvironment,
): Run {
  // One literal: put together of several it was a microsecond of every start in a profile.
  return {
    number,
    record,
    snapshot,
    program,
    environment,
    isNew: true,
    sum: 0,
    inbox: [],
    inboxAt: 0,
    isScheduled: false,
    isStepping: false,
    commitsInFlight: 0,
    hasEnded: false,
    isStale: false,
    bytes: 6_000 + 2 * record.input.length,
    frameSizes: new Map(),
    tasks: new Map(),
    resting: undefined,
  }
}

export function loadedRun(loaded: LoadedExecution, snapshot: Snapshot, program: unknown, environment: StepEnvironment): Run {
  const run = newRun(loaded.number, loaded.record, snapshot, program, environment)
  run.isNew = false
  run.sum = loaded.sum
  for (const [id, size] of loaded.frameSizes) resizeFrame(run, id, size)
  run.tasks = loaded.tasks
  run.hasEnded = loaded.record.status !== 'RUNNING'
  return run
}

/** Notes what a write leaves of the frames' rows. */
export function noteFrames(run: Run, { frames, removedFrames, removedTaskFrames, clear }: TurnWrite): void {
  for (const { id, text, task, hadTask } of frames) {
    resizeFrame(run, id, text.length)
    if (task !== undefined) run.tasks.set(id, task.task)
    else if (hadTask) run.tasks.delete(id)
  }
  for (const id of removedFrames) resizeFrame(run, id, 0)
  for (const id of removedTaskFrames ?? []) {
    resizeFrame(run, id, 0)
    run.tasks.delete(id)
  }
  if (clear) run.tasks.clear()
}

/** Notes how long a frame's text is now; 0 when the frame is gone. */
function resizeFrame(run: Run, id: FrameId, size: number): void {
  run.bytes += size - (run.frameSizes.get(id) ?? 0)
  if (size === 0) run.frameSizes.delete(id)
  else run.frameSizes.set(id, size)
}

export function nextDelivery(run: Run): Delivery | undefined {
  if (run.inboxAt >= run.inbox.length) return undefined
  const delivery = run.inbox[run.inboxAt++]
  // Shifting an array of tens of thousands is quadratic; the used part is dropped in one go instead.
  if (run.inboxAt === run.inbox.length) {
    run.inbox = []
    run.inboxAt = 0
  }
  return delivery
}

/** Whether nothing can happen to the execution for a while: in memory it would only stand in the way of others. */
export function sleepsLong(run: Run, { commands }: Turn): boolean {
  const nearFuture = run.environment.now + nearFutureMs
  const areFarTimers = commands.length > 0 && commands.every(command => command.type === 'SetTimer' && command.at > nearFuture)
  return areFarTimers && run.snapshot.waiting.size <= commands.length && isIdle(run)
}

export function isIdle(run: Run): boolean {
  return run.commitsInFlight === 0 && run.inboxAt >= run.inbox.length && !run.isStepping && !run.isScheduled
}
