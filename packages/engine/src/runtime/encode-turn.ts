import { crc32 } from 'node:zlib'
import { type Frame, type HistoryEvent, parseJson, type RunTask, type StepEvent, type TaskId, type Turn } from '@pasos/asl'
import { parseResource } from '@pasos/integrations'
import { writeEvents } from '../history-text/history-text.ts'
import type { FrameWrite, HistoryChunk, KeptTask, StoredTask, TurnWrite } from '../ports/journal.ts'
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
  let begun: Map<TaskId, StoredTask> | undefined
  let setTimers: { timer: string; at: number }[] = []
  const clearedTimers: string[] = []
  if (event.type === 'TimerFired') clearedTimers.push(event.timer)
  for (const command of turn.commands) {
    switch (command.type) {
      case 'RunTask':
        begun ??= new Map()
        begun.set(command.task, { task: command.task, body: taskText(command) })
        break
      case 'CancelTask':
        // Begun by the same turn: the journal must not hear of it, or it would run after a restart.
        begun?.delete(command.task)
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
  const write: TurnWrite = {
    ...{ number: run.number, nextFrameId: turn.nextFrameId, setTimers, clearedTimers },
    frames: encodeFrames(run, event, turn, { begun, request, texts }),
    removedFrames: turn.removed,
    history: encodeHistory(run.sum, turn.history, texts?.chunks),
  }
  if (run.tasks.size > 0 && turn.removed.length > 0) {
    write.removedFrames = turn.removed.filter(id => !run.tasks.has(id))
    write.removedTaskFrames = turn.removed.filter(id => run.tasks.has(id))
  }
  return write
}

/** A task stands in the row of the frame that waits for it. */
function encodeFrames(
  run: Run,
  event: StepEvent,
  turn: Turn,
  more: { begun: Map<TaskId, StoredTask> | undefined; request: TaskRequest | undefined; texts: TurnTexts | undefined },
): FrameWrite[] {
  const { begun, request, texts } = more
  let placed = 0
  const frames = turn.frames.map((frame, index) => {
    const write: FrameWrite = { id: frame.id, text: texts?.frames[index] ?? JSON.stringify(frame) }
    const former = run.tasks.get(frame.id)
    if (former !== undefined) write.hadTask = true
    const task = turn.end === undefined ? waitedFor(frame) : undefined
    if (task === undefined) return write
    const begins = begun?.get(task)
    if (begins !== undefined) placed++
    const kept = begins ?? (task === former ? keptTask(task, event, request) : undefined)
    if (kept !== undefined) write.task = kept
    return write
  })
  // A restart would not hand it out again.
  if (begun !== undefined && placed < begun.size && turn.end === undefined) throw new Error('A task has begun that no frame waits for.')
  return frames
}

function waitedFor(frame: Frame): TaskId | undefined {
  const { wait } = frame as { wait?: { for: string; key: number } }
  return wait?.for === 'task' ? wait.key : undefined
}

/** The task that a frame waits for, by its text, as a store has it; one that is damaged is told of by whoever needs it. */
export function taskInFrame(text: string): TaskId | undefined {
  try {
    return waitedFor(JSON.parse(text) as Frame)
  } catch {
    return undefined
  }
}

/** The command as a row has it: the input of a function or an activity is what its text says. */
function taskText({ type: _type, input, ...command }: RunTask): string {
  return JSON.stringify(command.inputText === undefined ? { ...command, input } : command)
}

/** What `taskText` has written, or a former version: all of the command. */
export function readTask(text: string): RunTask {
  const command = parseJson(text) as unknown as Omit<RunTask, 'input'> & { input?: RunTask['input'] }
  return { ...command, type: 'RunTask', input: command.input === undefined ? parseJson(command.inputText!) : command.input }
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

/**
 * What a restart must know about a task that goes on. Once a token is out, or a worker has taken an activity, somebody outside ends the
 * task and it must not run again; a `.sync` task runs again with the output of its submission.
 */
function keptTask(task: TaskId, event: StepEvent, request: TaskRequest | undefined): KeptTask | undefined {
  if (!('task' in event) || event.task !== task) return { task }
  if (event.type === 'TaskSubmitted') return request?.token === undefined ? { task, submitted: JSON.stringify(event.output) } : undefined
  return event.type === 'TaskStarted' && request !== undefined && isActivity(request.resource) ? undefined : { task }
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
