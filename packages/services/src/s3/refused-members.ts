import type { ApiError } from '@pasos/wire'
import type { RefusedMember, RefusedMembers } from '../declaration/refused-members.ts'
import { notSupported, withEnforced } from './buckets/bucket-acl.ts'
import { algorithms, type ChecksumAlgorithm } from './checksums/checksum.ts'
import { s3Error } from './errors.ts'
import { ownerId } from './objects/object-settings.ts'

const ownKey = ['SSECustomerAlgorithm', 'SSECustomerKey', 'SSECustomerKeyMD5']
const sourceKey = ['CopySourceSSECustomerAlgorithm', 'CopySourceSSECustomerKey', 'CopySourceSSECustomerKeyMD5']
const locks = [
  ...['ObjectLockMode', 'ObjectLockRetainUntilDate', 'ObjectLockLegalHoldStatus', 'ObjectLockEventHold'],
  ...['ObjectLockEventHoldDurationDays', 'ObjectLockEventHoldDurationYears'],
]

/** AWS: all that the owner may anyway can be said where lists of who may do what are switched off, in a header as in a list. */
const fullControl: RefusedMember = {
  member: 'GrantFullControl',
  isSoAnyway: (value, { accountId }) => String(value).replaceAll('"', '').trim() === `id=${ownerId(accountId)}`,
}
/** AWS: what is so anyway can be said where ACLs are switched off. */
const canned = (...more: string[]): RefusedMember => ({
  member: 'ACL',
  isSoAnyway: value => ['private', 'bucket-owner-full-control', 'bucket-owner-read', ...more].includes(String(value)),
})
/** Of kinds that are not computed here: a body would be believed to be checked. */
const checksums = ['SHA512', 'MD5', 'XXHASH64', 'XXHASH3', 'XXHASH128'].map(kind => `Checksum${kind}`)
const algorithm: RefusedMember = {
  member: 'ChecksumAlgorithm',
  isSoAnyway: value => algorithms.includes(String(value).toUpperCase() as ChecksumAlgorithm),
}

const grantsOfObject = [fullControl, 'GrantRead', 'GrantReadACP', 'GrantWriteACP']

/** Keys of one's own, locks, lists of who may do what, and what only directory buckets have. Left alone, an object would be kept in plain sight, or for less long, than was asked. */
export const refusedMembers: RefusedMembers = {
  CreateBucket: [
    ...[...grantsOfObject, 'GrantWrite', canned('log-delivery-write')],
    ...['CreateBucketConfiguration.Bucket', 'CreateBucketConfiguration.Location'],
    { member: 'BucketNamespace', isSoAnyway: value => value === 'global' },
  ],
  PutBucketVersioning: ['MFA', { member: 'VersioningConfiguration.MFADelete', isSoAnyway: value => value === 'Disabled' }],
  PutObject: [...ownKey, ...locks, ...grantsOfObject, canned(), ...checksums, algorithm, 'WriteOffsetBytes'],
  CreateMultipartUpload: [...ownKey, ...locks, ...grantsOfObject, canned(), algorithm],
  CopyObject: [...ownKey, ...sourceKey, ...locks, ...grantsOfObject, canned(), algorithm],
  UploadPart: [...ownKey, ...checksums, algorithm],
  UploadPartCopy: [...ownKey, ...sourceKey],
  CompleteMultipartUpload: [...ownKey, ...checksums],
  GetObject: ownKey,
  HeadObject: ownKey,
  GetObjectAttributes: ownKey,
  DeleteObject: ['IfMatchLastModifiedTime', 'IfMatchSize'],
  DeleteObjects: ['Delete.Objects.LastModifiedTime', 'Delete.Objects.Size'],
  AbortMultipartUpload: ['IfMatchInitiatedTime'],
}

const reading = new Set(['GetObject', 'HeadObject', 'GetObjectAttributes'])

/** In AWS's words, where it has some for a bucket that cannot do that either. */
export function refusedMember(member: string, operation: string): ApiError {
  if (member.startsWith('Grant') || member === 'ACL') return operation === 'CreateBucket' ? withEnforced() : notSupported()
  if (member.startsWith('ObjectLock')) return s3Error('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400)
  if (reading.has(operation)) return s3Error('InvalidRequest', 'The encryption parameters are not applicable to this object.', 400)
  // AWS answers 501 to what a kind of bucket cannot do; here nothing that a caller asks for is the server's fault.
  return s3Error('InvalidRequest', `${member} is not served here.`, 400)
}
