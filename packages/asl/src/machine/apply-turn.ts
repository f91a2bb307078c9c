import type { AnyFrame } from './frame-kinds.ts'
import { waitKey } from './frame-kinds.ts'
import type { ExecutionInfo, Frame, FrameId, Snapshot } from './snapshot.ts'
import type { Turn } from './turn.ts'

/** The snapshot of an execution that has not begun; its first event is `ExecutionStarted`. */
export function newSnapshot(execution: ExecutionInfo): Snapshot {
  return { execution, frames: new Map(), waiting: new Map(), lastEventId: 0, nextFrameId: 1 }
}

/** The snapshot of an execution whose frames were stored. */
export function restoreSnapshot(execution: ExecutionInfo, frames: Iterable<Frame>, lastEventId: number, nextFrameId: number): Snapshot {
  const snapshot: Snapshot = { execution, frames: new Map(), waiting: new Map(), lastEventId, nextFrameId }
  for (const frame of frames) write(snapshot, frame)
  return snapshot
}

/** Brings a snapshot up to date, in place, once the turn is committed. */
export function applyTurn(snapshot: Snapshot, turn: Turn): void {
  for (const id of turn.removed) erase(snapshot, id)
  for (const frame of turn.frames) write(snapshot, frame)
  snapshot.lastEventId = turn.lastEventId
  snapshot.nextFrameId = turn.nextFrameId
}

function write(snapshot: Snapshot, frame: Frame): void {
  stopWaiting(snapshot, frame.id)
  // Set over the former one, never deleted and added: with very many frames a Map spends its time tidying up after deletions.
  snapshot.frames.set(frame.id, frame)
  const key = waitKey(frame as AnyFrame)
  if (key !== undefined) snapshot.waiting.set(key, frame.id)
}

function erase(snapshot: Snapshot, id: FrameId): void {
  stopWaiting(snapshot, id)
  snapshot.frames.delete(id)
}

function stopWaiting(snapshot: Snapshot, id: FrameId): void {
  const key = waitKey(snapshot.frames.get(id) as AnyFrame | undefined)
  if (key !== undefined && snapshot.waiting.get(key) === id) snapshot.waiting.delete(key)
}
