import { isJsonObject, type Json } from '@pasos/asl'
import { integrationOf } from '@pasos/integrations'
import type { ItemRequest } from '../../ports/map-runs.ts'
import type { ObjectPlace, StoredObjects } from '../../ports/stored-objects.ts'
import { csvRows } from './csv-rows.ts'
import { type Items, ItemsUnreadable, type Place, type Reading } from './item-reader.ts'
import { jsonItems } from './json-items.ts'
import { jsonLines } from './json-lines.ts'
import { listedObjects } from './listed-objects.ts'
import { loadedListing } from './loaded-listing.ts'
import { athenaItems, inventoryItems } from './manifest-files.ts'
import { parquetRows } from './parquet-rows.ts'

type Reader = (reading: Reading, from?: Place) => Items

/** What reads the data of an object, by InputType. */
const dataReaders: Readonly<Record<string, Reader>> = { CSV: csvRows, JSON: jsonItems, JSONL: jsonLines, PARQUET: parquetRows }

/**
 * The items that an ItemReader asks for, from a place on.
 *
 * @throws ItemsUnreadable when its request or ReaderConfig can't be read
 */
export function itemsOf(objects: StoredObjects, { resource, request, config, roleArn }: ItemRequest, from?: Place): Items {
  const isListing = integrationOf(resource) === 's3:listObjectsV2'
  const reading = { objects, config, place: placeOf(request, roleArn, isListing) }
  const { InputType: type, ManifestType: manifest, Transformation: transformation } = config
  if (isListing)
    return transformation === 'LOAD_AND_FLATTEN' ? loadedListing(reading, dataReader(type), from) : listedObjects(reading, from)
  if (manifest === 'ATHENA_DATA') return athenaItems(reading, dataReader(type), from)
  if (manifest === 'S3_INVENTORY' || type === 'MANIFEST') return inventoryItems(reading, { csv: csvRows, parquet: parquetRows }, from)
  return dataReader(type)(reading, from)
}

function dataReader(type: Json | undefined): Reader {
  if (type === undefined) throw new ItemsUnreadable("The ItemReader's ReaderConfig must have an InputType.")
  const reader = typeof type === 'string' && Object.hasOwn(dataReaders, type) ? dataReaders[type] : undefined
  if (reader === undefined) throw new ItemsUnreadable(`The InputType '${String(type)}' is not supported.`)
  return reader
}

/** For a listing `key` is the prefix. */
function placeOf(request: Json, roleArn: string, isListing: boolean): ObjectPlace {
  const { Bucket, Key, Prefix, VersionId, ExpectedBucketOwner } = isJsonObject(request) ? request : {}
  const key = isListing ? (Prefix ?? '') : Key
  if (typeof Bucket !== 'string' || Bucket === '') throw new ItemsUnreadable("The ItemReader's Bucket must be a non-empty string.")
  if (typeof key !== 'string' || (key === '' && !isListing))
    throw new ItemsUnreadable(`The ItemReader's ${isListing ? 'Prefix' : 'Key'} must be a ${isListing ? '' : 'non-empty '}string.`)
  return {
    ...{ bucket: Bucket, key, roleArn },
    ...(typeof VersionId === 'string' ? { versionId: VersionId } : {}),
    ...(typeof ExpectedBucketOwner === 'string' ? { expectedBucketOwner: ExpectedBucketOwner } : {}),
  }
}
