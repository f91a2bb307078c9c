import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import type { Access, Input, Service } from '../declaration/service.ts'
import type { EventsFace } from '../events/service.ts'
import { requestTagKeys } from '../iam/context-keys.ts'
import type { RefusedCall } from '../iam/refusal-text.ts'
import { type LambdaFace, lambdaService } from '../lambda/service.ts'
import type { SnsFace } from '../sns/service.ts'
import type { SqsFace } from '../sqs/service.ts'
import { type BucketRecord, bucketKind } from './buckets/bucket-record.ts'
import type { S3Dependencies } from './dependencies.ts'
import { settingNames } from './setting-names.ts'

const onBucket = (action?: string): Access => ({
  ...(action !== undefined && { action }),
  resources: ({ Bucket }, { region }) => [`arn:${partitionOf(region)}:s3:::${String(Bucket)}`],
})

const onObject = (action?: string): Access => ({
  ...(action !== undefined && { action }),
  resources: ({ Bucket, Key }, { region }) => [`arn:${partitionOf(region)}:s3:::${String(Bucket)}/${String(Key)}`],
})

const onAll = (action?: string): Access => (action === undefined ? {} : { action })

/** The permission that an operation on a setting needs, where it is named otherwise. */
const settingActions: Record<string, string> = {
  ...{ GetBucketCors: 'GetBucketCORS', PutBucketCors: 'PutBucketCORS', DeleteBucketCors: 'PutBucketCORS' },
  ...{ GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration', PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration' },
  ...{ DeleteBucketLifecycle: 'PutLifecycleConfiguration' },
  ...{ GetBucketReplication: 'GetReplicationConfiguration', PutBucketReplication: 'PutReplicationConfiguration' },
  ...{ DeleteBucketReplication: 'PutReplicationConfiguration' },
  ...{ GetBucketEncryption: 'GetEncryptionConfiguration', PutBucketEncryption: 'PutEncryptionConfiguration' },
  ...{ DeleteBucketEncryption: 'PutEncryptionConfiguration' },
  ...{ GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration', PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration' },
  ...{ GetPublicAccessBlock: 'GetBucketPublicAccessBlock', PutPublicAccessBlock: 'PutBucketPublicAccessBlock' },
  ...{ DeletePublicAccessBlock: 'PutBucketPublicAccessBlock', DeleteBucketOwnershipControls: 'PutBucketOwnershipControls' },
  ...{ GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration', PutBucketAccelerateConfiguration: 'PutAccelerateConfiguration' },
  ...{ GetBucketNotificationConfiguration: 'GetBucketNotification', PutBucketNotificationConfiguration: 'PutBucketNotification' },
}

/** Parts of an upload and objects as a whole may be this large in one request. */
const OBJECT_BYTES = 5 * 1_024 ** 3

/** Amazon S3: buckets and objects, versions, multipart uploads, notices. */
export const s3Service: Service<S3Dependencies> = {
  scope: 's3',
  operations: {
    ...Object.fromEntries(settingNames.map(name => [name, onBucket(settingActions[name])])),
    ...{
      ListBuckets: onAll('ListAllMyBuckets'),
      // Its tags are where no other operation has them.
      CreateBucket: { ...onBucket(), makes: true, keys: input => requestTagKeys((input['CreateBucketConfiguration'] ?? {}) as Input) },
      DeleteBucket: onBucket(),
      HeadBucket: onBucket('ListBucket'),
    },
    ...{ GetBucketLocation: onBucket(), GetBucketAcl: onBucket(), PutBucketAcl: onBucket() },
    ...{ GetBucketPolicy: onBucket(), PutBucketPolicy: onBucket(), DeleteBucketPolicy: onBucket(), GetBucketPolicyStatus: onBucket() },
    ...{ GetBucketTagging: onBucket(), PutBucketTagging: onBucket(), DeleteBucketTagging: onBucket('PutBucketTagging') },
    ...{ GetBucketVersioning: onBucket(), PutBucketVersioning: onBucket() },
    ...{ ListObjects: onBucket('ListBucket'), ListObjectsV2: onBucket('ListBucket'), ListObjectVersions: onBucket('ListBucketVersions') },
    ...{ ListMultipartUploads: onBucket('ListBucketMultipartUploads'), ListParts: onObject('ListMultipartUploadParts') },
    ...{ GetObject: onObject('GetObject'), HeadObject: onObject('GetObject'), GetObjectAttributes: onObject('GetObject') },
    ...{ GetObjectTagging: onObject('GetObjectTagging'), PutObjectTagging: onObject('PutObjectTagging') },
    ...{ DeleteObjectTagging: onObject('DeleteObjectTagging'), GetObjectAcl: onObject('GetObjectAcl') },
    ...{ PutObject: { ...onObject(), bodyBytes: OBJECT_BYTES }, UploadPart: { ...onObject('PutObject'), bodyBytes: OBJECT_BYTES } },
    ...{ CopyObject: onObject('PutObject'), UploadPartCopy: onObject('PutObject') },
    ...{ CreateMultipartUpload: onObject('PutObject'), CompleteMultipartUpload: { ...onObject('PutObject'), bodyBytes: 4 * 1_024 ** 2 } },
    ...{ AbortMultipartUpload: onObject(), DeleteObject: onObject('DeleteObject') },
    // Each key is asked for by itself, and refused by itself.
    DeleteObjects: { unchecked: 'asks for itself', bodyBytes: 4 * 1_024 ** 2 },
  },
  resourcePolicy: bucketPolicy,
  tells: inQuotes,
  ownerOf: (arn, catalog) => bucketOf(arn, catalog)?.accountId,
  async start(host) {
    if (host.catalog.list<BucketRecord>(bucketKind).some(({ settings }) => settings['NotificationConfiguration'] !== undefined))
      await (await host.neighbour(s3Service))?.notices.resume()
    return () => undefined
  },
  async open({ catalog, data, contents, clock, ids, authorizer, logger, neighbour }) {
    const [{ s3Operations }, { objectStore }, { notices }, { noticeTargets }, { keyGuard }, { keyRefusals }, { deliveryKeys }] =
      await Promise.all([
        import('./s3-operations.ts'),
        import('./objects/object-store.ts'),
        import('./notifications/notices.ts'),
        import('./notifications/notice-targets.ts'),
        import('../kms/key-guard.ts'),
        import('./errors.ts'),
        import('../kms/delivery-key.ts'),
      ])
    const targets = noticeTargets({
      ...{ catalog, data, authorizer },
      queues: () => neighbour<SqsFace>('sqs'),
      topics: () => neighbour<SnsFace>('sns'),
      functions: () => neighbour<LambdaFace>('lambda'),
      functionPolicy: arn => lambdaService.resourcePolicy?.(arn, catalog),
      events: () => neighbour<EventsFace>('events'),
      deliveryKeys: deliveryKeys({ neighbour }),
    })
    const deps: S3Dependencies = {
      ...{ catalog, data, contents, clock, ids, objects: objectStore(data, contents) },
      useKey: keyGuard({ neighbour }, keyRefusals),
      notices: notices({ data, catalog, uuid: ids.uuid }, targets, error =>
        logger.error('a notice of S3 could not be delivered', { error }),
      ),
      refusal: (context, action, resource) =>
        authorizer.authorizeCaller(context, action, resource, {
          ...{ resourcePolicy: bucketPolicy(resource, catalog), owner: bucketOf(resource, catalog)?.accountId },
          told: () => inQuotes(action, resource),
        }),
    }
    return { operations: s3Operations(deps), face: deps, close: () => deps.notices.idle() }
  },
}

/** AWS: only S3 has them. */
function inQuotes(action: string, resource: string): RefusedCall {
  return { action, resource: resource === '*' ? undefined : `"${resource}"` }
}

function bucketPolicy(arn: string, catalog: Catalog): string | undefined {
  const policy = bucketOf(arn, catalog)?.settings['Policy']
  return typeof policy === 'string' ? policy : undefined
}

function bucketOf(arn: string, catalog: Catalog): BucketRecord | undefined {
  const [, name = ''] = /^arn:[^:]+:s3:::([^/]+)/.exec(arn) ?? []
  return catalog.get<BucketRecord>(bucketKind, name)
}
