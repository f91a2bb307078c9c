import type { Operation } from '@pasos/wire'
import { refusingMembers } from '../declaration/refused-members.ts'
import { getBucketAcl, putBucketAcl } from './buckets/bucket-acl.ts'
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './buckets/bucket-operations.ts'
import {
  deleteBucketPolicy,
  deleteBucketTagging,
  getBucketPolicy,
  getBucketPolicyStatus,
  getBucketTagging,
  getBucketVersioning,
  putBucketPolicy,
  putBucketTagging,
  putBucketVersioning,
  settingOperations,
} from './buckets/bucket-settings.ts'
import { forExpectedOwner } from './buckets/expected-owner.ts'
import type { S3Dependencies } from './dependencies.ts'
import { listObjects, listObjectsV2 } from './listings/list-objects.ts'
import { listObjectVersions } from './listings/list-versions.ts'
import { completeMultipartUpload } from './multipart/complete-upload.ts'
import {
  abortMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
  uploadPartCopy,
} from './multipart/uploads.ts'
import { copyObject } from './objects/copy-object.ts'
import { deleteObject, deleteObjects } from './objects/delete-object.ts'
import { getObject, headObject } from './objects/get-object.ts'
import { deleteObjectTagging, getObjectAcl, getObjectAttributes, getObjectTagging, putObjectTagging } from './objects/object-settings.ts'
import { putObject } from './objects/put-object.ts'
import { refusedMember, refusedMembers } from './refused-members.ts'
import { settingNames } from './setting-names.ts'

export function s3Operations(deps: S3Dependencies): Record<string, Operation> {
  const operations = bareOperations(deps)
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, forExpectedOwner(deps.catalog, operation)]))
}

function bareOperations(deps: S3Dependencies): Record<string, Operation> {
  return refusingMembers(
    {
      ...settingOperations(deps, settingNames),
      AbortMultipartUpload: abortMultipartUpload(deps),
      CompleteMultipartUpload: completeMultipartUpload(deps),
      CopyObject: copyObject(deps),
      CreateBucket: createBucket(deps),
      CreateMultipartUpload: createMultipartUpload(deps),
      DeleteBucket: deleteBucket(deps),
      DeleteBucketPolicy: deleteBucketPolicy(deps),
      DeleteBucketTagging: deleteBucketTagging(deps),
      DeleteObject: deleteObject(deps),
      DeleteObjectTagging: deleteObjectTagging(deps),
      DeleteObjects: deleteObjects(deps),
      GetBucketAcl: getBucketAcl(deps),
      GetBucketLocation: getBucketLocation(deps),
      GetBucketPolicy: getBucketPolicy(deps),
      GetBucketPolicyStatus: getBucketPolicyStatus(deps),
      GetBucketTagging: getBucketTagging(deps),
      GetBucketVersioning: getBucketVersioning(deps),
      GetObject: getObject(deps),
      GetObjectAcl: getObjectAcl(deps),
      GetObjectAttributes: getObjectAttributes(deps),
      GetObjectTagging: getObjectTagging(deps),
      HeadBucket: headBucket(deps),
      HeadObject: headObject(deps),
      ListBuckets: listBuckets(deps),
      ListMultipartUploads: listMultipartUploads(deps),
      ListObjectVersions: listObjectVersions(deps),
      ListObjects: listObjects(deps),
      ListObjectsV2: listObjectsV2(deps),
      ListParts: listParts(deps),
      PutBucketAcl: putBucketAcl(deps),
      PutBucketPolicy: putBucketPolicy(deps),
      PutBucketTagging: putBucketTagging(deps),
      PutBucketVersioning: putBucketVersioning(deps),
      PutObject: putObject(deps),
      PutObjectTagging: putObjectTagging(deps),
      UploadPart: uploadPart(deps),
      UploadPartCopy: uploadPartCopy(deps),
    },
    refusedMembers,
    refusedMember,
  )
}
