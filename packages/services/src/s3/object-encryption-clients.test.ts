import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import * as sdk from '@aws-sdk/client-s3'
import { beforeEach, expect, it } from 'vitest'
import { serviceWorld } from '../declaration/testing/service-world.ts'
import { kmsService } from '../kms/service.ts'
import { lambdaService } from '../lambda/service.ts'
import { s3Service } from './service.ts'

let world: ReturnType<typeof serviceWorld>
let client: sdk.S3Client
let keyArn: string

const Bucket = 'bucket'
const place = { Bucket, Key: 'k' }
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')
const anything = { Effect: 'Allow', Action: 's3:*', Resource: '*' }

beforeEach(async () => {
  world = serviceWorld([s3Service, kmsService, lambdaService])
  client = new sdk.S3Client({ ...world.config(), forcePathStyle: true })
  const { KeyMetadata } = await new KMSClient(world.config()).send(new CreateKeyCommand({}))
  keyArn = KeyMetadata!.Arn!
  await client.send(new sdk.CreateBucketCommand({ Bucket }))
})

/** Somebody who may do anything with objects, and use the key for this context. */
async function as(name: string, context: Record<string, string>): Promise<sdk.S3Client> {
  const StringEquals = Object.fromEntries(Object.entries(context).map(([pair, value]) => [`kms:EncryptionContext:${pair}`, value]))
  const uses = { Effect: 'Allow', Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Resource: '*', Condition: { StringEquals } }
  return new sdk.S3Client({ ...world.config(await world.sessionOf(name, anything, uses)), forcePathStyle: true })
}
async function refusal(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}
const put = (more: Partial<sdk.PutObjectCommandInput> = {}, by = client) =>
  by.send(new sdk.PutObjectCommand({ ...place, Body: 'b', ...more }))
const kms = () => ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn }) as const
const byDefault = (rule: sdk.ServerSideEncryptionRule) =>
  client.send(new sdk.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }))

it('an encryption context is a map of texts, goes to the key’s policy with the object’s ARN, and is not a copy’s', async () => {
  const context = base64({ team: 'shop' })
  const own = await as('own', { team: 'shop', 'aws:s3:arn': 'arn:aws:s3:::bucket/k' })
  expect(await refusal(put(kms(), own))).toContain('not authorized to perform: kms:GenerateDataKey')
  expect(await refusal(put({ ...kms(), SSEKMSEncryptionContext: base64({ team: 'x' }) }, own))).toContain('AccessDenied')
  const claimed = { ...kms(), SSEKMSEncryptionContext: base64({ team: 'shop', 'aws:s3:arn': 'arn:aws:s3:::bucket/k' }) }
  expect(await refusal(put({ ...claimed, Key: 'elsewhere' }, own))).toContain('AccessDenied')
  const made = await put({ ...kms(), SSEKMSEncryptionContext: context }, own)
  expect(made).toMatchObject({ ...kms(), SSEKMSEncryptionContext: context })
  const read = await own.send(new sdk.GetObjectCommand(place))
  expect([read.ServerSideEncryption, read.SSEKMSKeyId]).toEqual(['aws:kms', keyArn])
  const other = await as('other', { team: 'another', 'aws:s3:arn': 'arn:aws:s3:::bucket/k' })
  expect(await refusal(other.send(new sdk.GetObjectCommand(place)))).toContain('not authorized to perform: kms:Decrypt')
  const copy = (more: Partial<sdk.CopyObjectCommandInput>) =>
    client.send(new sdk.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'bucket/k', ...more }))
  const plain = await copy({})
  expect([plain.ServerSideEncryption, plain.SSEKMSKeyId, plain.SSEKMSEncryptionContext]).toEqual(['AES256', undefined, undefined])
  expect(await copy({ ...kms(), SSEKMSEncryptionContext: context })).toMatchObject({ ...kms(), SSEKMSEncryptionContext: context })
  expect((await client.send(new sdk.HeadObjectCommand({ Bucket, Key: 'copy' }))).SSEKMSKeyId).toBe(keyArn)
  await client.send(new sdk.CopyObjectCommand({ ...place, CopySource: 'bucket/k', ServerSideEncryption: 'AES256' }))
  expect((await client.send(new sdk.HeadObjectCommand(place))).ServerSideEncryption).toBe('AES256')
})

it('what is no such map, or comes without the encryption that it is for, is refused', async () => {
  const words =
    "InvalidArgument: The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map"
  for (const context of ['{}', 'bm90IGpzb24=', base64(['a']), base64({ a: 1 }), base64(null), base64('text'), '/////w=='])
    expect(await refusal(put({ ...kms(), SSEKMSEncryptionContext: context }))).toBe(words)
  const needs =
    'InvalidArgument: Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms'
  for (const more of [
    { SSEKMSEncryptionContext: base64({}) },
    { SSEKMSKeyId: keyArn },
    { ServerSideEncryption: 'AES256' as const, SSEKMSKeyId: keyArn },
  ])
    expect(await refusal(put(more))).toBe(needs)
})

it('a bucket’s default encryption is that of objects which name none, and its key is needed for them', async () => {
  await byDefault({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn } })
  const stranger = await as('stranger', { 'aws:s3:arn': 'another' })
  expect(await refusal(put({}, stranger))).toContain('not authorized to perform: kms:GenerateDataKey')
  expect(await put()).toMatchObject(kms())
  expect((await put({ ServerSideEncryption: 'aws:kms' })).SSEKMSKeyId).toBeUndefined()
  await put()
  expect(await refusal(stranger.send(new sdk.GetObjectCommand(place)))).toContain('kms:Decrypt')
  expect((await put({ ServerSideEncryption: 'AES256' }, stranger)).SSEKMSKeyId).toBeUndefined()
  await byDefault({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn }, BucketKeyEnabled: true })
  const ofBucket = await as('bucket', { 'aws:s3:arn': 'arn:aws:s3:::bucket' })
  expect((await put({}, ofBucket)).BucketKeyEnabled).toBe(true)
  expect((await ofBucket.send(new sdk.GetObjectCommand(place))).BucketKeyEnabled).toBe(true)
  expect(await refusal(put({ BucketKeyEnabled: false }, ofBucket))).toContain('kms:GenerateDataKey')
})

it('a multipart upload has the encryption with which it was begun, whose key completes it', async () => {
  const context = base64({ team: 'shop' })
  const begun = await client.send(new sdk.CreateMultipartUploadCommand({ ...place, ...kms(), SSEKMSEncryptionContext: context }))
  expect(begun).toMatchObject({ ...kms(), SSEKMSEncryptionContext: context })
  const upload = { ...place, UploadId: begun.UploadId }
  const part = await client.send(new sdk.UploadPartCommand({ ...upload, PartNumber: 1, Body: 'b' }))
  expect(part).toMatchObject(kms())
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] }
  const complete = (by: sdk.S3Client) => by.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload }))
  expect(await refusal(complete(await as('stranger', { team: 'x' })))).toContain('not authorized to perform: kms:Decrypt')
  expect(await complete(client)).toMatchObject(kms())
  expect(await client.send(new sdk.HeadObjectCommand(place))).toMatchObject(kms())
})

it('who would get past a lock needs the permission to', async () => {
  await put()
  await put({ Key: 'other' })
  const denies = { Effect: 'Deny', Action: 's3:BypassGovernanceRetention', Resource: 'arn:aws:s3:::bucket/k' }
  const config = world.config(await world.sessionOf('deleter', anything, denies))
  const deleter = new sdk.S3Client({ ...config, forcePathStyle: true })
  const one = new sdk.DeleteObjectCommand({ ...place, BypassGovernanceRetention: true })
  expect(await refusal(deleter.send(one))).toContain('s3:BypassGovernanceRetention')
  const Delete = { Objects: [{ Key: 'k' }, { Key: 'other' }] }
  const { Deleted, Errors } = await deleter.send(new sdk.DeleteObjectsCommand({ Bucket, Delete, BypassGovernanceRetention: true }))
  expect([Deleted!.map(({ Key }) => Key), Errors!.map(({ Key, Code }) => [Key, Code])]).toEqual([['other'], [['k', 'AccessDenied']]])
  await client.send(one)
  expect((await client.send(new sdk.ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0)
})

it('an upload is completed with the checksums that its parts have, of the kind with which it was begun', async () => {
  const begun = await client.send(new sdk.CreateMultipartUploadCommand({ ...place, ChecksumAlgorithm: 'SHA256' }))
  const upload = { ...place, UploadId: begun.UploadId }
  const part = await client.send(new sdk.UploadPartCommand({ ...upload, PartNumber: 1, Body: 'b', ChecksumAlgorithm: 'SHA256' }))
  const complete = (ChecksumSHA256: string | undefined, ChecksumType?: sdk.ChecksumType) => {
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag, ChecksumSHA256, ChecksumCRC32: 'of another kind' }] }
    return client.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload, ...(ChecksumType && { ChecksumType }) }))
  }
  expect(await refusal(complete('another'))).toMatch(/^InvalidPart: One or more of the specified parts could not be found/)
  expect(await refusal(complete(part.ChecksumSHA256, 'FULL_OBJECT'))).toBe(
    'InvalidRequest: The upload was created using the COMPOSITE checksum mode. The complete request must use the same checksum mode.',
  )
  expect((await complete(part.ChecksumSHA256, 'COMPOSITE')).ChecksumType).toBe('COMPOSITE')
})
