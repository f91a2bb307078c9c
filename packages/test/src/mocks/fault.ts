/** What goes wrong, as data. */
export type Fault = {
  state: string
  /** Which invocation, from 1; every one if missing. */
  attempt?: number
  /** Of the innermost Map's item; every one if missing. */
  index?: number
} & (
  | { error: string; cause?: string }
  /** Later than its mock says. */
  | { slowSeconds: number }
  /** Its end is told twice, as may happen after a crash. */
  | { duplicate: true }
  /** The process dies when the task has done its work and nobody knows yet: after the restart it is invoked again. */
  | { kill: true }
)

export function faultsOf(
  faults: readonly Fault[],
  { state, attempt, index }: { state: string; attempt: number; index: number | undefined },
): Fault[] {
  return faults.filter(
    fault =>
      fault.state === state &&
      (fault.attempt === undefined || fault.attempt === attempt) &&
      (fault.index === undefined || fault.index === index),
  )
}
