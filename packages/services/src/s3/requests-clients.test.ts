import * as sdk from '@aws-sdk/client-s3'
import { beforeEach, expect, it } from 'vitest'
import { serviceWorld } from '../declaration/testing/service-world.ts'
import { s3Service } from './service.ts'

const Bucket = 'bucket'
let client: sdk.S3Client

beforeEach(async () => {
  client = new sdk.S3Client({ ...serviceWorld([s3Service]).config(), forcePathStyle: true })
  await client.send(new sdk.CreateBucketCommand({ Bucket, ObjectOwnership: 'BucketOwnerPreferred' }))
})

it('the source of a copy may be encoded whole, as Terraform does it', async () => {
  await client.send(new sdk.PutObjectCommand({ Bucket, Key: 'texts/ä b', Body: 'b' }))
  const copied = (CopySource: string) => client.send(new sdk.CopyObjectCommand({ Bucket, Key: 'copy', CopySource }))
  await copied('bucket%2Ftexts%2F%C3%A4%20b')
  const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket, Key: 'copy' }))
  expect(await Body!.transformToString()).toBe('b')
  await expect(copied('bucket')).rejects.toThrow('Copy Source must mention the source bucket and key: sourcebucket/sourcekey')
})

it.each(['log-delivery-write', 'bucket-owner-full-control', 'bucket-owner-read', 'private'])(
  'the canned ACL %s lets nobody into a bucket here, and is taken',
  async ACL => {
    const named = { Bucket, ACL: ACL as sdk.BucketCannedACL }
    await client.send(new sdk.PutBucketAclCommand(named))
    const { Grants = [] } = await client.send(new sdk.GetBucketAclCommand({ Bucket }))
    const others = Grants.filter(({ Grantee }) => Grantee?.Type === 'Group').map(({ Permission }) => Permission)
    expect(others).toEqual(ACL === 'log-delivery-write' ? ['WRITE', 'READ_ACP'] : [])
  },
)

it('who would be let in by a canned ACL is not, and an ACL that there is not is told', async () => {
  const put = (ACL: string) => client.send(new sdk.PutBucketAclCommand({ Bucket, ACL: ACL as sdk.BucketCannedACL }))
  for (const acl of ['public-read', 'public-read-write', 'authenticated-read', 'aws-exec-read'])
    await expect(put(acl)).rejects.toMatchObject({ name: 'AccessControlListNotSupported' })
  await expect(put('mine')).rejects.toMatchObject({ name: 'InvalidArgument' })
})

it('a lifecycle tells from which size on objects move, as it was told or as AWS has it', async () => {
  const rule = { ID: 'r', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } } as const
  const put = async (size?: sdk.TransitionDefaultMinimumObjectSize) => {
    const input = { Bucket, LifecycleConfiguration: { Rules: [rule] }, TransitionDefaultMinimumObjectSize: size }
    const { TransitionDefaultMinimumObjectSize: said } = await client.send(new sdk.PutBucketLifecycleConfigurationCommand(input))
    const got = await client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }))
    return [said, got.TransitionDefaultMinimumObjectSize, got.Rules?.length]
  }
  expect(await put('varies_by_storage_class')).toEqual(['varies_by_storage_class', 'varies_by_storage_class', 1])
  expect(await put()).toEqual(['all_storage_classes_128K', 'all_storage_classes_128K', 1])
  await put('varies_by_storage_class')
  await client.send(new sdk.DeleteBucketLifecycleCommand({ Bucket }))
  await expect(client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NoSuchLifecycleConfiguration',
  })
  expect((await put())[1]).toBe('all_storage_classes_128K')
})
