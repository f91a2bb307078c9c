import type { Operation } from '@pasos/wire'
import { type Checksums, startChecksum } from '../checksums/checksum.ts'
import type { S3Dependencies } from '../dependencies.ts'
import { findObject, versionOf } from './find-object.ts'
import { checkTags } from './save-object.ts'

interface ObjectInput {
  Bucket: string
  Key: string
  VersionId?: string
}

interface Tagging {
  TagSet: { Key: string; Value: string }[]
}

export function getObjectTagging(deps: S3Dependencies): Operation<ObjectInput> {
  return async input => {
    const { bucket, object } = await findObject(deps, input)
    return { TagSet: object.tags.map(([Key, Value]) => ({ Key, Value })), ...versionOf(bucket, object) }
  }
}

export function putObjectTagging(deps: S3Dependencies): Operation<ObjectInput & { Tagging: Tagging }> {
  return (input, _context) => {
    const tags = input.Tagging.TagSet.map(({ Key, Value }): [string, string] => [Key, Value])
    checkTags(tags)
    return changeTags(deps, input, tags)
  }
}

export function deleteObjectTagging(deps: S3Dependencies): Operation<ObjectInput> {
  return input => changeTags(deps, input, [])
}

function changeTags(deps: S3Dependencies, input: ObjectInput, tags: [string, string][]) {
  const { bucket: name, key } = { bucket: input.Bucket, key: input.Key }
  return findObject(deps, input).then(({ bucket }) =>
    deps.objects.exclusively(bucket.id, key, async () => {
      const { object } = await findObject(deps, { ...input, Bucket: name })
      await deps.objects.change(bucket.id, { ...object, tags })
      return versionOf(bucket, object)
    }),
  )
}

/** Objects belong to the account; there is nothing else to say of who may do what, as on buckets with ACLs switched off. */
export function getObjectAcl(deps: S3Dependencies): Operation<ObjectInput> {
  return async input => {
    const { bucket } = await findObject(deps, input)
    return ownersAcl(bucket.accountId)
  }
}

export function ownersAcl(accountId: string) {
  const Owner = { ID: ownerId(accountId) }
  return { Owner, Grants: [{ Grantee: { Type: 'CanonicalUser', ...Owner }, Permission: 'FULL_CONTROL' }] }
}

/** An account's canonical id: 64 hexadecimal digits that only depend on the account. */
export function ownerId(accountId: string): string {
  const sum = startChecksum('SHA256')
  sum.update(Buffer.from(`canonical user of ${accountId}`))
  return Buffer.from(sum.value(), 'base64').toString('hex')
}

interface AttributesInput extends ObjectInput {
  ObjectAttributes: string[]
  MaxParts?: number
  PartNumberMarker?: string
}

export function getObjectAttributes(deps: S3Dependencies): Operation<AttributesInput> {
  return async input => {
    const { bucket, object } = await findObject(deps, input)
    const wants = (name: string): boolean => input.ObjectAttributes.includes(name)
    return {
      LastModified: new Date(object.lastModified),
      ...versionOf(bucket, object),
      ...(wants('ETag') && { ETag: object.etag }),
      ...(wants('Checksum') && { Checksum: { ...object.checksums, ChecksumType: object.checksumType } }),
      ...(wants('ObjectSize') && { ObjectSize: object.size }),
      ...(wants('StorageClass') && { StorageClass: object.storageClass ?? 'STANDARD' }),
      ...(wants('ObjectParts') && object.parts && { ObjectParts: partsPage(object.parts, input) }),
    }
  }
}

function partsPage(
  parts: readonly { size: number; checksums?: Checksums }[],
  { MaxParts = 1_000, PartNumberMarker = '0' }: AttributesInput,
) {
  const first = Number(PartNumberMarker)
  const page = parts.slice(first, first + MaxParts)
  return {
    TotalPartsCount: parts.length,
    ...{ PartNumberMarker, NextPartNumberMarker: String(first + page.length), MaxParts, IsTruncated: first + page.length < parts.length },
    Parts: page.map(({ size, checksums }, at) => ({ PartNumber: first + at + 1, Size: size, ...checksums })),
  }
}
