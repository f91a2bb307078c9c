import { crc32 } from 'node:zlib'
import type { HistoryEvent, StepEvent, Turn } from '@pasos/asl'
import { parseResource } from '@pasos/integrations'
import { writeEvents } from '../history-text/history-text.ts'
import type { HistoryChunk, TurnWrite } from '../ports/journal.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import type { TaskRequest } from '../ports/tasks.ts'
import type { DeliveryOutcome, Run } from './run.ts'

const eventsPerChunk = 256

/** Nothing happened: the event came for something that no longer waits. */
export function isEmpty(turn: Turn): boolean {
  return (
    turn.history.length === 0 &&
    turn.frames.length === 0 &&
    turn.commands.length === 0 &&
    turn.removed.length === 0 &&
    turn.end === undefined
  )
}

export function outcomeOf(event: StepEvent, turn: Turn): DeliveryOutcome {
  return isEmpty(turn) && event.type !== 'ExecutionStarted' ? 'ignored' : 'taken'
}

/** A turn's frames and chunks of history as the journal keeps them. */
export interface TurnTexts {
  frames: string[]
  chunks: string[]
}

/** Whether a turn is so large that its texts should be made bit by bit. */
export function isLarge(turn: Turn): boolean {
  return turn.frames.length + turn.history.length > 1_000
}

/** Makes a turn's texts; `breathe` is asked every now and then and its promise, if it gives one, awaited. */
export async function textsOf(turn: Turn, breathe: () => Promise<void> | undefined): Promise<TurnTexts> {
  const texts: TurnTexts = { frames: [], chunks: [] }
  for (const frame of turn.frames) {
    texts.frames.push(JSON.stringify(frame))
    if (texts.frames.length % 64 === 0) await breathe()
  }
  for (let at = 0; at < turn.history.length; at += eventsPerChunk) {
    texts.chunks.push(writeEvents(turn.history.slice(at, at + eventsPerChunk)))
    await breathe()
  }
  return texts
}

/**
 * A turn as the journal takes it. Each event and frame becomes text here, once.
 * `request` is the task that the event belongs to, when it is under way in this process.
 */
export function encodeTurn(run: Run, event: StepEvent, turn: Turn, request: TaskRequest | undefined, texts?: TurnTexts): TurnWrite {
  const frames = turn.frames.map((frame, index) => ({ id: frame.id, text: texts?.frames[index] ?? JSON.stringify(frame) }))
  let startedTasks: { task: number; body: string }[] = []
  const endedTasks: number[] = []
  let setTimers: { timer: string; at: number }[] = []
  const clearedTimers: string[] = []
  const task = endedTask(event)
  if (task !== undefined) endedTasks.push(task)
  if (event.type === 'TimerFired') clearedTimers.push(event.timer)
  for (const command of turn.commands) {
    switch (command.type) {
      case 'RunTask':
        startedTasks.push({ task: command.task, body: JSON.stringify(command) })
        break
      case 'CancelTask':
        endedTasks.push(command.task)
        // Begun by the same turn: the journal must not hear of it, or it would run after a restart.
        if (startedTasks.length > 0) startedTasks = startedTasks.filter(started => started.task !== command.task)
        break
      case 'SetTimer':
        setTimers.push({ timer: command.timer, at: command.at })
        break
      case 'ClearTimer':
        clearedTimers.push(command.timer)
        if (setTimers.length > 0) setTimers = setTimers.filter(set => set.timer !== command.timer)
        break
      case 'StartChild':
      case 'StopChild':
      case 'RedriveChild':
        // Written by `mapRunWrites`.
        break
      default:
        command satisfies never
    }
  }
  return {
    ...{ number: run.number, frames, removedFrames: turn.removed, nextFrameId: turn.nextFrameId },
    ...{ startedTasks, endedTasks, setTimers, clearedTimers, progressedTasks: progress(event, request) },
    history: encodeHistory(run.sum, turn.history, texts?.chunks),
  }
}

/** Cut into chunks, so that a page of a long history is found and read without the rest of its turn. `former`: the checksum it goes on from. */
export function encodeHistory(former: number, history: readonly HistoryEvent[], texts?: readonly string[]): HistoryChunk[] {
  let sum = former
  const chunks: HistoryChunk[] = []
  for (let at = 0; at < history.length; at += eventsPerChunk) {
    const end = Math.min(at + eventsPerChunk, history.length)
    const text = texts?.[chunks.length] ?? writeEvents(end - at === history.length ? history : history.slice(at, end))
    sum = crc32(text, sum)
    chunks.push({ firstId: history[at]!.id, lastId: history[end - 1]!.id, text, sum })
  }
  return chunks
}

function endedTask(event: StepEvent): number | undefined {
  switch (event.type) {
    case 'TaskSucceeded':
    case 'TaskFailed':
    case 'TaskSubmitFailed':
      return event.task
    default:
      return undefined
  }
}

/**
 * What a restart must know about a task under way. Once a token is out, or a worker has taken an activity, somebody outside ends the
 * task and it must not run again; a `.sync` task runs again with the output of its submission.
 */
function progress(event: StepEvent, request: TaskRequest | undefined): TurnWrite['progressedTasks'] {
  if (event.type === 'TaskSubmitted')
    return [{ task: event.task, submitted: JSON.stringify(event.output), resume: request?.token === undefined }]
  if (event.type === 'TaskStarted' && request !== undefined && isActivity(request.resource)) return [{ task: event.task, resume: false }]
  return []
}

/** `arn:aws:states:us-east-1:123456789012:activity:name` */
export function isActivity(resource: string): boolean {
  return parseResource(resource).kind === 'activity'
}

/** The record after the execution's end. */
export function endedRecord(record: ExecutionRecord, end: NonNullable<Turn['end']>, now: number): ExecutionRecord {
  const ended: ExecutionRecord = { ...record, status: end.status, stopDate: now }
  if (end.status === 'SUCCEEDED') ended.output = end.output
  else {
    if (end.error !== undefined) ended.error = end.error
    if (end.cause !== undefined) ended.cause = end.cause
  }
  return ended
}
