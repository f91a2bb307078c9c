import { expect, it } from 'vitest'
import { lambdaWorld } from '../../lambda/testing/lambda-world.ts'

const URI = 'http://acs.amazonaws.com/groups/s3/LogDelivery'
const everybody = 'http://acs.amazonaws.com/groups/global/AllUsers'
const delivering = ['WRITE', 'READ_ACP'].map(Permission => ({ Grantee: { Type: 'Group', URI }, Permission }))
const refused = { code: 'AccessControlListNotSupported' }
const enforced = { code: 'InvalidBucketAclWithObjectOwnership' }

async function bucketWorld(ObjectOwnership?: string) {
  const { call } = await lambdaWorld()
  const s3 = (operation: string, input: object = {}) => call('s3', operation, { Bucket: 'logs', ...input })
  await s3('CreateBucket', { ObjectOwnership })
  const { Owner, Grants } = await s3('GetBucketAcl')
  const grants = async () => (await s3('GetBucketAcl')).Grants.slice(1)
  const owned = (ownership: string) => s3('PutBucketOwnershipControls', { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } })
  return { s3, Owner, Grants, grants, owned }
}

it('logs may be delivered into a bucket with ACLs, as nobody delivers any', async () => {
  const { s3, grants, owned } = await bucketWorld('BucketOwnerPreferred')
  expect(await grants()).toEqual([])
  await s3('PutBucketAcl', { ACL: 'log-delivery-write' })
  expect(await grants()).toEqual(delivering)
  await expect(owned('BucketOwnerEnforced')).rejects.toMatchObject(enforced)
  await owned('ObjectWriter')
  await s3('PutBucketAcl', { ACL: 'private' })
  expect(await grants()).toEqual([])
  await owned('BucketOwnerEnforced')
})

it('they may be in the words of a list, of headers, and from the first', async () => {
  const { s3, Owner, Grants, grants } = await bucketWorld('ObjectWriter')
  await s3('PutBucketAcl', { GrantWrite: `uri="${URI}"`, GrantReadACP: `URI=${URI}`, GrantFullControl: `id="${Owner.ID}"` })
  expect((await grants()).map(({ Permission }: { Permission: string }) => Permission)).toEqual(['READ_ACP', 'WRITE'])
  await s3('PutBucketAcl', { AccessControlPolicy: { Owner, Grants: [...Grants, ...delivering] } })
  expect(await grants()).toEqual(delivering)
  const other = { Bucket: 'others', ACL: 'log-delivery-write' }
  await expect(s3('CreateBucket', other)).rejects.toMatchObject(enforced)
  await s3('CreateBucket', { ...other, ObjectOwnership: 'ObjectWriter' })
  expect((await s3('GetBucketAcl', { Bucket: 'others' })).Grants).toEqual([...Grants, ...delivering])
})

it.each([
  ['without ACLs', undefined, { ACL: 'log-delivery-write' }],
  ['for everybody', 'ObjectWriter', { ACL: 'public-read' }],
  ['for everybody in a header', 'ObjectWriter', { GrantRead: `uri="${everybody}"` }],
  ['for everybody beside others', 'ObjectWriter', { GrantWrite: `uri="${URI}", uri="${everybody}"` }],
  ['for another account', 'ObjectWriter', { GrantFullControl: `id="${'a'.repeat(64)}"` }],
  ['for somebody by mail', 'ObjectWriter', { GrantRead: 'emailAddress="a@b.example"' }],
  ['for everybody in a list', 'ObjectWriter', { AccessControlPolicy: { Grants: [{ Grantee: { URI: everybody }, Permission: 'READ' }] } }],
])('an ACL is refused %s', async (_, ownership, acl) => {
  const { s3, grants } = await bucketWorld(ownership)
  await expect(s3('PutBucketAcl', acl)).rejects.toMatchObject(refused)
  expect(await grants()).toEqual([])
})

it('a bucket that says nothing of whose its objects are has ACLs, as on AWS', async () => {
  const { s3, grants } = await bucketWorld()
  await s3('DeleteBucketOwnershipControls')
  await s3('PutBucketAcl', { ACL: 'log-delivery-write' })
  expect(await grants()).toEqual(delivering)
})
