import type { Operation } from '@pasos/wire'
import type { S3Dependencies } from '../dependencies.ts'
import { s3Error } from '../errors.ts'
import { ownerId, ownersAcl } from '../objects/object-settings.ts'
import { type BucketRecord, changeBucket, findBucket } from './bucket-record.ts'

/** AWS: who delivers access logs. Nobody does here, so that what it is granted lets nobody in. */
const logDelivery = 'http://acs.amazonaws.com/groups/s3/LogDelivery'

interface Grant {
  Grantee?: { Type?: string; ID?: string; URI?: string }
  Permission?: string
}

interface AclInput {
  Bucket: string
  ACL?: string
  AccessControlPolicy?: { Grants?: Grant[] }
  [header: string]: unknown
}

/** What a canned ACL grants besides the owner's own. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
const canned: Readonly<Record<string, readonly Grant[]>> = {
  private: [],
  'bucket-owner-read': [],
  'bucket-owner-full-control': [],
  'log-delivery-write': ['WRITE', 'READ_ACP'].map(Permission => ({ Grantee: { Type: 'Group', URI: logDelivery }, Permission })),
}

const headers: Readonly<Record<string, string>> = {
  ...{ GrantFullControl: 'FULL_CONTROL', GrantRead: 'READ', GrantReadACP: 'READ_ACP' },
  ...{ GrantWrite: 'WRITE', GrantWriteACP: 'WRITE_ACP' },
}

export function getBucketAcl({ catalog }: S3Dependencies): Operation<{ Bucket: string }> {
  return ({ Bucket }) => {
    const bucket = findBucket(catalog, Bucket)
    const { Owner, Grants } = ownersAcl(bucket.accountId)
    return { Owner, Grants: [...Grants, ...grantsOf(bucket)] }
  }
}

/**
 * Keeps what lets nobody in who was not: the owner's own grants anyway, those of who delivers logs where the bucket has ACLs.
 * @throws AccessControlListNotSupported
 */
export function putBucketAcl(deps: S3Dependencies): Operation<AclInput> {
  return async input => {
    const bucket = findBucket(deps.catalog, input.Bucket)
    const grants = grantsIn(input)?.filter(grant => !isOwners(grant, bucket.accountId))
    if (grants === undefined || !grants.every(isOfLogDelivery) || (grants.length > 0 && !hasAcls(bucket))) throw notSupported()
    await changeBucket(deps, input.Bucket, ({ settings: { BucketAcl: _, ...settings }, ...rest }) => ({
      ...{ ...rest, settings: { ...settings, ...(grants.length > 0 && { BucketAcl: grants }) } },
    }))
    return {}
  }
}

/** What a bucket with this ACL is created with. @throws InvalidBucketAclWithObjectOwnership */
export function newBucketsAcl(acl: string | undefined, ownership: string): { BucketAcl?: readonly Grant[] } {
  const grants = canned[acl ?? 'private'] ?? []
  if (grants.length === 0) return {}
  if (ownership === 'BucketOwnerEnforced') throw withEnforced()
  return { BucketAcl: grants }
}

/** AWS: ACLs are switched off once nobody else has one. @throws InvalidBucketAclWithObjectOwnership */
export function checkOwnership(bucket: BucketRecord, value: unknown): void {
  if (ownershipIn(value) === 'BucketOwnerEnforced' && grantsOf(bucket).length > 0) throw withEnforced()
}

export const withEnforced = () =>
  s3Error('InvalidBucketAclWithObjectOwnership', "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting", 400)

export const notSupported = () => s3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400)

const grantsOf = ({ settings }: BucketRecord): readonly Grant[] => (settings['BucketAcl'] as readonly Grant[] | undefined) ?? []

/** AWS: a bucket that says nothing of it has ACLs. */
const hasAcls = ({ settings }: BucketRecord): boolean => ownershipIn(settings['OwnershipControls']) !== 'BucketOwnerEnforced'

const ownershipIn = (controls: unknown): string | undefined =>
  (controls as { Rules?: { ObjectOwnership?: string }[] } | undefined)?.Rules?.[0]?.ObjectOwnership

/** All that a request grants; nothing for a canned ACL that is not served. */
function grantsIn(input: AclInput): readonly Grant[] | undefined {
  const ofHeaders = Object.entries(headers).flatMap(([member, Permission]) =>
    granteesIn(String(input[member] ?? '')).map((Grantee): Grant => ({ Grantee, Permission })),
  )
  const ofCanned = canned[input.ACL ?? 'private']
  return ofCanned && [...ofCanned, ...ofHeaders, ...(input.AccessControlPolicy?.Grants ?? [])]
}

/** `id="…", uri=…`, each a grantee. */
function granteesIn(header: string): NonNullable<Grant['Grantee']>[] {
  const parts = header.split(',').filter(part => part.trim() !== '')
  return parts.map(part => {
    const [, kind = '', value = ''] = /^\s*(\w+)\s*=\s*"?([^"]*?)"?\s*$/.exec(part) ?? []
    return kind.toLowerCase() === 'uri' ? { Type: 'Group', URI: value } : { Type: 'CanonicalUser', ID: value }
  })
}

const isOwners = ({ Grantee, Permission }: Grant, accountId: string): boolean =>
  Permission === 'FULL_CONTROL' && Grantee?.ID === ownerId(accountId)

const isOfLogDelivery = ({ Grantee }: Grant): boolean => Grantee?.URI === logDelivery
