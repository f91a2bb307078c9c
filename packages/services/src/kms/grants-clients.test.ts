import * as sdk from '@aws-sdk/client-kms'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { beforeEach, expect, it } from 'vitest'
import { account, region, serviceWorld } from '../declaration/testing/service-world.ts'
import { type GrantRecord, grantKind } from './records/grant-record.ts'
import { kmsService } from './service.ts'
import { sweepKeys } from './sweep.ts'

const secret = Buffer.from('the plaintext')
const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`

let clock: FakeClock
let world: ReturnType<typeof serviceWorld>
let client: sdk.KMSClient
let KeyId: string
let Arn: string

beforeEach(async () => {
  clock = fakeClock(Date.now())
  world = serviceWorld([kmsService], { clock })
  client = new sdk.KMSClient(world.config())
  const { KeyMetadata } = await client.send(new sdk.CreateKeyCommand({}))
  ;[KeyId, Arn] = [KeyMetadata!.KeyId!, KeyMetadata!.Arn!]
})

/** A session of a role without any permission but those given. */
const as = async (name: string, ...statements: object[]) => new sdk.KMSClient(world.config(await world.sessionOf(name, ...statements)))
const grant = (more: Partial<sdk.CreateGrantCommandInput>, by = client) =>
  by.send(new sdk.CreateGrantCommand({ KeyId, GranteePrincipal: roleArn('worker'), Operations: ['Encrypt', 'Decrypt'], ...more }))
const encrypt = (by: sdk.KMSClient, EncryptionContext?: Record<string, string>) =>
  by.send(new sdk.EncryptCommand({ KeyId, Plaintext: secret, EncryptionContext }))
const grants = async (more: Partial<sdk.ListGrantsCommandInput> = {}) =>
  (await client.send(new sdk.ListGrantsCommand({ KeyId, ...more }))).Grants!

async function refusal(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => undefined,
    (thrown: Error) => thrown,
  )
  return error ? `${error.name}: ${error.message}` : 'was not refused'
}

it('a grant lets its principal do what it says with the key, and nothing else, until it is revoked', async () => {
  const worker = await as('worker')
  expect(await refusal(encrypt(worker))).toContain('AccessDeniedException')
  const { GrantId, GrantToken } = await grant({ Name: 'of-the-worker' })
  expect([GrantId, GrantToken]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.any(String)])
  const { CiphertextBlob } = await encrypt(worker)
  const { Plaintext } = await worker.send(new sdk.DecryptCommand({ CiphertextBlob }))
  expect(Buffer.from(Plaintext!)).toEqual(secret)
  expect(await refusal(worker.send(new sdk.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' })))).toContain('kms:GenerateDataKey')
  expect(await refusal(encrypt(await as('other')))).toContain('AccessDeniedException')
  await client.send(new sdk.RevokeGrantCommand({ KeyId, GrantId }))
  expect(await refusal(encrypt(worker))).toContain('AccessDeniedException')
  expect(await refusal(client.send(new sdk.RevokeGrantCommand({ KeyId, GrantId })))).toBe(
    `NotFoundException: Grant ID ${GrantId} not found`,
  )
})

it('a grant is bound to the encryption context that it names: to hold the pairs, or to be them', async () => {
  const [holding, being] = [await as('worker'), await as('exact')]
  await grant({ Constraints: { EncryptionContextSubset: { team: 'a' } } })
  await grant({ GranteePrincipal: roleArn('exact'), Constraints: { EncryptionContextEquals: { team: 'a' } } })
  await encrypt(holding, { team: 'a', more: '1' })
  await encrypt(being, { team: 'a' })
  for (const context of [undefined, { team: 'b' }, { more: '1' }]) {
    expect(await refusal(encrypt(holding, context)), JSON.stringify(context)).toContain('AccessDenied')
  }
  for (const context of [undefined, { team: 'b' }, { team: 'a', more: '1' }]) {
    expect(await refusal(encrypt(being, context)), JSON.stringify(context)).toContain('AccessDenied')
  }
})

it('the same request with the same name gets the same grant, and another one another', async () => {
  const first = await grant({ Name: 'n', Operations: ['Decrypt', 'Encrypt'] })
  expect((await grant({ Name: 'n' })).GrantId).toBe(first.GrantId)
  expect((await grant({ Name: 'n', Operations: ['Decrypt'] })).GrantId).not.toBe(first.GrantId)
  const unnamed = await grant({})
  expect((await grant({})).GrantId).not.toBe(unnamed.GrantId)
  expect(await grants()).toHaveLength(4)
})

it('grants are listed in pages, by their principal and by their id', async () => {
  const retiring = { RetiringPrincipal: roleArn('owner'), Constraints: { EncryptionContextSubset: { a: '1' } } }
  const { GrantId } = await grant({ Name: 'n', ...retiring })
  await grant({ GranteePrincipal: roleArn('other') })
  expect(await grants({ GrantId })).toEqual([
    {
      ...{ KeyId: Arn, GrantId, Name: 'n', GranteePrincipal: roleArn('worker'), Operations: ['Encrypt', 'Decrypt'], ...retiring },
      ...{ IssuingAccount: `arn:aws:iam::${account}:root`, CreationDate: expect.any(Date) },
    },
  ])
  expect((await grants({ GranteePrincipal: roleArn('other') })).map(each => each.GranteePrincipal)).toEqual([roleArn('other')])
  const page = await client.send(new sdk.ListGrantsCommand({ KeyId, Limit: 1 }))
  const rest = await client.send(new sdk.ListGrantsCommand({ KeyId, Limit: 1, Marker: page.NextMarker }))
  expect([page.Truncated, rest.Truncated, new Set([...page.Grants!, ...rest.Grants!].map(each => each.GrantId)).size]).toEqual([
    true,
    false,
    2,
  ])
  const { Grants } = await client.send(new sdk.ListRetirableGrantsCommand({ RetiringPrincipal: roleArn('owner') }))
  expect(Grants!.map(each => each.GrantId)).toEqual([GrantId])
  expect(await refusal(grants({ GrantId: 'f'.repeat(64) }))).toContain('NotFoundException')
  expect(await refusal(grants({ GrantId: 'x' }))).toContain('InvalidGrantIdException')
})

it('a grant is retired by whom it names, and by nobody else, who may not retire the key’s other grants either', async () => {
  const [owner, worker] = [await as('owner'), await as('worker')]
  const mine = await grant({ RetiringPrincipal: roleArn('owner') })
  const own = await grant({ Operations: ['RetireGrant'] })
  const other = await grant({})
  const retire = (by: sdk.KMSClient, input: sdk.RetireGrantCommandInput) => by.send(new sdk.RetireGrantCommand(input))
  expect(await refusal(retire(worker, { GrantToken: mine.GrantToken }))).toContain('kms:RetireGrant')
  expect(await refusal(retire(owner, { GrantToken: other.GrantToken }))).toContain('kms:RetireGrant')
  expect(await refusal(retire(owner, { KeyId: Arn, GrantId: other.GrantId }))).toContain('kms:RetireGrant')
  await retire(owner, { GrantToken: mine.GrantToken })
  await retire(worker, { KeyId: Arn, GrantId: own.GrantId })
  expect((await grants()).map(each => each.GrantId)).toEqual([other.GrantId])
  expect(await refusal(retire(client, { GrantToken: 'bm9uZQ==' }))).toContain('InvalidGrantTokenException')
  expect(await refusal(retire(client, { KeyId: Arn }))).toContain('ValidationException')
})

it('what is granted may be granted on, and no more than that', async () => {
  const worker = await as('worker')
  await grant({ Operations: ['CreateGrant', 'Decrypt'] })
  const on = (Operations: sdk.GrantOperation[], by = worker) => grant({ GranteePrincipal: roleArn('next'), Operations }, by)
  await on(['Decrypt'])
  expect(await refusal(on(['Decrypt', 'Encrypt']))).toContain('kms:CreateGrant')
  const bounded = await as('bounded')
  await grant({
    ...{ GranteePrincipal: roleArn('bounded'), Operations: ['CreateGrant', 'Decrypt'] },
    Constraints: { EncryptionContextSubset: { a: '1' } },
  })
  expect(await refusal(on(['Decrypt'], bounded))).toContain('kms:CreateGrant')
})

it('policies may ask for what a grant is of, and for whom', async () => {
  const allow = (Condition: object) => ({ Effect: 'Allow', Action: 'kms:CreateGrant', Resource: Arn, Condition })
  const forWorker = await as('a', allow({ StringEquals: { 'kms:GranteePrincipal': roleArn('worker') } }))
  await grant({}, forWorker)
  expect(await refusal(grant({ GranteePrincipal: roleArn('other') }, forWorker))).toContain('kms:CreateGrant')
  const decrypting = await as('b', allow({ 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] } }))
  await grant({ Operations: ['Decrypt'] }, decrypting)
  expect(await refusal(grant({}, decrypting))).toContain('kms:CreateGrant')
  const service = await as('c', allow({ Bool: { 'kms:GrantIsForAWSResource': 'true' } }))
  expect(await refusal(grant({}, service))).toContain('kms:CreateGrant')
})

it.each<[string, Partial<sdk.CreateGrantCommandInput>, string]>([
  ['to nobody', { GranteePrincipal: 'worker' }, 'InvalidArnException: ARN does not refer to a valid principal: worker'],
  ['of what such a key cannot', { Operations: ['Sign'] }, 'ValidationException: The operation Sign is not one of symmetric keys.'],
  ['only tried', { DryRun: true }, 'DryRunOperationException'],
  ['of a key that there is not', { KeyId: '11111111-2222-3333-4444-555555555555' }, 'NotFoundException'],
])('a grant %s is not made', async (_, input, refused) => {
  expect(await refusal(grant(input))).toContain(refused)
  expect(await grants()).toEqual([])
})

it('a key that cannot be used is granted to nobody, and its grants go with it', async () => {
  await grant({})
  await client.send(new sdk.DisableKeyCommand({ KeyId }))
  expect(await refusal(grant({}))).toContain('DisabledException')
  await client.send(new sdk.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))
  expect(await refusal(grant({}))).toContain('KMSInvalidStateException')
  await sweepKeys(world.ports.catalog, clock.now() + 8 * 86_400_000)
  expect(world.ports.catalog.list<GrantRecord>(grantKind)).toEqual([])
  expect(Arn).toContain(region)
})
