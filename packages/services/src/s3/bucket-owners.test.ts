import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { iamService } from '../iam/service.ts'
import { s3Service } from './service.ts'

const other = '999999999999'

async function worldWithBucket() {
  const world = serviceWorld([iamService, s3Service])
  const client = (who?: Parameters<typeof world.config>[0]) => new S3Client({ ...world.config(who), forcePathStyle: true })
  const owner = client()
  const stranger = client({ accessKeyId: other, secretAccessKey: 'anything' })
  await owner.send(new CreateBucketCommand({ Bucket: 'owned' }))
  await owner.send(new PutObjectCommand({ Bucket: 'owned', Key: 'a', Body: 'x' }))
  const letIn = (Condition: object = {}) => {
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: other },
      Action: 's3:*',
      Resource: ['arn:aws:s3:::owned', 'arn:aws:s3:::owned/*'],
      Condition,
    }
    return owner.send(
      new PutBucketPolicyCommand({ Bucket: 'owned', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) }),
    )
  }
  return { ...world, owner, stranger, client, letIn }
}

describe('a bucket, whose ARN names no account, is its owner’s', () => {
  it('another account’s root may nothing with it or its objects, until the bucket’s policy lets it in', async () => {
    const { stranger, letIn } = await worldWithBucket()
    const get = () => stranger.send(new GetObjectCommand({ Bucket: 'owned', Key: 'a' }))
    const refused = { name: 'AccessDenied', message: expect.stringContaining('because no resource-based policy allows') }
    await expect(get()).rejects.toMatchObject(refused)
    await expect(stranger.send(new PutObjectCommand({ Bucket: 'owned', Key: 'b', Body: 'x' }))).rejects.toMatchObject(refused)
    await expect(stranger.send(new ListObjectsV2Command({ Bucket: 'owned' }))).rejects.toMatchObject(refused)
    const Delete = { Objects: [{ Key: 'a' }] }
    const deleted = await stranger.send(new DeleteObjectsCommand({ Bucket: 'owned', Delete }))
    expect(deleted.Errors).toMatchObject([{ Key: 'a', Code: 'AccessDenied' }])
    await letIn()
    expect((await get()).ContentLength).toBe(1)
  })

  it('its name is taken for everybody', async () => {
    const { stranger } = await worldWithBucket()
    await expect(stranger.send(new CreateBucketCommand({ Bucket: 'owned' }))).rejects.toMatchObject({ name: 'BucketAlreadyExists' })
  })

  it('policies are told the owner’s account, whoever asks', async () => {
    const { stranger, letIn, client, sessionOf } = await worldWithBucket()
    const get = (who: S3Client) => who.send(new GetObjectCommand({ Bucket: 'owned', Key: 'a' }))
    await letIn({ StringEquals: { 'aws:ResourceAccount': other } })
    await expect(get(stranger)).rejects.toMatchObject({ name: 'AccessDenied' })
    await letIn({ StringEquals: { 'aws:ResourceAccount': account } })
    await get(stranger)
    const own = (ResourceAccount: string) => ({
      ...{
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceAccount': ResourceAccount } },
      },
    })
    await get(client(await sessionOf('inside', own(account))))
    await expect(get(client(await sessionOf('outside', own(other))))).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('is made with the tags that policies ask for, or not at all', async () => {
    const { client, sessionOf } = await worldWithBucket()
    const allowed = { Effect: 'Allow', Action: 's3:CreateBucket', Resource: '*' }
    const red = { StringEquals: { 'aws:RequestTag/team': 'red' }, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } }
    const maker = client(await sessionOf('maker', { ...allowed, Condition: red }))
    const make = (Bucket: string, Value: string) =>
      maker.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { Tags: [{ Key: 'team', Value }] } }))
    await make('red-things', 'red')
    await expect(make('blue-things', 'blue')).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('is not used by who expects another’s, or its objects copied', async () => {
    const { owner } = await worldWithBucket()
    const get = (ExpectedBucketOwner: string) => owner.send(new GetObjectCommand({ Bucket: 'owned', Key: 'a', ExpectedBucketOwner }))
    const copy = (ExpectedSourceBucketOwner: string) =>
      owner.send(new CopyObjectCommand({ Bucket: 'owned', Key: 'b', CopySource: 'owned/a', ExpectedSourceBucketOwner }))
    await get(account)
    await copy(account)
    const refused = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }
    await expect(get(other)).rejects.toMatchObject(refused)
    await expect(copy(other)).rejects.toMatchObject(refused)
  })
})
