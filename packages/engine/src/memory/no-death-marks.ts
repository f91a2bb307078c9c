import type { DeathMarks } from '../ports/death-marks.ts'

/** For journals without a folder: nothing survives, so nothing is marked. */
export const noDeathMarks: DeathMarks = {
  found: [],
  markAhead: () => undefined,
  clearAhead: () => undefined,
  markLong: () => 0,
  clearLong: () => undefined,
  close: () => undefined,
}
