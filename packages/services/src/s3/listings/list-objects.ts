import type { Operation } from '@pasos/wire'
import { findBucket } from '../buckets/bucket-record.ts'
import type { S3Dependencies } from '../dependencies.ts'
import { invalidArgument } from '../errors.ts'
import { ownerId } from '../objects/object-settings.ts'
import type { StoredObject } from '../objects/object-store.ts'
import { encoder } from './url-encoding.ts'
import { type ListedEntry, walkKeys } from './walk-keys.ts'

interface ListInput {
  Bucket: string
  Prefix?: string
  Delimiter?: string
  MaxKeys?: number
  EncodingType?: string
}

export const MOST_KEYS = 1_000

export function listObjectsV2(
  deps: S3Dependencies,
): Operation<ListInput & { ContinuationToken?: string; StartAfter?: string; FetchOwner?: boolean }> {
  return async input => {
    const bucket = findBucket(deps.catalog, input.Bucket)
    const after = input.ContinuationToken === undefined ? input.StartAfter : keyOfToken(input.ContinuationToken)
    const limit = Math.min(input.MaxKeys ?? MOST_KEYS, MOST_KEYS)
    const { entries, isTruncated } = await walk(deps, bucket.id, input, after, limit)
    const encode = encoder(input.EncodingType)
    return {
      ...described(input, limit),
      ...linesOf(entries, encode, input.FetchOwner ? bucket.accountId : undefined),
      KeyCount: entries.length,
      IsTruncated: isTruncated,
      ...(input.StartAfter !== undefined && { StartAfter: encode(input.StartAfter) }),
      ...(input.ContinuationToken !== undefined && { ContinuationToken: input.ContinuationToken }),
      ...(isTruncated && { NextContinuationToken: Buffer.from(lastOf(entries)).toString('base64') }),
    }
  }
}

export function listObjects(deps: S3Dependencies): Operation<ListInput & { Marker?: string }> {
  return async input => {
    const bucket = findBucket(deps.catalog, input.Bucket)
    const limit = Math.min(input.MaxKeys ?? MOST_KEYS, MOST_KEYS)
    const { entries, isTruncated } = await walk(deps, bucket.id, input, input.Marker, limit)
    const encode = encoder(input.EncodingType)
    return {
      ...described(input, limit),
      ...linesOf(entries, encode, bucket.accountId),
      IsTruncated: isTruncated,
      Marker: encode(input.Marker ?? ''),
      // The first version names the next marker only where the last line is no key that can serve as one.
      ...(isTruncated && input.Delimiter !== undefined && { NextMarker: encode(lastOf(entries)) }),
    }
  }
}

function walk(deps: S3Dependencies, bucketId: string, { Prefix, Delimiter }: ListInput, after: string | undefined, limit: number) {
  if (limit === 0) return { entries: [], isTruncated: false }
  return walkKeys(deps.data, bucketId, {
    limit,
    ...(Prefix !== undefined && { prefix: Prefix }),
    ...(Delimiter !== undefined && { delimiter: Delimiter }),
    ...(after !== undefined && { after }),
  })
}

function described({ Bucket, Prefix = '', Delimiter, EncodingType }: ListInput, MaxKeys: number): object {
  const encode = encoder(EncodingType)
  return {
    ...{ Name: Bucket, Prefix: encode(Prefix), MaxKeys },
    ...(Delimiter !== undefined && { Delimiter: encode(Delimiter) }),
    ...(EncodingType !== undefined && { EncodingType }),
  }
}

function linesOf(entries: readonly ListedEntry[], encode: (text: string) => string, owner: string | undefined): object {
  const objects = entries.flatMap(entry => ('object' in entry ? [entry.object] : []))
  const prefixes = entries.flatMap(entry => ('prefix' in entry ? [{ Prefix: encode(entry.prefix) }] : []))
  return {
    ...(objects.length > 0 && { Contents: objects.map(object => line(object, encode, owner)) }),
    ...(prefixes.length > 0 && { CommonPrefixes: prefixes }),
  }
}

function line(object: StoredObject, encode: (text: string) => string, owner: string | undefined): object {
  const [algorithm] = Object.keys(object.checksums)
  return {
    ...{ Key: encode(object.key), LastModified: new Date(object.lastModified), ETag: `"${object.etag}"`, Size: object.size },
    ...(algorithm !== undefined && { ChecksumAlgorithm: [algorithm.slice('Checksum'.length)], ChecksumType: object.checksumType }),
    StorageClass: object.storageClass ?? 'STANDARD',
    ...(owner !== undefined && { Owner: { ID: ownerId(owner) } }),
  }
}

function lastOf(entries: readonly ListedEntry[]): string {
  const last = entries.at(-1)
  return last === undefined ? '' : 'object' in last ? last.object.key : last.prefix
}

function keyOfToken(token: string): string {
  const key = Buffer.from(token, 'base64').toString()
  if (Buffer.from(key).toString('base64') !== token)
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token)
  return key
}
