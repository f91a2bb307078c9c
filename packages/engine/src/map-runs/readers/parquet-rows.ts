import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Json } from '@pasos/asl'
import type { AsyncBuffer, Compressors, FileMetaData } from 'hyparquet'
import { ObjectsRefused } from '../../ports/stored-objects.ts'
import { type Items, ItemsUnreadable, type Place, type ReadItem, type Reading } from './item-reader.ts'

/** AWS's limits: what of a Parquet file must be in memory at a time. */
const longestFooter = 5 * 1024 * 1024
const longestRowGroup = 256 * 1024 * 1024

/** Snappy, the usual one, is hyparquet's own. */
const compressors: Compressors = {
  GZIP: input => gunzipSync(input),
  ZSTD: input => zstdDecompressSync(input),
  BROTLI: input => brotliDecompressSync(input),
}

/** The rows of a Parquet file as objects: its footer is read, then one row group after the other, each once. */
export async function* parquetRows(reading: Reading, from?: Place): Items {
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet')
  const { file, etag } = await openFile(reading, from)
  const metadata = await readable(parquetMetadataAsync(file))
  const first = Number(from?.['row'] ?? 0)
  let rowStart = 0
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows)
    if (rowEnd > first) {
      checkSize(group)
      const start = Math.max(rowStart, first)
      const rows = await readable(parquetReadObjects({ file, metadata, compressors, rowStart: start, rowEnd }))
      const bytes = Math.ceil(Number(group.total_byte_size) / Math.max(1, Number(group.num_rows)))
      yield rows.map((row, index): ReadItem => ({ value: jsonOf(row), next: { row: start + index + 1, etag }, bytes }))
    }
    rowStart = rowEnd
  }
}

function checkSize({ total_byte_size: size }: FileMetaData['row_groups'][number]): void {
  if (Number(size) > longestRowGroup) throw new ItemsUnreadable('A row group of the Parquet file is larger than 256 MB.')
}

const magic = 'PAR1'

/** A file whose parts are asked for one by one, as long as it stays the same. */
async function openFile({ objects, place }: Reading, from: Place | undefined): Promise<{ file: AsyncBuffer; etag: string }> {
  const known = typeof from?.['etag'] === 'string' ? { etag: from['etag'] } : {}
  const { size, etag, bytes } = await objects.read(place, { from: 0, before: magic.length, ...known })
  if ((await collected(bytes)).toString('latin1') !== magic) throw notParquet('it does not begin as one')
  const read = async (start: number, end: number): Promise<Buffer> =>
    collected((await objects.read(place, { from: start, before: end, etag })).bytes)
  const tail = size < 12 ? Buffer.alloc(8) : await read(size - 8, size)
  if (tail.readUInt32LE(0) > longestFooter) throw new ItemsUnreadable('The footer of the Parquet file is larger than 5 MB.')
  const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
    const part = await read(start < 0 ? size + start : start, end)
    return part.buffer.slice(part.byteOffset, part.byteOffset + part.length) as ArrayBuffer
  }
  return { file: { byteLength: size, slice }, etag }
}

async function collected(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  return Buffer.concat(parts)
}

async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ObjectsRefused) throw error
    throw notParquet(error instanceof Error ? error.message : String(error))
  }
}

function notParquet(why: string): ItemsUnreadable {
  return new ItemsUnreadable(`The data is not a valid Parquet file: ${why}`)
}

/** A column's value as JSON: integers beyond what a number holds become text, bytes base64; times are ISO 8601. */
function jsonOf(value: unknown): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(jsonOf)
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonOf(member)]))
  return value as Json
}
