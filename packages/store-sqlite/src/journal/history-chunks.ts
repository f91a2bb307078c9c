import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { PackedChunk } from '@pasos/engine/pack-text'
import type { Vault } from '../encryption/vault.ts'
import { unpack } from './packed-history.ts'

/** Of an execution, wherever it lies: what is packed comes before what is not. */
export interface HistoryChunks {
  /** From the one that holds event `from` on. */
  forwards(number: number, from: number): Iterable<PackedChunk>
  /** Backwards from the one that holds the event before `before`. */
  backwards(number: number, before: number): Iterable<PackedChunk>
  last(number: number): { last_id: number; next_frame: number; sum: number } | undefined
}

const ofExecution = 'place >= ?1 << 27 AND place < (?1 + 1) << 27'
const packColumns = 'place & 0x7FFFFFF AS firstId, pack_sum AS packSum, pack'
const rowColumns = 'first_id AS firstId, last_id AS lastId, events'

/** One parameter: the number of the execution. */
export const packsOfExecution = `
  SELECT place & 0x7FFFFFF AS firstId, last_id AS lastId, sum, pack_sum AS packSum, pack FROM packed_history WHERE ${ofExecution} ORDER BY place`

export function historyChunks(database: DatabaseSync, vault: Vault): HistoryChunks {
  const prepare = (sql: string): StatementSync => database.prepare(sql)
  const packs = prepare(`SELECT ${packColumns} FROM packed_history WHERE ${ofExecution} AND last_id >= ?2 ORDER BY place`)
  const packsBack = prepare(
    `SELECT ${packColumns} FROM packed_history WHERE ${ofExecution} AND place < ?1 << 27 | min(?2, 0x7FFFFFF) ORDER BY place DESC`,
  )
  const rows = prepare(`
    SELECT ${rowColumns} FROM history WHERE execution = ?1 AND first_id >= coalesce(
      (SELECT first_id FROM history WHERE execution = ?1 AND first_id <= ?2 ORDER BY first_id DESC LIMIT 1), 0) ORDER BY first_id`)
  const rowsBack = prepare(`SELECT ${rowColumns} FROM history WHERE execution = ?1 AND first_id < ?2 ORDER BY first_id DESC`)
  const lastRow = prepare('SELECT last_id, next_frame, sum FROM history WHERE execution = ? ORDER BY first_id DESC LIMIT 1')
  const lastPack = prepare(`SELECT last_id, next_frame, sum FROM packed_history WHERE ${ofExecution} ORDER BY place DESC LIMIT 1`)

  const packed = (statement: StatementSync, number: number, event: number) =>
    statement.iterate(number, event) as unknown as Iterable<{ firstId: number; packSum: number; pack: Uint8Array }>
  function* single(statement: StatementSync, number: number, event: number): Iterable<PackedChunk> {
    for (const chunk of statement.iterate(number, event) as unknown as Iterable<PackedChunk>)
      yield vault.isPlain ? chunk : { ...chunk, events: vault.openText(chunk.events) }
  }

  return {
    forwards: (number, from) =>
      atOnce(database, function* () {
        for (const pack of packed(packs, number, from)) for (const chunk of unpack(pack, vault)) if (chunk.lastId >= from) yield chunk
        yield* single(rows, number, from)
      }),
    backwards: (number, before) =>
      atOnce(database, function* () {
        yield* single(rowsBack, number, before)
        for (const pack of packed(packsBack, number, before))
          for (const chunk of unpack(pack, vault).reverse()) if (chunk.firstId < before) yield chunk
      }),
    last: number => (lastRow.get(number) ?? lastPack.get(number)) as ReturnType<HistoryChunks['last']>,
  }
}

/** All of it as of one commit: rows that are packed meanwhile would be met twice, or not at all. */
function* atOnce<T>(database: DatabaseSync, read: () => Iterable<T>): Iterable<T> {
  const isOutermost = !database.isTransaction
  if (isOutermost) database.exec('BEGIN')
  try {
    yield* read()
  } finally {
    if (isOutermost) database.exec('COMMIT')
  }
}
