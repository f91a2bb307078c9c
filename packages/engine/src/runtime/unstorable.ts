import type { TurnWrite } from '../ports/journal.ts'
import { unstorableNumber } from '../ports/storable.ts'

/** A turn whose content no store takes: its execution fails, and nobody else notices. */
export class UnstorableTurn extends Error {}

export function assertStorable(write: TurnWrite): void {
  const reason = unstorableNumber(write)
  if (reason !== undefined) throw new UnstorableTurn(`The execution was given up because it can't be kept: ${reason}.`)
}
