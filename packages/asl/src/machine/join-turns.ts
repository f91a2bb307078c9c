import type { TaskId } from './event.ts'
import type { Frame, FrameId, Snapshot } from './snapshot.ts'
import type { Turn } from './turn.ts'

/** A snapshot of its own, to compute on beyond a turn that is not committed. Frames are never changed, so they are shared. */
export function copySnapshot(snapshot: Snapshot): Snapshot {
  return { ...snapshot, frames: new Map(snapshot.frames), waiting: new Map(snapshot.waiting) }
}

/** Turns that are committed as one. */
export interface JoinedTurns {
  readonly turn: Turn
  /** Adds the turn that took the end of `done`, a task that one before has asked for: so nobody needs to run that. */
  add(next: Turn, done: TaskId): void
}

/** @param had whether there was such a frame before all of them */
export function joinTurns(first: Turn, had: (id: FrameId) => boolean): JoinedTurns {
  const frames = new Map(first.frames.map(frame => [frame.id, frame]))
  const removed = new Set(first.removed)
  const history = [...first.history]
  let commands = first.commands
  let last = first

  return {
    add(next, done) {
      for (const id of next.removed) {
        frames.delete(id)
        if (had(id)) removed.add(id)
      }
      for (const frame of next.frames) {
        removed.delete(frame.id)
        frames.set(frame.id, frame)
      }
      for (const event of next.history) history.push(event)
      commands = [...commands.filter(command => command.type !== 'RunTask' || command.task !== done), ...next.commands]
      last = next
    },
    get turn() {
      const { lastEventId, nextFrameId, end } = last
      const turn: Turn = {
        frames: [...(frames.values() as Iterable<Frame>)],
        removed: [...removed],
        history,
        commands,
        lastEventId,
        nextFrameId,
      }
      if (end !== undefined) turn.end = end
      return turn
    },
  }
}
