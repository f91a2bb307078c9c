/**
 * Which executions the process is working on at this moment, in a small file that is never synced: it survives the death of the
 * process (not of the machine, whose death says nothing about an execution). The next turns are marked together, as a write for each
 * would cost a tenth of the turn; turns that wait for an expression have slots of their own. What was marked together when the process
 * died is marked one by one from then on, so that a bystander is counted once at most.
 */
export interface DeathMarks {
  /** What was being worked on when the former process died. */
  readonly found: readonly { number: number; event: number }[]
  /**
   * Marks the turns to come, in place of those marked before: numbers and events in turn, `turnsAhead` of them at most. None: the marks
   * go after a second of quiet, as a turn that is on disk never comes again and may be blamed without harm.
   */
  markAhead(marks: readonly number[]): void
  /**
   * None of them is at work any more. For a turn that was marked alone: of whoever died before while it was under way, what is computed and
   * not on disk yet comes again, and would be blamed for a death that came upon it on its way there.
   */
  clearAhead(): void
  /** Marks work that outlasts its slice; answers the slot to clear. */
  markLong(number: number, event: number): number
  clearLong(slot: number): void
  close(): void
}

/** How many turns are marked in one write. */
export const turnsAhead = 32
