import { PutAside, type Turn, type TurnMemo } from '@pasos/asl'
import type { Interpreter } from '../ports/interpreter.ts'
import type { LongExpressions } from '../ports/long-expressions.ts'

/** A turn under way. */
export type Pieces = ReturnType<Interpreter['step']>

// A turn may take its time, but not the memory of all: one that has had this many slices is given up when memory runs short.
const slicesBeforeGivingUp = 50
// Nor the patience of all: ten times AWS's limit for a whole history, or about forty seconds of computing, in a single turn.
export const longestTurnEvents = 250_000
const longestTurnSlices = 5_000
export const sliceMs = 8

/** A turn that was given up: most likely a loop without end, in a server without a limit for histories. */
export class TurnTooLong extends Error {
  constructor(reason: string) {
    super(`The execution was given up because it went on without waiting for anything until ${reason}.`)
  }
}

/**
 * Goes on with a turn that did not fit into its slice, slice by slice. What was put aside is computed elsewhere while others have their
 * turns; then the turn begins anew with its value at hand.
 */
export async function inSlices(options: {
  /** The turn as far as it is, or why it was thrown away. */
  begun: Pieces | PutAside
  begin: () => Pieces
  memo: TurnMemo | undefined
  longExpressions: LongExpressions | undefined
  /** Computes on until the slice is over: then undefined. */
  goOn: (pieces: Pieces) => Turn | undefined
  breathe: () => Promise<void> | undefined
  isCrowded: () => boolean
}): Promise<Turn> {
  const { begin, memo, longExpressions, goOn, breathe, isCrowded } = options
  let current = options.begun
  for (let slices = 1; ; slices++) {
    if (slices > longestTurnSlices) throw new TurnTooLong('its time was over')
    if (slices > slicesBeforeGivingUp && isCrowded()) throw new TurnTooLong('memory ran short')
    if (current instanceof PutAside) {
      const { answer, busyMs } = await longExpressions!.compute(current.work)
      slices += Math.ceil(busyMs / sliceMs)
      memo!.answer(current.work.text, answer)
      current = begin()
    }
    await breathe()
    try {
      const turn = goOn(current)
      if (turn !== undefined) return turn
    } catch (reason) {
      if (!(reason instanceof PutAside)) throw reason
      current = reason
    }
  }
}
