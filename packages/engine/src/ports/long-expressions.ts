import type { LongAnswer, LongExpression } from '@pasos/asl'

/** Computes expressions that would keep the thread of all executions busy for too long. */
export interface LongExpressions {
  /** Rejects only when it is closed. `busyMs`: how long it was computed, waiting left out. */
  compute(work: LongExpression): Promise<{ answer: LongAnswer; busyMs: number }>
  close(): Promise<void>
}
