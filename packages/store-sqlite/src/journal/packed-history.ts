import { crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Vault } from '../encryption/vault.ts'
import { DamagedRow } from './damaged-row.ts'

/** A row of `history` as it stands in a pack. */
export interface PackedChunk {
  firstId: number
  lastId: number
  /** JSON array of events. */
  events: string
}

/** A row of `packed_history`. */
export interface Pack {
  firstId: number
  lastId: number
  nextFrame: number
  sum: number
  packSum: number
  pack: Uint8Array
}

export interface HistoryRow {
  first_id: number
  last_id: number
  next_frame: number
  sum: number
  events: string
}

/** As much text in one pack as is worked through at a time; longer histories have several, so that a page of one never reads the whole. */
const mostCharacters = 1024 * 1024

/** Compresses rows of one execution, in their order; `characters`: how many they had. A pack is lines: the id of a row's last event, a space, its events, which have no line breaks. */
export function packRows(rows: Iterable<HistoryRow>, vault: Vault): { packs: Pack[]; characters: number } {
  const packs: Pack[] = []
  let lines: string[] = []
  let inPack = 0
  let characters = 0
  let firstId = 0
  let last: HistoryRow | undefined
  const close = ({ last_id: lastId, next_frame: nextFrame, sum }: HistoryRow): void => {
    const pack = vault.lockBytes(compressed(lines.join('\n')))
    packs.push({ firstId, lastId, nextFrame, sum, packSum: crc32(pack), pack })
    lines = []
    inPack = 0
  }
  for (const row of rows) {
    if (lines.length === 0) firstId = row.first_id
    lines.push(`${row.last_id} ${vault.openText(row.events)}`)
    inPack += row.events.length
    characters += row.events.length
    last = row
    if (inPack >= mostCharacters) close(row)
  }
  if (last !== undefined && lines.length > 0) close(last)
  return { packs, characters }
}

/** In memory of its own size: Node cuts buffers out of 64 KB, all of which would go along to another thread. */
function compressed(text: string): Uint8Array {
  return new Uint8Array(zstdCompressSync(text, { chunkSize: Math.max(256, Math.min(text.length >> 1, 64 * 1024)) }))
}

/** @throws DamagedRow when the pack is not what was written */
export function unpack({ firstId, packSum, pack }: Pick<Pack, 'firstId' | 'packSum' | 'pack'>, vault: Vault): PackedChunk[] {
  if (crc32(pack) !== packSum) throw new DamagedRow(`The packed history from event ${firstId} on is damaged.`)
  const chunks: PackedChunk[] = []
  let first = firstId
  for (const line of zstdDecompressSync(vault.openBytes(pack)).toString('utf8').split('\n')) {
    const space = line.indexOf(' ')
    const lastId = Number(line.slice(0, space))
    chunks.push({ firstId: first, lastId, events: line.slice(space + 1) })
    first = lastId + 1
  }
  return chunks
}
