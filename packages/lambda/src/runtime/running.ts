import type { Invocation, InvocationEnd } from '../function-spec.ts'

/** An invocation under way. */
export interface Running {
  invocation: Invocation
  startedAt: number
  callOff: () => void
  watch: NodeJS.Timeout | undefined
  settle: (end: InvocationEnd) => void
  /** Of one that was given ahead. */
  giveBack: (() => void) | undefined
  /** Its name among those given ahead. */
  mark: string | undefined
  /** Its log has begun. */
  isShown: boolean
  onAbort: (() => void) | undefined
  signal: AbortSignal | undefined
}

/** Why a process never became ready; the invocation at the head of the queue answers with it. */
export type InitFailure = (invocation: Invocation) => InvocationEnd
