import { type KeyObject, randomBytes } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { NONCE_BYTES, sealBytes, TAG_BYTES, unsealBytes } from '../encryption/sealed-bytes.ts'
import type { Vault } from '../encryption/vault.ts'
import { DamagedRow } from '../journal/damaged-row.ts'

// A file is its salt and then pieces of so many bytes, the last one shorter or empty, each with its tag. A piece's nonce is its number and
// whether it is the last, so that none can be moved, left out or cut off unseen, and any range is read by opening the pieces it touches.
const PIECE_BYTES = 64 * 1_024
const SALT_BYTES = 16

/** Writes what comes, encrypted; answers how many bytes came. */
export async function writeLocked(file: FileHandle, source: AsyncIterable<Uint8Array>, vault: Vault): Promise<number> {
  const salt = randomBytes(SALT_BYTES)
  const key = vault.fileKey(salt)
  await writeWhole(file, salt)
  const piece = Buffer.allocUnsafe(PIECE_BYTES)
  let filled = 0
  let number = 0
  let bytes = 0
  for await (const chunk of source)
    for (let at = 0; at < chunk.length; ) {
      // A full piece waits until more comes: the last one is marked.
      if (filled === PIECE_BYTES) {
        await writeWhole(file, lockPiece(key, piece, number++, false))
        filled = 0
      }
      const part = chunk.subarray(at, at + PIECE_BYTES - filled)
      piece.set(part, filled)
      filled += part.length
      at += part.length
      bytes += part.length
    }
  await writeWhole(file, lockPiece(key, piece.subarray(0, filled), number, true))
  return bytes
}

/** The bytes of a range, or all. @throws DamagedRow when the file is not what was written */
export async function* readLocked(
  path: string,
  vault: Vault,
  range: { from: number; before: number } | undefined,
): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const before = Math.min(range?.before ?? Number.POSITIVE_INFINITY, bytesOfLocked(size))
    const from = range?.from ?? 0
    if (range && from >= before) return
    const key = vault.fileKey(await readAt(file, 0, SALT_BYTES))
    const last = lastPiece(size)
    for (let number = Math.floor(from / PIECE_BYTES); number <= last; number++) {
      const begin = number * PIECE_BYTES
      if (begin >= before && begin > 0) return
      const place = SALT_BYTES + number * (PIECE_BYTES + TAG_BYTES)
      const locked = await readAt(file, place, Math.min(PIECE_BYTES + TAG_BYTES, size - place))
      const bytes = openPiece(key, locked, number, number === last)
      if (bytes.length > 0) yield bytes.subarray(Math.max(0, from - begin), Math.max(0, before - begin))
    }
  } finally {
    await file.close()
  }
}

/** How many bytes a file of so many holds. */
export function bytesOfLocked(size: number): number {
  return Math.max(0, size - SALT_BYTES - (lastPiece(size) + 1) * TAG_BYTES)
}

function lastPiece(size: number): number {
  return Math.max(0, Math.ceil((size - SALT_BYTES) / (PIECE_BYTES + TAG_BYTES)) - 1)
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce[0] = isLast ? 1 : 0
  nonce.writeUInt32BE(number, 8)
  return nonce
}

function lockPiece(key: KeyObject, bytes: Uint8Array, number: number, isLast: boolean): Buffer {
  return Buffer.concat(sealBytes({ key, nonce: nonceOf(number, isLast) }, bytes))
}

function openPiece(key: KeyObject, locked: Buffer, number: number, isLast: boolean): Buffer {
  const bytes = unsealBytes({ key, nonce: nonceOf(number, isLast) }, locked)
  if (bytes === undefined) throw new DamagedRow('an encrypted content is damaged or cut off')
  return bytes
}

async function readAt(file: FileHandle, place: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(0, bytes))
  let filled = 0
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, place + filled)
    if (bytesRead === 0) throw new DamagedRow('an encrypted content is cut off')
    filled += bytesRead
  }
  return buffer
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten
}
