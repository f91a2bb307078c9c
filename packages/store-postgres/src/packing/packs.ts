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

const compress = promisify(zstdCompress)

// Another thread costs 600 µs of CPU for each text, this one 20 for the usual one and some hundred for the longest that it takes.
const mostHere = 128 * 1024

/** Compresses a text; `packSum` is the checksum of what becomes of it, as the database keeps it. */
export async function packOf({ text }: PackText): Promise<{ pack: Buffer; packSum: number }> {
  // Node cuts buffers out of 64 KB.
  const pack = text.length > mostHere ? await compress(text) : zstdCompressSync(text, { chunkSize: Math.max(256, text.length >> 1) })
  return { pack, packSum: crc32(pack) | 0 }
}

/** @throws DamagedRow when the pack is not what was written */
export function unpack({ first_id, pack_sum, pack }: Pick<PackRow, 'first_id' | 'pack_sum' | 'pack'>): PackedChunk[] {
  if ((crc32(pack) | 0) !== pack_sum) throw new DamagedRow(`The packed history from event ${first_id} on is damaged.`)
  return chunksOfPack(first_id, zstdDecompressSync(pack).toString('utf8'))
}
