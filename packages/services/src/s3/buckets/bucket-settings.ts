import type { Operation } from '@pasos/wire'
import type { S3Dependencies } from '../dependencies.ts'
import { s3Error } from '../errors.ts'
import { checkOwnership } from './bucket-acl.ts'
import { type BucketRecord, changeBucket, findBucket } from './bucket-record.ts'

/** A setting that is put, got and deleted as a whole. */
interface Setting {
  /** Under what it is kept, and the member of Put's input: `CORSConfiguration`. */
  member: string
  /** What Get answers of it: the setting itself, or under a name. */
  answer?: string
  /** Where nothing was put: this error, or this answer. */
  missing: { code: string; message: string } | Record<string, unknown>
  /** Members of Put's input that are kept beside it, and what is answered where none was given. */
  beside?: Record<string, unknown>
  /** @throws ApiError for what the bucket cannot be given */
  check?(bucket: BucketRecord, value: unknown): void
}

const notFound = (code: string, message: string): Setting['missing'] => ({ code, message })

/** By what stands after Get, Put and Delete in the operations' names. */
const settings: Record<string, Setting> = {
  BucketCors: { member: 'CORSConfiguration', missing: notFound('NoSuchCORSConfiguration', 'The CORS configuration does not exist') },
  BucketLifecycleConfiguration: {
    member: 'LifecycleConfiguration',
    missing: notFound('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'),
    beside: { TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K' },
  },
  BucketWebsite: {
    member: 'WebsiteConfiguration',
    missing: notFound('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'),
  },
  BucketReplication: {
    ...{ member: 'ReplicationConfiguration', answer: 'ReplicationConfiguration' },
    missing: notFound('ReplicationConfigurationNotFoundError', 'The replication configuration was not found'),
  },
  BucketEncryption: {
    ...{ member: 'ServerSideEncryptionConfiguration', answer: 'ServerSideEncryptionConfiguration' },
    missing: {
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
      },
    },
  },
  ObjectLockConfiguration: {
    ...{ member: 'ObjectLockConfiguration', answer: 'ObjectLockConfiguration' },
    missing: notFound('ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket'),
  },
  PublicAccessBlock: {
    ...{ member: 'PublicAccessBlockConfiguration', answer: 'PublicAccessBlockConfiguration' },
    missing: notFound('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'),
  },
  BucketOwnershipControls: {
    ...{ member: 'OwnershipControls', answer: 'OwnershipControls' },
    missing: notFound('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'),
    check: checkOwnership,
  },
  BucketLogging: { member: 'BucketLoggingStatus', missing: {} },
  BucketAccelerateConfiguration: { member: 'AccelerateConfiguration', missing: {} },
  BucketRequestPayment: { member: 'RequestPaymentConfiguration', missing: { Payer: 'BucketOwner' } },
  BucketNotificationConfiguration: { member: 'NotificationConfiguration', missing: {} },
}

/** Get, Put and Delete of every setting that is kept as it was given. */
export function settingOperations(deps: S3Dependencies, names: readonly string[]): Record<string, Operation> {
  return Object.fromEntries(
    names.map(name => {
      const [, verb = '', what = ''] = /^(Get|Put|Delete)(.+)$/.exec(name) ?? []
      const setting = settings[what === 'BucketLifecycle' ? 'BucketLifecycleConfiguration' : what]!
      return [name, { Get: getSetting, Put: putSetting, Delete: deleteSetting }[verb]!(deps, setting)]
    }),
  )
}

interface BucketInput {
  Bucket: string
  [member: string]: unknown
}

function getSetting({ catalog }: S3Dependencies, { member, answer, missing, beside = {} }: Setting): Operation<BucketInput> {
  return ({ Bucket }) => {
    const { settings: kept } = findBucket(catalog, Bucket)
    const value = kept[member]
    if (value !== undefined) return answer === undefined ? { ...value, ...membersOf(kept, beside) } : { [answer]: value }
    if ('code' in missing) throw s3Error(String(missing['code']), String(missing['message']), 404, { BucketName: Bucket })
    return missing
  }
}

function putSetting(deps: S3Dependencies, { member, check, beside = {} }: Setting): Operation<BucketInput> {
  return async input => {
    const more = membersOf(input, beside)
    await changeBucket(deps, input.Bucket, bucket => {
      check?.(bucket, input[member])
      return { ...bucket, settings: { ...bucket.settings, ...more, [member]: input[member] } }
    })
    return more
  }
}

const membersOf = (given: Record<string, unknown>, beside: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(beside).map(([name, otherwise]) => [name, given[name] ?? otherwise]))

function deleteSetting(deps: S3Dependencies, { member }: Setting): Operation<BucketInput> {
  return async ({ Bucket }) => {
    await changeBucket(deps, Bucket, bucket => {
      const { [member]: _, ...rest } = bucket.settings
      return { ...bucket, settings: rest }
    })
    return {}
  }
}

export function getBucketVersioning({ catalog }: S3Dependencies): Operation<BucketInput> {
  return ({ Bucket }) => {
    const { versioning } = findBucket(catalog, Bucket)
    return versioning === undefined ? {} : { Status: versioning }
  }
}

export function putBucketVersioning(
  deps: S3Dependencies,
): Operation<{ Bucket: string; VersioningConfiguration: { Status?: 'Enabled' | 'Suspended' } }> {
  return async ({ Bucket, VersioningConfiguration: { Status } }) => {
    if (Status === undefined) throw s3Error('IllegalVersioningConfigurationException', 'The Versioning element must be specified', 400)
    await changeBucket(deps, Bucket, bucket => ({ ...bucket, versioning: Status }))
    return {}
  }
}

export function getBucketPolicy({ catalog }: S3Dependencies): Operation<BucketInput> {
  return ({ Bucket }) => {
    const policy = findBucket(catalog, Bucket).settings['Policy']
    if (policy === undefined) throw s3Error('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: Bucket })
    return { Policy: policy }
  }
}

export function putBucketPolicy(deps: S3Dependencies): Operation<{ Bucket: string; Policy: string }> {
  return async ({ Bucket, Policy }) => {
    if (!isPolicy(Policy)) throw s3Error('MalformedPolicy', 'This policy contains invalid Json', 400)
    await changeBucket(deps, Bucket, bucket => ({ ...bucket, settings: { ...bucket.settings, Policy } }))
    return {}
  }
}

function isPolicy(text: string): boolean {
  try {
    return Array.isArray([JSON.parse(text).Statement].flat()) && JSON.parse(text).Statement !== undefined
  } catch {
    return false
  }
}

export function deleteBucketPolicy(deps: S3Dependencies): Operation<BucketInput> {
  return deleteSetting(deps, { member: 'Policy', missing: {} })
}

/** Whether the policy lets everybody in. */
export function getBucketPolicyStatus({ catalog }: S3Dependencies): Operation<BucketInput> {
  return ({ Bucket }) => {
    const policy = findBucket(catalog, Bucket).settings['Policy']
    if (typeof policy !== 'string') throw s3Error('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: Bucket })
    const statements = [JSON.parse(policy).Statement].flat() as { Effect?: string; Principal?: unknown; Condition?: unknown }[]
    const isPublic = statements.some(
      ({ Effect, Principal, Condition }) => Effect === 'Allow' && Condition === undefined && JSON.stringify(Principal).includes('"*"'),
    )
    return { PolicyStatus: { IsPublic: isPublic } }
  }
}

export function getBucketTagging({ catalog }: S3Dependencies): Operation<BucketInput> {
  return ({ Bucket }) => {
    const tags = findBucket(catalog, Bucket).settings['Tagging']
    if (!Array.isArray(tags) || tags.length === 0) throw s3Error('NoSuchTagSet', 'The TagSet does not exist', 404, { BucketName: Bucket })
    return { TagSet: tags }
  }
}

export function putBucketTagging(
  deps: S3Dependencies,
): Operation<{ Bucket: string; Tagging: { TagSet: { Key: string; Value: string }[] } }> {
  return async ({ Bucket, Tagging: { TagSet } }) => {
    if (TagSet.length > 50) throw s3Error('BadRequest', 'Bucket tag count cannot be greater than 50', 400)
    await changeBucket(deps, Bucket, bucket => ({ ...bucket, settings: { ...bucket.settings, Tagging: TagSet } }))
    return {}
  }
}

export function deleteBucketTagging(deps: S3Dependencies): Operation<BucketInput> {
  return deleteSetting(deps, { member: 'Tagging', missing: {} })
}
