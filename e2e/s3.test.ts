import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
  waitUntilBucketExists,
  waitUntilObjectNotExists,
} from '@aws-sdk/client-s3'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOptions, createRole, isCluster, pasos, type RunningServer, startServer, temporaryFolder, zipOf } from './running-server.ts'

const MEGABYTE = 1024 * 1024

describe('S3, asked by its real client', () => {
  const { folder, remove } = temporaryFolder('s3')
  let server: RunningServer
  let s3: S3Client
  const Bucket = 'things'
  beforeAll(async () => {
    await start()
    await s3.send(new CreateBucketCommand({ Bucket }))
    await waitUntilBucketExists({ client: s3, minDelay: 1, maxWaitTime: 10 }, { Bucket })
  })
  afterAll(async () => {
    await server.stop()
    remove()
  })
  async function start(): Promise<void> {
    server = await startServer({ folder, args: ['--no-example'] })
    s3 = new S3Client({ ...clientOptions(server.url), forcePathStyle: true })
  }
  const put = (Key: string, Body: string | Uint8Array = Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))
  const text = async (Key: string, more: object = {}) =>
    (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body!.transformToString()

  it('keeps an object with its headers, metadata and checksum', async () => {
    const answer = await s3.send(
      new PutObjectCommand({
        ...{ Bucket, Key: 'a folder/ñ & more.txt', Body: 'hello', ContentType: 'text/plain', CacheControl: 'no-cache' },
        ...{ Metadata: { Colour: 'blue' }, Tagging: 'a=1&b=two', ChecksumAlgorithm: 'SHA256' },
      }),
    )
    expect(answer.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"')
    expect(answer.ChecksumSHA256).toBe(createHash('sha256').update('hello').digest('base64'))
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'a folder/ñ & more.txt' }))
    expect(await got.Body!.transformToString()).toBe('hello')
    expect(got).toMatchObject({
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      ContentLength: 5,
      Metadata: { colour: 'blue' },
      TagCount: 2,
    })
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a folder/ñ & more.txt', ChecksumMode: 'ENABLED' }))
    expect(head).toMatchObject({
      ContentLength: 5,
      ETag: answer.ETag,
      ChecksumSHA256: answer.ChecksumSHA256,
      ServerSideEncryption: 'AES256',
    })
  })

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1'] as const)('checks a body against its %s', async algorithm => {
    const body = Buffer.from('the body '.repeat(10_000))
    await s3.send(
      new PutObjectCommand({ Bucket, Key: algorithm, Body: body, ...(algorithm !== 'CRC64NVME' && { ChecksumAlgorithm: algorithm }) }),
    )
    expect(await text(algorithm)).toBe(body.toString())
    const wrong = s3.send(new PutObjectCommand({ Bucket, Key: 'wrong', Body: body, ContentMD5: createHash('md5').digest('base64') }))
    await expect(wrong).rejects.toMatchObject({ name: 'BadDigest' })
    await expect(text('wrong')).rejects.toMatchObject({ name: 'NoSuchKey', message: 'The specified key does not exist.' })
  })

  it('sends parts of an object, and tells what has changed', async () => {
    const { ETag } = await put('letters', 'abcdefghij')
    expect(await text('letters', { Range: 'bytes=2-4' })).toBe('cde')
    expect(await text('letters', { Range: 'bytes=-3' })).toBe('hij')
    const part = await s3.send(new GetObjectCommand({ Bucket, Key: 'letters', Range: 'bytes=8-100' }))
    expect(part).toMatchObject({ ContentRange: 'bytes 8-9/10', ContentLength: 2 })
    await expect(text('letters', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' })
    await expect(text('letters', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(text('letters', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
    await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'letters', Body: 'x', IfNoneMatch: '*' }))).rejects.toMatchObject({
      name: 'PreconditionFailed',
    })
  })

  it('lists in the order of keys, below prefixes and folders, in pages of both versions', async () => {
    const keys = ['l/a/1', 'l/a/2', 'l/b', 'l/c/1', 'l/😀', 'l/\uFFFD', 'l/z']
    for (const key of keys) await put(key)
    const folders = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'l/', Delimiter: '/' }))
    expect(folders.CommonPrefixes).toEqual([{ Prefix: 'l/a/' }, { Prefix: 'l/c/' }])
    expect(folders.Contents?.map(({ Key }) => Key)).toEqual(['l/b', 'l/z', 'l/\uFFFD', 'l/😀'])
    const paged: string[] = []
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket, Prefix: 'l/', Delimiter: '/' }))
      paged.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!), ...(page.Contents ?? []).map(({ Key }) => Key!))
    expect(paged.sort()).toEqual(['l/a/', 'l/b', 'l/c/', 'l/z', 'l/\uFFFD', 'l/😀'].sort())
    const first = await s3.send(new ListObjectsCommand({ Bucket, Prefix: 'l/a', MaxKeys: 1, EncodingType: 'url' }))
    expect(first).toMatchObject({ IsTruncated: true, Contents: [{ Key: 'l/a/1' }] })
    expect((await s3.send(new ListObjectsCommand({ Bucket, Prefix: 'l/a', Marker: 'l/a/1' }))).Contents?.map(({ Key }) => Key)).toEqual([
      'l/a/2',
    ])
    const started = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'l/', StartAfter: 'l/c/1' }))
    expect(started.KeyCount).toBe(3)
  })

  it('puts together what came in parts, and copies it', async () => {
    const bytes = Buffer.alloc(11 * MEGABYTE, 'part of something large ')
    const Key = 'large'
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'application/x-large' }))
    const parts = [bytes.subarray(0, 5 * MEGABYTE), bytes.subarray(5 * MEGABYTE, 10 * MEGABYTE), bytes.subarray(10 * MEGABYTE)]
    const Parts = []
    for (const [at, Body] of parts.entries()) {
      const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: at + 1, Body }))
      Parts.push({ ETag, PartNumber: at + 1 })
    }
    expect((await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }))).Parts).toHaveLength(3)
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toHaveLength(1)
    const wrong = { Parts: [Parts[1]!, Parts[0]!] }
    await expect(s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: wrong }))).rejects.toMatchObject({
      name: 'InvalidPartOrder',
    })
    const done = await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))
    const md5s = Buffer.concat(parts.map(part => createHash('md5').update(part).digest()))
    expect(done.ETag).toBe(`"${createHash('md5').update(md5s).digest('hex')}-3"`)
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }))
    expect(Buffer.from(await got.Body!.transformToByteArray()).equals(bytes)).toBe(true)
    expect(got.ContentType).toBe('application/x-large')
    expect(await text(Key, { Range: `bytes=${5 * MEGABYTE - 2}-${5 * MEGABYTE + 1}` })).toBe(
      bytes.subarray(5 * MEGABYTE - 2, 5 * MEGABYTE + 2).toString(),
    )
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'copied', CopySource: `${Bucket}/${Key}` }))
    await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    const copy = await s3.send(new GetObjectCommand({ Bucket, Key: 'copied' }))
    expect(Buffer.from(await copy.Body!.transformToByteArray()).equals(bytes)).toBe(true)
    const attributes = await s3.send(new GetObjectAttributesCommand({ Bucket, Key: 'copied', ObjectAttributes: ['ObjectSize', 'ETag'] }))
    expect(attributes.ObjectSize).toBe(bytes.length)
    const second = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: second.UploadId }))
    await expect(s3.send(new ListPartsCommand({ Bucket, Key, UploadId: second.UploadId }))).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })

  it('keeps versions, and markers over what was deleted', async () => {
    const name = 'versioned'
    await s3.send(new CreateBucketCommand({ Bucket: name }))
    await s3.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }))
    const ids: string[] = []
    for (const Body of ['one', 'two']) ids.push((await s3.send(new PutObjectCommand({ Bucket: name, Key: 'k', Body }))).VersionId!)
    const { DeleteMarker, VersionId } = await s3.send(new DeleteObjectCommand({ Bucket: name, Key: 'k' }))
    expect(DeleteMarker).toBe(true)
    await expect(s3.send(new HeadObjectCommand({ Bucket: name, Key: 'k' }))).rejects.toMatchObject({ name: 'NotFound' })
    const old = await s3.send(new GetObjectCommand({ Bucket: name, Key: 'k', VersionId: ids[0] }))
    expect(await old.Body!.transformToString()).toBe('one')
    const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket: name }))
    expect(Versions?.map(version => version.VersionId)).toEqual([...ids].reverse())
    expect(DeleteMarkers).toMatchObject([{ IsLatest: true, VersionId }])
    await expect(s3.send(new DeleteBucketCommand({ Bucket: name }))).rejects.toMatchObject({ name: 'BucketNotEmpty' })
    await s3.send(new DeleteObjectCommand({ Bucket: name, Key: 'k', VersionId }))
    const current = await s3.send(new GetObjectCommand({ Bucket: name, Key: 'k' }))
    expect(await current.Body!.transformToString()).toBe('two')
    await s3.send(new DeleteObjectsCommand({ Bucket: name, Delete: { Objects: ids.map(id => ({ Key: 'k', VersionId: id })) } }))
    await s3.send(new DeleteBucketCommand({ Bucket: name }))
  })

  it('keeps settings of buckets, and tags', async () => {
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1')
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined()
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined()
    expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toContain(Bucket)
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' })
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }],
    })
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy)
    const TagSet = [{ Key: 'team', Value: 'blue' }]
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet)
    const { ServerSideEncryptionConfiguration: encryption } = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
    expect(encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256')
    await put('tagged')
    await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging: { TagSet } }))
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }))).TagSet).toEqual(TagSet)
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'nobodys' }))).rejects.toMatchObject({ name: 'NotFound' })
    await expect(s3.send(new PutObjectCommand({ Bucket: 'nobodys', Key: 'k', Body: 'x' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
      message: 'The specified bucket does not exist',
    })
  })

  it('tells a queue of what was made and removed', async () => {
    const sqs = new SQSClient(clientOptions(server.url))
    const QueueArn = 'arn:aws:sqs:us-east-1:123456789012:told'
    const letIn = { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: QueueArn }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [letIn] })
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'told', Attributes: { Policy } }))
    const QueueConfigurations = [
      { QueueArn, Events: ['s3:ObjectCreated:*' as const], Filter: { Key: { FilterRules: [{ Name: 'suffix' as const, Value: '.csv' }] } } },
    ]
    await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { QueueConfigurations } }))
    await put('not this one.txt')
    await put('this one.csv')
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }))
    const { Records } = JSON.parse(Messages![0]!.Body!)
    expect(Records).toMatchObject([
      { eventName: 'ObjectCreated:Put', s3: { bucket: { name: Bucket }, object: { key: 'this+one.csv', size: 12 } } },
    ])
  })

  it('holds the code of functions', async () => {
    const lambda = new LambdaClient(clientOptions(server.url))
    const Role = await createRole(server.url, 'runs-functions', 'lambda.amazonaws.com')
    await s3.send(
      new PutObjectCommand({ Bucket, Key: 'code.zip', Body: await zipOf('index.js', 'exports.handler = async () => "from S3"') }),
    )
    const code = { FunctionName: 'from-s3', Role, Runtime: 'nodejs22.x' as const, Handler: 'index.handler' }
    const missing = lambda.send(new CreateFunctionCommand({ ...code, Code: { S3Bucket: Bucket, S3Key: 'none.zip' } }))
    await expect(missing).rejects.toThrow(
      'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    )
    await lambda.send(new CreateFunctionCommand({ ...code, Code: { S3Bucket: Bucket, S3Key: 'code.zip' } }))
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'from-s3' }))
    expect(Buffer.from(Payload!).toString()).toBe('"from S3"')
  })

  // Of a database its own tools make one.
  it.skipIf(isCluster)('is part of a backup, whatever is deleted meanwhile', async () => {
    await put('in the backup', Buffer.alloc(200_000, 'b'))
    const file = join(folder, '..', `${basename(folder)}.zip`)
    const restored = temporaryFolder('s3-restored')
    try {
      expect(await pasos(['backup', file, '--endpoint', server.url])).toMatchObject({ code: 0 })
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'in the backup' }))
      expect(await pasos(['restore', file, '--data', restored.folder])).toMatchObject({ code: 0 })
      const second = await startServer({ folder: restored.folder })
      const there = new S3Client({ ...clientOptions(second.url), forcePathStyle: true })
      const { Body } = await there.send(new GetObjectCommand({ Bucket, Key: 'in the backup' }))
      expect(await Body!.transformToString()).toBe('b'.repeat(200_000))
      await second.stop()
    } finally {
      restored.remove()
      rmSync(file, { force: true })
    }
  })

  it('keeps everything through kill -9, and leaves nothing of an upload that broke off', async () => {
    await put('small', 'kept')
    await put('big', Buffer.alloc(3 * MEGABYTE, 'x'))
    const broken = fetch(`${server.url}/${Bucket}/broken`, {
      ...{ method: 'PUT', duplex: 'half' },
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0' },
      body: new ReadableStream({
        async start(controller) {
          for (let part = 0; part < 200; part++) {
            controller.enqueue(Buffer.alloc(100_000))
            await pause(5)
          }
        },
      }),
    } as RequestInit).catch(() => undefined)
    await pause(300)
    await server.stop('SIGKILL')
    await broken
    await start()
    expect(await text('small')).toBe('kept')
    expect(await text('big')).toHaveLength(3 * MEGABYTE)
    await expect(text('broken')).rejects.toMatchObject({ name: 'NoSuchKey' })
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'big' }))
    await waitUntilObjectNotExists({ client: s3, minDelay: 1, maxWaitTime: 10 }, { Bucket, Key: 'big' })
  })
})
