import type { DatabaseSync } from 'node:sqlite'
import type { RowToPack } from '@pasos/engine/pack-text'
import type { Vault } from '../encryption/vault.ts'
import { type Pack, packRows } from '../journal/packed-history.ts'

/** Which rows of `history` are looked at: `after` < sequence ≤ `upto`. */
export interface SliceToPack {
  after: number
  upto: number
  most: number
}

export interface PackedSlice {
  executions: { number: number; lastId: number; packs: Pack[] }[]
  /** Where to go on. */
  last: number
  /** Whether nothing is left up to the bound. */
  isThrough: boolean
}

// A slice is given to the writer in one transaction. What it is made from is garbage at once: 4 MB of it cost the thread a heap of 25 MB, so
// much costs it 8 MB and no time.
const mostCharacters = 256 * 1024

/**
 * Packs executions that have ended, in the order in which their rows were written. One that runs is passed over: its end brings a row of
 * its own, by which it is met again. So is one with rows beyond the bound.
 */
export function slicePacker(database: DatabaseSync, vault: Vault): (slice: SliceToPack) => PackedSlice {
  const met = database.prepare('SELECT sequence, execution FROM history WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?')
  const status = database.prepare('SELECT status FROM executions WHERE number = ?')
  const lastOf = database.prepare('SELECT max(sequence) AS sequence, max(last_id) AS lastId FROM history WHERE execution = ?')
  const rowsOf = database.prepare('SELECT first_id, last_id, next_frame, sum, events FROM history WHERE execution = ? ORDER BY first_id')
  return ({ after, upto, most }) => {
    const rows = met.all(after, upto, most) as { sequence: number; execution: number }[]
    const seen = new Set<number>()
    const executions: PackedSlice['executions'] = []
    let characters = 0
    let last = after
    for (const { sequence, execution } of rows) {
      if (characters > mostCharacters) return { executions, last, isThrough: false }
      last = sequence
      if (seen.has(execution)) continue
      seen.add(execution)
      const found = status.get(execution) as { status: string } | undefined
      if (found === undefined || found.status === 'RUNNING') continue
      const ended = lastOf.get(execution) as { sequence: number; lastId: number }
      if (ended.sequence > upto) continue
      // Row by row: a long history is packed without ever being here as a whole.
      const packed = packRows(rowsOf.iterate(execution) as Iterable<RowToPack>, vault)
      characters += packed.characters
      executions.push({ number: execution, lastId: ended.lastId, packs: packed.packs })
    }
    // The rows up to the bound may have gone with an earlier slice: nobody is to look for them again.
    const isThrough = rows.length < most
    return { executions, last: isThrough ? upto : last, isThrough }
  }
}
