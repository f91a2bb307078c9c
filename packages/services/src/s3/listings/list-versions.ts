import { afterPrefix } from '@pasos/engine'
import type { Operation } from '@pasos/wire'
import { findBucket } from '../buckets/bucket-record.ts'
import type { S3Dependencies } from '../dependencies.ts'
import { currentPlace, versionSpace } from '../objects/object-keys.ts'
import { ownerId } from '../objects/object-settings.ts'
import { parseObject, type StoredObject } from '../objects/object-store.ts'
import { MOST_KEYS } from './list-objects.ts'
import { encoder } from './url-encoding.ts'
import { compareKeys } from './walk-keys.ts'

interface VersionsInput {
  Bucket: string
  Prefix?: string
  Delimiter?: string
  KeyMarker?: string
  VersionIdMarker?: string
  MaxKeys?: number
  EncodingType?: string
}

const READ_AT_ONCE = 250

export function listObjectVersions(deps: S3Dependencies): Operation<VersionsInput> {
  return async input => {
    const { Bucket, Prefix = '', Delimiter, KeyMarker = '', VersionIdMarker, EncodingType } = input
    const bucket = findBucket(deps.catalog, Bucket)
    const limit = Math.min(input.MaxKeys ?? MOST_KEYS, MOST_KEYS)
    const { versions, prefixes, next } = await walkVersions(deps, bucket.id, input, limit)
    const encode = encoder(EncodingType)
    const lines = versions.map(({ object, isLatest }) => ({ object, line: line(object, isLatest, bucket.accountId, encode) }))
    return {
      ...{ Name: Bucket, Prefix: encode(Prefix), KeyMarker: encode(KeyMarker), VersionIdMarker: VersionIdMarker ?? '', MaxKeys: limit },
      ...(Delimiter !== undefined && { Delimiter: encode(Delimiter) }),
      ...(EncodingType !== undefined && { EncodingType }),
      Versions: lines.filter(({ object }) => !object.isDeleteMarker).map(one => one.line),
      DeleteMarkers: lines.filter(({ object }) => object.isDeleteMarker).map(one => one.line),
      ...(prefixes.length > 0 && { CommonPrefixes: prefixes.map(prefix => ({ Prefix: encode(prefix) })) }),
      IsTruncated: next !== undefined,
      ...(next && { NextKeyMarker: encode(next.key), NextVersionIdMarker: next.versionId }),
    }
  }
}

interface Walked {
  versions: { object: StoredObject; isLatest: boolean }[]
  prefixes: string[]
  /** The last line, when there are more. */
  next: { key: string; versionId: string } | undefined
}

async function walkVersions({ data }: S3Dependencies, bucketId: string, input: VersionsInput, limit: number): Promise<Walked> {
  const { Prefix = '', Delimiter = '', KeyMarker = '', VersionIdMarker } = input
  const walked: Walked = { versions: [], prefixes: [], next: undefined }
  const before = afterPrefix(currentPlace(bucketId, Prefix))
  let from = currentPlace(bucketId, compareKeys(KeyMarker, Prefix) > 0 ? KeyMarker : Prefix)
  let isBehindMarker = VersionIdMarker === undefined
  let [key, last]: [string | undefined, StoredObject | undefined] = [undefined, undefined]
  while (limit > 0) {
    const page = await data.scan(versionSpace, { from, before, limit: READ_AT_ONCE })
    for (const { key: place, value } of page) {
      from = `${place}\u0000`
      const object = parseObject(value)
      const isLatest = object.key !== key
      key = object.key
      if (compareKeys(object.key, KeyMarker) < 0 || (object.key === KeyMarker && !isBehindMarker)) {
        isBehindMarker ||= object.versionId === VersionIdMarker
        continue
      }
      if (object.key === KeyMarker && VersionIdMarker === undefined) continue
      const cut = Delimiter === '' ? -1 : object.key.indexOf(Delimiter, Prefix.length)
      const common = cut < 0 ? undefined : object.key.slice(0, cut + Delimiter.length)
      if (common !== undefined && walked.prefixes.at(-1) === common) continue
      if (walked.versions.length + walked.prefixes.length === limit)
        return { ...walked, next: last && { key: last.key, versionId: last.versionId } }
      last = object
      if (common === undefined) walked.versions.push({ object, isLatest })
      else walked.prefixes.push(common)
    }
    if (page.length < READ_AT_ONCE) break
  }
  return walked
}

function line(object: StoredObject, IsLatest: boolean, accountId: string, encode: (text: string) => string): object {
  return {
    ...{ Key: encode(object.key), VersionId: object.versionId, IsLatest, LastModified: new Date(object.lastModified) },
    ...(!object.isDeleteMarker && { ETag: `"${object.etag}"`, Size: object.size, StorageClass: object.storageClass ?? 'STANDARD' }),
    Owner: { ID: ownerId(accountId) },
  }
}
