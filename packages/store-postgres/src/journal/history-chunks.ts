import type { ExecutionNumber } from '@pasos/engine'
import type { PackedChunk } from '@pasos/engine/pack-text'
import type { Readers } from '../connection/readers.ts'
import { type PackRow, unpack } from '../packing/packs.ts'

/** A part of a history; `sum`, where it is kept, is that of all events up to its end. */
export interface KeptChunk extends PackedChunk {
  sum?: number
}

interface Row {
  first_id: number
  last_id: number
  sum: number
  events: string
}

interface Wanted {
  reverse: boolean
  /** An event, which is not wanted itself. */
  after: number
  /** So many rows are read at most. */
  most: number
}

/** So many packs are read for a page, each as much text as is worked through at a time. */
const packsOfPage = 2

const columns = 'first_id, last_id, sum, events'
const forwards = `
  SELECT ${columns} FROM history WHERE execution = $1 AND first_id >= coalesce(
    (SELECT first_id FROM history WHERE execution = $1 AND first_id <= $2::bigint + 1 ORDER BY first_id DESC LIMIT 1), 0)
    AND last_id > $2::bigint
  ORDER BY first_id LIMIT $3`
const backwards = `SELECT ${columns} FROM history WHERE execution = $1 AND first_id < $2::bigint ORDER BY first_id DESC LIMIT $3`

/**
 * Chunks of a history, wherever they lie, in the order of reading from the one on that holds the first event wanted; `isCut` when there may be more.
 * Rows are read before packs: what is packed between the two is met twice, and taken once, but never missed.
 */
export async function historyChunks(
  reads: Pick<Readers, 'rows' | 'row'>,
  number: ExecutionNumber,
  { reverse, after, most }: Wanted,
): Promise<{ chunks: KeptChunk[]; isCut: boolean }> {
  const rows = await reads.rows<Row>(reverse ? backwards : forwards, [number, after, most])
  const unpacked = rows.map(({ first_id: firstId, last_id: lastId, sum, events }): KeptChunk => ({ firstId, lastId, sum, events }))
  const isCut = rows.length === most
  if (reverse) {
    const before = rows.at(-1)?.first_id ?? after
    if (isCut || before <= 1) return { chunks: unpacked, isCut }
    const packs = await packsOf(reads, number, {
      condition: 'first_id < $2::bigint ORDER BY first_id DESC',
      event: before,
      most: packsOfPage,
    })
    const packed = packs.flatMap(pack => chunksOf(pack).reverse()).filter(({ firstId }) => firstId < before)
    return { chunks: [...unpacked, ...packed], isCut: packs.length === packsOfPage }
  }
  const first = rows[0]?.first_id ?? Number.POSITIVE_INFINITY
  if (first <= after + 1) return { chunks: unpacked, isCut }
  const packs = await packsOf(reads, number, { condition: 'last_id > $2::bigint ORDER BY first_id', event: after, most: packsOfPage })
  const packed = packs.flatMap(chunksOf).filter(({ firstId, lastId }) => lastId > after && firstId < first)
  return packs.length === packsOfPage ? { chunks: packed, isCut: true } : { chunks: [...packed, ...unpacked], isCut }
}

/** All that is packed of an execution, in its order. */
export async function packedHistory(
  reads: Pick<Readers, 'rows' | 'row'>,
  number: ExecutionNumber,
): Promise<{ chunks: PackedChunk[]; nextFrameId: number }> {
  const packs = await packsOf(reads, number, { condition: 'first_id > $2::bigint ORDER BY first_id', event: 0, most: null })
  return { chunks: packs.flatMap(unpack), nextFrameId: packs.at(-1)?.next_frame ?? 0 }
}

/** What the newest row of an execution's history says, packed or not. */
export async function lastOfHistory(
  reads: Pick<Readers, 'rows' | 'row'>,
  number: ExecutionNumber,
): Promise<{ last_id: number; next_frame: number; sum: number } | undefined> {
  const last = 'ORDER BY first_id DESC LIMIT 1'
  return (
    (await reads.row(`SELECT last_id, next_frame, sum FROM history WHERE execution = $1 ${last}`, [number])) ??
    (await reads.row(`SELECT last_id, next_frame, sum FROM packed_history WHERE execution = $1 ${last}`, [number]))
  )
}

function chunksOf(pack: PackRow): KeptChunk[] {
  const chunks: KeptChunk[] = unpack(pack)
  chunks.at(-1)!.sum = pack.sum
  return chunks
}

/** Packs of an execution that is there. All of one that was never redriven lie in the day of its end; of others they may lie in any. */
async function packsOf(
  { rows, row }: Pick<Readers, 'rows' | 'row'>,
  number: ExecutionNumber,
  { condition, event, most }: { condition: string; event: number; most: number | null },
): Promise<PackRow[]> {
  const ended = await row<{ stopped: number | null }>(
    `SELECT CASE WHEN n.redrive_count = 0 THEN n.stop_date END AS stopped
     FROM executions e LEFT JOIN ends n ON n.number = e.number WHERE e.number = $1`,
    [number],
  )
  if (!ended) return []
  const select = 'SELECT first_id, next_frame, sum, pack_sum, pack FROM packed_history WHERE execution = $1 AND'
  const values = [number, event, most]
  if (ended.stopped === null) return rows<PackRow>(`${select} ${condition} LIMIT $3`, values)
  return rows<PackRow>(`${select} stopped = $4 AND ${condition} LIMIT $3`, [...values, ended.stopped])
}
