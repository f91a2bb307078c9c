import { crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { chunksOfPack, type PackedChunk, type PackText, packTexts, type RowToPack } from '@pasos/engine/pack-text'
import type { Vault } from '../encryption/vault.ts'
import { DamagedRow } from './damaged-row.ts'

/** A row of `packed_history`. */
export interface Pack extends Omit<PackText, 'text'> {
  packSum: number
  pack: Uint8Array
}

/** Compresses rows of one execution, in their order; `characters`: how many they had. */
export function packRows(rows: Iterable<RowToPack>, vault: Vault): { packs: Pack[]; characters: number } {
  const packs: Pack[] = []
  let characters = 0
  for (const { text, ...rest } of packTexts(opened(rows, vault))) {
    const pack = vault.lockBytes(compressed(text))
    packs.push({ ...rest, packSum: crc32(pack), pack })
    characters += text.length
  }
  return { packs, characters }
}

function* opened(rows: Iterable<RowToPack>, vault: Vault): Iterable<RowToPack> {
  for (const row of rows) yield vault.isPlain ? row : { ...row, events: vault.openText(row.events) }
}

/** In memory of its own size: Node cuts buffers out of 64 KB, all of which would go along to another thread. */
function compressed(text: string): Uint8Array {
  return new Uint8Array(zstdCompressSync(text, { chunkSize: Math.max(256, Math.min(text.length >> 1, 64 * 1024)) }))
}

/** @throws DamagedRow when the pack is not what was written */
export function unpack({ firstId, packSum, pack }: Pick<Pack, 'firstId' | 'packSum' | 'pack'>, vault: Vault): PackedChunk[] {
  if (crc32(pack) !== packSum) throw new DamagedRow(`The packed history from event ${firstId} on is damaged.`)
  return chunksOfPack(firstId, zstdDecompressSync(vault.openBytes(pack)).toString('utf8'))
}
