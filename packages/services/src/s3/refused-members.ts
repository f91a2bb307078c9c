import type { ApiError } from '@pasos/wire'
import type { RefusedMembers } from '../declaration/refused-members.ts'
import { s3Error } from './errors.ts'

const ownKey = ['SSECustomerAlgorithm', 'SSECustomerKey', 'SSECustomerKeyMD5']
const sourceKey = ['CopySourceSSECustomerAlgorithm', 'CopySourceSSECustomerKey', 'CopySourceSSECustomerKeyMD5']
const locks = ['ObjectLockMode', 'ObjectLockRetainUntilDate', 'ObjectLockLegalHoldStatus', 'ObjectLockEventHold']
const grants = ['GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP']
const grantsOfObject = grants.filter(name => name !== 'GrantWrite')

/** Keys of one's own, locks, lists of who may do what, and what only directory buckets have. Left alone, an object would be kept in plain sight, or for less long, than was asked. */
export const refusedMembers: RefusedMembers = {
  CreateBucket: grants,
  PutBucketAcl: [...grants, 'AccessControlPolicy.Grants'],
  PutBucketVersioning: ['MFA'],
  PutObject: [...ownKey, ...locks, ...grantsOfObject, 'WriteOffsetBytes'],
  CreateMultipartUpload: [...ownKey, ...locks, ...grantsOfObject],
  CopyObject: [...ownKey, ...sourceKey, ...locks, ...grantsOfObject],
  UploadPart: ownKey,
  UploadPartCopy: [...ownKey, ...sourceKey],
  CompleteMultipartUpload: ownKey,
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
  if (operation === 'CreateBucket') {
    const words = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"
    return s3Error('InvalidBucketAclWithObjectOwnership', words, 400)
  }
  if (member.startsWith('Grant') || member.startsWith('AccessControlPolicy'))
    return s3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400)
  if (member.startsWith('ObjectLock')) return s3Error('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400)
  if (reading.has(operation)) return s3Error('InvalidRequest', 'The encryption parameters are not applicable to this object.', 400)
  // AWS answers 501 to what a kind of bucket cannot do; here nothing that a caller asks for is the server's fault.
  return s3Error('InvalidRequest', `${member} is not served here.`, 400)
}
