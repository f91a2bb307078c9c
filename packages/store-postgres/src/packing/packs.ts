import { setImmediate as turnOfOthers } from 'node:timers/promises'
import { promisify } from 'node:util'
import { crc32, zstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { chunksOfPack, type PackedChunk, type PackText } from '@pasos/engine/pack-text'
import { DamagedRow } from '../journal/damaged-row.ts'

/** What is read of a row of `packed_history`. */
export interface PackRow {
  first_id: number
  next_frame: number
  sum: number
  pack_sum: number
  pack: Buffer
}

export interface Pack {
  pack: Buffer
  packSum: number
}

const compress = promisify(zstdCompress)

// Another thread costs 600 µs of CPU for each text, this one 20 for the usual one and some hundred for the longest that it takes.
const mostHere = 128 * 1024

/** Turns that come meanwhile wait no longer than this for what is packed. */
const mostMsAtATime = 0.5

/** Compresses texts, one after the other, and lets others in between: a slice of some hundred histories would hold the thread for 20 ms. */
export async function packsOf(texts: readonly PackText[]): Promise<Pack[]> {
  const packs: Pack[] = []
  let since = performance.now()
  for (const text of texts) {
    packs.push(await packOf(text))
    if (performance.now() - since < mostMsAtATime) continue
    await turnOfOthers()
    since = performance.now()
  }
  return packs
}

/** Compresses a text; `packSum` is the checksum of what becomes of it, as the database keeps it. */
export async function packOf({ text }: PackText): Promise<Pack> {
  // Node cuts buffers out of 64 KB.
  const pack = text.length > mostHere ? await compress(text) : zstdCompressSync(text, { chunkSize: Math.max(256, text.length >> 1) })
  return { pack, packSum: crc32(pack) | 0 }
}

/** @throws DamagedRow when the pack is not what was written */
export function unpack({ first_id, pack_sum, pack }: Pick<PackRow, 'first_id' | 'pack_sum' | 'pack'>): PackedChunk[] {
  if ((crc32(pack) | 0) !== pack_sum) throw new DamagedRow(`The packed history from event ${first_id} on is damaged.`)
  return chunksOfPack(first_id, zstdDecompressSync(pack).toString('utf8'))
}
