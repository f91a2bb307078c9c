import { afterPrefix } from '@pasos/engine'
import type { Operation } from '@pasos/wire'
import type { S3Dependencies } from '../dependencies.ts'
import { noSuchBucket, s3Error } from '../errors.ts'
import { uploadSpace, versionSpace } from '../objects/object-keys.ts'
import { ownerId } from '../objects/object-settings.ts'
import { wholeSecond } from '../whole-second.ts'
import { newBucketsAcl } from './bucket-acl.ts'
import { type BucketRecord, bucketArn, bucketKind, findBucket } from './bucket-record.ts'

const NAME = /^(?!xn--)(?!.*-s3alias$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

interface CreateBucketInput {
  Bucket: string
  CreateBucketConfiguration?: { LocationConstraint?: string; Tags?: { Key: string; Value: string }[] }
  ObjectLockEnabledForBucket?: boolean
  ObjectOwnership?: string
  ACL?: string
}

export function createBucket({ catalog, clock, ids }: S3Dependencies): Operation<CreateBucketInput> {
  return async (input, { accountId, region }) => {
    const { Bucket } = input
    if (!NAME.test(Bucket) || /\.\.|^\d+\.\d+\.\d+\.\d+$/.test(Bucket))
      throw s3Error('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: Bucket })
    const constraint = input.CreateBucketConfiguration?.LocationConstraint
    const home = constraint === undefined || constraint === '' ? region : constraint === 'EU' ? 'eu-west-1' : constraint
    if (constraint === 'us-east-1')
      throw s3Error('InvalidLocationConstraint', 'The specified location-constraint is not valid', 400, { LocationConstraint: constraint })
    const tags = input.CreateBucketConfiguration?.Tags
    const ownership = input.ObjectOwnership ?? 'BucketOwnerEnforced'
    const bucket: BucketRecord = {
      ...{ id: ids.uuid(), name: Bucket, accountId, region: home, createdAt: wholeSecond(clock.now()) },
      ...(input.ObjectLockEnabledForBucket && { versioning: 'Enabled' as const }),
      settings: {
        OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] },
        ...newBucketsAcl(input.ACL, ownership),
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
        ...(input.ObjectLockEnabledForBucket && { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } }),
        ...(tags?.length && { Tagging: tags }),
      },
    }
    await catalog.update<BucketRecord, void>(bucketKind, Bucket, current => {
      // In us-east-1 the owner may create a bucket again, which changes nothing.
      if (current?.accountId === accountId && current.region === 'us-east-1' && region === 'us-east-1')
        return { next: current, result: undefined }
      if (current?.accountId === accountId)
        throw s3Error(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          409,
          { BucketName: Bucket },
        )
      if (current)
        throw s3Error(
          'BucketAlreadyExists',
          'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
          409,
          { BucketName: Bucket },
        )
      return { next: bucket, result: undefined }
    })
    return { Location: `/${Bucket}`, BucketArn: bucketArn(Bucket, home) }
  }
}

interface BucketInput {
  Bucket: string
}

export function deleteBucket({ catalog, data }: S3Dependencies): Operation<BucketInput> {
  return async ({ Bucket }) => {
    const { id } = findBucket(catalog, Bucket)
    const range = { from: `${id}:`, before: afterPrefix(`${id}:`), limit: 1 }
    if ((await data.scan(versionSpace, range)).length > 0)
      throw s3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, { BucketName: Bucket })
    await catalog.update<BucketRecord, void>(bucketKind, Bucket, current => {
      if (!current) throw noSuchBucket(Bucket)
      return { next: undefined, result: undefined }
    })
    await data.commit([{ space: uploadSpace, from: range.from, before: range.before }])
    return {}
  }
}

export function headBucket({ catalog }: S3Dependencies): Operation<BucketInput> {
  return ({ Bucket }) => {
    const { region, name } = findBucket(catalog, Bucket)
    return { BucketRegion: region, AccessPointAlias: false, BucketArn: bucketArn(name, region) }
  }
}

interface ListBucketsInput {
  MaxBuckets?: number
  ContinuationToken?: string
  Prefix?: string
  BucketRegion?: string
}

export function listBuckets({ catalog }: S3Dependencies): Operation<ListBucketsInput> {
  return ({ MaxBuckets = 10_000, ContinuationToken, Prefix = '', BucketRegion }, { accountId }) => {
    const after = ContinuationToken === undefined ? '' : Buffer.from(ContinuationToken, 'base64').toString()
    const all = catalog
      .list<BucketRecord>(bucketKind, Prefix)
      .filter(
        bucket => bucket.accountId === accountId && bucket.name > after && (BucketRegion === undefined || bucket.region === BucketRegion),
      )
    const page = all.slice(0, MaxBuckets)
    return {
      Buckets: page.map(({ name, createdAt, region }) => ({
        ...{ Name: name, CreationDate: new Date(createdAt), BucketRegion: region, BucketArn: bucketArn(name, region) },
      })),
      Owner: { ID: ownerId(accountId) },
      ...(page.length < all.length && { ContinuationToken: Buffer.from(page.at(-1)!.name).toString('base64') }),
      ...(Prefix !== '' && { Prefix }),
    }
  }
}

export function getBucketLocation({ catalog }: S3Dependencies): Operation<BucketInput> {
  return ({ Bucket }) => {
    const { region } = findBucket(catalog, Bucket)
    return region === 'us-east-1' ? {} : { LocationConstraint: region }
  }
}
