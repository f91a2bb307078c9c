import * as s3 from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { serviceWorld } from '../declaration/testing/service-world.ts'
import { s3Service } from './service.ts'

it('a list tells the same time of an object as its header, which has whole seconds, and of a bucket too', async () => {
  const world = serviceWorld([s3Service])
  const client = new s3.S3Client({ ...world.config(), forcePathStyle: true })
  await client.send(new s3.CreateBucketCommand({ Bucket: 'things' }))
  await client.send(new s3.PutObjectCommand({ Bucket: 'things', Key: 'k', Body: 'text' }))
  const { LastModified } = await client.send(new s3.HeadObjectCommand({ Bucket: 'things', Key: 'k' }))
  const { Contents } = await client.send(new s3.ListObjectsV2Command({ Bucket: 'things' }))
  expect(Contents![0]!.LastModified).toEqual(LastModified)
  const { Buckets } = await client.send(new s3.ListBucketsCommand({}))
  expect(Buckets![0]!.CreationDate!.getMilliseconds()).toBe(0)
})
