import { isJsonObject, type Json } from '@pasos/asl'
import { chainedFiles, type DataFile } from './chained-files.ts'
import { type Items, ItemsUnreadable, type Place, type Reading } from './item-reader.ts'
import { unpackedBytes } from './unpacked-bytes.ts'

type FileReader = (reading: Reading, from?: Place) => Items

/** More files than this names nobody in one manifest. */
const longestManifest = 64 * 1024 * 1024

/**
 * The lines of an S3 inventory: the manifest.json names its files, which have no headers of their own.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 *
 * @param readers by the format of the inventory's files
 */
export async function* inventoryItems(manifest: Reading, readers: { csv: FileReader; parquet: FileReader }, from?: Place): Items {
  const { fileFormat, fileSchema, destinationBucket, files } = parsed(await wholeText(manifest))
  if (fileFormat !== 'CSV' && fileFormat !== 'Parquet') throw unreadable(`its files are '${String(fileFormat)}', neither CSV nor Parquet`)
  const bucket = typeof destinationBucket === 'string' ? destinationBucket.split(':').at(-1)! : manifest.place.bucket
  const headers = typeof fileSchema === 'string' ? fileSchema.split(',').map(name => name.trim()) : []
  const config = { CSVHeaderLocation: 'GIVEN', CSVHeaders: headers }
  if (!Array.isArray(files)) throw unreadable('it names no files')
  const keys = files.map(file => (isJsonObject(file) && typeof file['key'] === 'string' ? file['key'] : ''))
  const places = keys.map(key => ({ bucket, key }))
  yield* chainedFiles(numbered(manifest, places, config), fileFormat === 'CSV' ? readers.csv : readers.parquet, from)
}

/** What Athena's UNLOAD wrote: the manifest has a line for each file, its `s3://` address. */
export async function* athenaItems(manifest: Reading, read: FileReader, from?: Place): Items {
  const lines = (await wholeText(manifest)).split(/\r?\n/).map(line => line.trim().replace(/^"(.*)"$/, '$1'))
  const places = lines.filter(line => line !== '').map(addressed)
  yield* chainedFiles(numbered(manifest, places, manifest.config), read, from)
}

function addressed(address: string): { bucket: string; key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/i.exec(address) ?? []
  if (bucket === undefined || key === undefined) throw unreadable(`'${address}' is no address of an object`)
  return { bucket, key }
}

function numbered({ objects, place }: Reading, places: readonly { bucket: string; key: string }[], config: Reading['config']) {
  const { versionId: _, ...common } = place
  return async function* files(mark: Json | undefined): AsyncGenerator<DataFile> {
    for (let index = Number(mark ?? 0); index < places.length; index++)
      yield { reading: { objects, config, place: { ...common, ...places[index]! } }, mark: index }
  }
}

async function wholeText(manifest: Reading): Promise<string> {
  const { chunks } = await unpackedBytes(manifest, undefined)
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    length += chunk.length
    if (length > longestManifest) throw unreadable('it is larger than 64 MB')
  }
  return Buffer.concat(parts).toString('utf8')
}

function parsed(text: string): { readonly [key: string]: Json } {
  try {
    const value = JSON.parse(text) as Json
    if (isJsonObject(value)) return value
  } catch {
    // Told below.
  }
  throw unreadable('it is no JSON object')
}

function unreadable(why: string): ItemsUnreadable {
  return new ItemsUnreadable(`The manifest can't be read: ${why}.`)
}
