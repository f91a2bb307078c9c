import type { HistoryEvent } from '../history/history-event.ts'
import type { Command } from './command.ts'
import type { Frame, FrameId } from './snapshot.ts'

/** How an execution ended. `output` is JSON text, as AWS shows it. */
export type ExecutionEnd =
  | { status: 'SUCCEEDED'; output: string }
  | { status: 'FAILED'; error?: string; cause?: string }
  | { status: 'TIMED_OUT'; error?: string; cause?: string }
  | { status: 'ABORTED'; error?: string; cause?: string }

/**
 * The unit of work: what one event changed. Committed atomically by the engine; its commands take effect only afterwards.
 * An empty turn (nothing in any list, no end) needs no commit.
 */
export interface Turn {
  /** Frames to write, new or changed. */
  frames: Frame[]
  /** Frames that are gone. */
  removed: FrameId[]
  history: HistoryEvent[]
  commands: Command[]
  lastEventId: number
  nextFrameId: number
  end?: ExecutionEnd
}
