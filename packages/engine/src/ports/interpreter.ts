import type { ExecutionInfo, Frame, Snapshot, StepEnvironment, StepEvent, Turn } from '@pasos/asl'

/** The language as the engine sees it; `@pasos/asl` is the one that runs, tests may bring a smaller one. */
export interface Interpreter {
  /** Throws when the definition is not valid; the services check it before it is stored. */
  compile(definition: string): unknown
  /** Computes a turn, piece by piece: between two states it yields how many events the turn has written so far. */
  step(program: unknown, snapshot: Snapshot, event: StepEvent, environment: StepEnvironment): Generator<number, Turn, undefined>
  applyTurn(snapshot: Snapshot, turn: Turn): void
  newSnapshot(info: ExecutionInfo): Snapshot
  restoreSnapshot(info: ExecutionInfo, frames: Frame[], lastEventId: number, nextFrameId: number): Snapshot
}
