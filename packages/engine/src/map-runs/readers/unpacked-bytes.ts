import { Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { ItemsUnreadable, type Place, type Reading } from './item-reader.ts'

/** What is in an object, from an offset on. */
export interface UnpackedBytes {
  etag: string
  chunks: AsyncIterable<Uint8Array>
}

/**
 * Opens an object once and hands its bytes on as they come. AWS unpacks what is called `.gz` or `.zstd`; then offsets are those of
 * the unpacked bytes, and going on somewhere means to unpack what is before it again.
 *
 * @param place with `at` and `etag` when the object was read before: it must not have changed since
 */
export async function unpackedBytes({ objects, place: object }: Reading, place: Place | undefined): Promise<UnpackedBytes> {
  const from = Number(place?.['at'] ?? 0)
  const before = typeof place?.['etag'] === 'string' ? { etag: place['etag'] } : {}
  const unpack = unpackerOf(object.key)
  const { bytes, etag } = await objects.read(object, { from: unpack === undefined ? from : 0, ...before })
  return { etag, chunks: unpack === undefined ? bytes : without(unpacked(bytes, unpack(), object.key), from) }
}

function unpackerOf(key: string) {
  if (key.endsWith('.gz')) return createGunzip
  return key.endsWith('.zstd') || key.endsWith('.zst') ? createZstdDecompress : undefined
}

type Unpacker = ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>

async function* unpacked(bytes: AsyncIterable<Uint8Array>, unpacker: Unpacker, key: string): AsyncGenerator<Uint8Array> {
  const source = Readable.from(bytes, { objectMode: false })
  // The reader of the unpacked bytes learns of both.
  source.on('error', error => unpacker.destroy(error))
  source.pipe(unpacker)
  try {
    yield* unpacker as AsyncIterable<Uint8Array>
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code?.startsWith('Z_') || code?.startsWith('ZSTD_')) throw new ItemsUnreadable(`The object '${key}' can't be decompressed.`)
    throw error
  } finally {
    source.destroy()
    unpacker.destroy()
  }
}

async function* without(chunks: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count
  for await (const chunk of chunks) {
    if (left < chunk.length) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
  }
}
