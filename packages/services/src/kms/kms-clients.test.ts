import * as sdk from '@aws-sdk/client-kms'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { beforeEach, describe, expect, it } from 'vitest'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { kmsService } from './service.ts'
import { sweepKeys } from './sweep.ts'

const DAY = 86_400_000
const secret = Buffer.from('the plaintext')

let clock: FakeClock
let world: ReturnType<typeof serviceWorld>
let client: sdk.KMSClient

beforeEach(() => {
  clock = fakeClock(Date.now())
  world = serviceWorld([kmsService], { clock })
  client = new sdk.KMSClient(world.config())
})

const key = async (input: sdk.CreateKeyCommandInput = {}) => (await client.send(new sdk.CreateKeyCommand(input))).KeyMetadata!
const encrypt = async (KeyId: string | undefined, more: Partial<sdk.EncryptCommandInput> = {}, by = client) =>
  (await by.send(new sdk.EncryptCommand({ KeyId, Plaintext: secret, ...more }))).CiphertextBlob!
const decrypt = async (CiphertextBlob: Uint8Array, more: Partial<sdk.DecryptCommandInput> = {}, by = client) =>
  Buffer.from((await by.send(new sdk.DecryptCommand({ CiphertextBlob, ...more }))).Plaintext!).toString()
const describeKey = async (KeyId: string) => (await client.send(new sdk.DescribeKeyCommand({ KeyId }))).KeyMetadata!

async function refusal(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => undefined,
    (thrown: Error) => thrown,
  )
  return error ? `${error.name}: ${error.message}` : 'was not refused'
}

describe('a key', () => {
  it('encrypts and decrypts, and the ciphertext names the key', async () => {
    const { KeyId, Arn } = await key()
    const blob = await encrypt(KeyId)
    expect(Buffer.from(blob).includes(secret)).toBe(false)
    expect(await decrypt(blob)).toBe('the plaintext')
    expect(await decrypt(blob, { KeyId: Arn })).toBe('the plaintext')
    const other = await key()
    expect(await refusal(decrypt(blob, { KeyId: other.KeyId }))).toBe(
      'IncorrectKeyException: The key ID in the request does not identify a CMK that can perform this operation.',
    )
  })

  it('wants the encryption context back, in whatever order', async () => {
    const { KeyId } = await key()
    const blob = await encrypt(KeyId, { EncryptionContext: { a: '1', b: '2' } })
    expect(await decrypt(blob, { EncryptionContext: { b: '2', a: '1' } })).toBe('the plaintext')
    for (const EncryptionContext of [undefined, {}, { a: '1' }, { a: '1', b: '3' }])
      expect(await refusal(decrypt(blob, { EncryptionContext }))).toContain('InvalidCiphertextException')
  })

  it('refuses a ciphertext of which one bit was changed, wherever, and what is none', async () => {
    const { KeyId } = await key()
    const blob = Buffer.from(await encrypt(KeyId))
    for (let at = 0; at < blob.length; at += 7) {
      const changed = Buffer.from(blob)
      changed[at]! ^= 1
      expect(await refusal(decrypt(changed)), `byte ${at}`).toMatch(/^(InvalidCiphertext|NotFound|AccessDenied)Exception/)
    }
    for (const none of [Buffer.from('x'), Buffer.from([1, 255]), blob.subarray(0, 40)])
      expect(await refusal(decrypt(none))).toContain('InvalidCiphertextException')
  })

  it('makes data keys, with and without the plaintext, and random bytes', async () => {
    const { KeyId, Arn } = await key()
    const made = await client.send(new sdk.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }))
    expect(made).toMatchObject({ KeyId: Arn, Plaintext: expect.objectContaining({ length: 32 }) })
    const { Plaintext } = await client.send(new sdk.DecryptCommand({ CiphertextBlob: made.CiphertextBlob }))
    expect(Plaintext).toEqual(made.Plaintext)
    const silent = await client.send(new sdk.GenerateDataKeyWithoutPlaintextCommand({ KeyId, NumberOfBytes: 20 }))
    expect(silent).not.toHaveProperty('Plaintext')
    expect((await client.send(new sdk.DecryptCommand({ CiphertextBlob: silent.CiphertextBlob }))).Plaintext).toHaveLength(20)
    expect(await refusal(client.send(new sdk.GenerateDataKeyCommand({ KeyId })))).toContain(
      'Please specify either number of bytes or key spec.',
    )
    expect((await client.send(new sdk.GenerateRandomCommand({ NumberOfBytes: 9 }))).Plaintext).toHaveLength(9)
  })

  it('hands over to another key without showing the plaintext', async () => {
    const [from, to] = [await key(), await key()]
    const CiphertextBlob = await encrypt(from.KeyId, { EncryptionContext: { a: '1' } })
    const moved = await client.send(
      new sdk.ReEncryptCommand({ CiphertextBlob, SourceEncryptionContext: { a: '1' }, DestinationKeyId: to.KeyId }),
    )
    expect(moved).toMatchObject({ SourceKeyId: from.Arn, KeyId: to.Arn })
    expect(await decrypt(moved.CiphertextBlob!, { KeyId: to.Arn })).toBe('the plaintext')
  })

  it('does nothing while it is disabled or to be deleted, and goes when its time has come', async () => {
    const { KeyId, Arn } = await key()
    await client.send(new sdk.CreateAliasCommand({ AliasName: 'alias/a', TargetKeyId: KeyId }))
    const blob = await encrypt(KeyId)
    await client.send(new sdk.DisableKeyCommand({ KeyId }))
    expect(await refusal(decrypt(blob))).toBe(`DisabledException: ${Arn} is disabled.`)
    await client.send(new sdk.EnableKeyCommand({ KeyId }))
    const plan = await client.send(new sdk.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))
    expect(plan).toMatchObject({ KeyId: Arn, KeyState: 'PendingDeletion', PendingWindowInDays: 7 })
    expect(await refusal(encrypt(KeyId))).toBe(`KMSInvalidStateException: ${Arn} is pending deletion.`)
    expect(await describeKey(KeyId!)).toMatchObject({ KeyState: 'PendingDeletion', Enabled: false, DeletionDate: plan.DeletionDate })
    await client.send(new sdk.CancelKeyDeletionCommand({ KeyId }))
    expect(await describeKey(KeyId!)).toMatchObject({ KeyState: 'Disabled' })
    await client.send(new sdk.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))
    clock.advance(7 * DAY)
    expect(await refusal(describeKey(KeyId!))).toBe(`NotFoundException: Key '${Arn}' does not exist`)
    await sweepKeys(world.ports.catalog, clock.now())
    expect(world.ports.catalog.list('kmsKey')).toEqual([])
    expect((await client.send(new sdk.ListAliasesCommand({}))).Aliases).toEqual([])
  })

  it('is rotated by the calendar and on demand, and still decrypts what came before', async () => {
    const { KeyId, CurrentKeyMaterialId } = await key()
    const status = () => client.send(new sdk.GetKeyRotationStatusCommand({ KeyId }))
    const old = await encrypt(KeyId)
    expect(await status()).toMatchObject({ KeyRotationEnabled: false })
    await client.send(new sdk.EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }))
    expect(await status()).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 })
    clock.advance(200 * DAY)
    await encrypt(KeyId)
    await client.send(new sdk.RotateKeyOnDemandCommand({ KeyId }))
    const { Rotations } = await client.send(new sdk.ListKeyRotationsCommand({ KeyId }))
    expect(Rotations!.map(({ RotationType }) => RotationType)).toEqual(['AUTOMATIC', 'ON_DEMAND'])
    expect((await describeKey(KeyId!)).CurrentKeyMaterialId).not.toBe(CurrentKeyMaterialId)
    expect(await decrypt(old)).toBe('the plaintext')
    await client.send(new sdk.DisableKeyRotationCommand({ KeyId }))
    expect(await status()).toMatchObject({ KeyRotationEnabled: false })
  })

  it('has aliases, which can be turned to another key', async () => {
    const [one, two] = [await key(), await key()]
    const AliasName = 'alias/app/key'
    await client.send(new sdk.CreateAliasCommand({ AliasName, TargetKeyId: one.KeyId }))
    expect(await refusal(client.send(new sdk.CreateAliasCommand({ AliasName, TargetKeyId: two.KeyId })))).toBe(
      `AlreadyExistsException: An alias with the name arn:aws:kms:us-east-1:${account}:alias/app/key already exists`,
    )
    const blob = await encrypt(AliasName)
    expect(await decrypt(blob, { KeyId: `arn:aws:kms:us-east-1:${account}:${AliasName}` })).toBe('the plaintext')
    await client.send(new sdk.UpdateAliasCommand({ AliasName, TargetKeyId: two.KeyId }))
    expect(await describeKey(AliasName)).toMatchObject({ KeyId: two.KeyId })
    const { Aliases } = await client.send(new sdk.ListAliasesCommand({ KeyId: two.KeyId }))
    expect(Aliases).toMatchObject([{ AliasName, TargetKeyId: two.KeyId }])
    await client.send(new sdk.DeleteAliasCommand({ AliasName }))
    expect(await refusal(encrypt(AliasName))).toBe(`NotFoundException: Alias arn:aws:kms:us-east-1:${account}:${AliasName} is not found.`)
    expect(await refusal(client.send(new sdk.CreateAliasCommand({ AliasName: 'app', TargetKeyId: one.KeyId })))).toContain(
      'InvalidAliasNameException: Alias must start with the prefix "alias/".',
    )
  })

  it('has a description, tags and pages like any list', async () => {
    const { KeyId } = await key({ Description: 'one', Tags: [{ TagKey: 'a', TagValue: '1' }] })
    await client.send(new sdk.UpdateKeyDescriptionCommand({ KeyId, Description: 'two' }))
    await client.send(new sdk.TagResourceCommand({ KeyId, Tags: [{ TagKey: 'b', TagValue: '2' }] }))
    await client.send(new sdk.UntagResourceCommand({ KeyId, TagKeys: ['a'] }))
    expect((await client.send(new sdk.ListResourceTagsCommand({ KeyId }))).Tags).toEqual([{ TagKey: 'b', TagValue: '2' }])
    expect(await describeKey(KeyId!)).toMatchObject({ Description: 'two', KeySpec: 'SYMMETRIC_DEFAULT', KeyManager: 'CUSTOMER' })
    for (let count = 1; count < 5; count++) await key()
    const ids: string[] = []
    for await (const page of sdk.paginateListKeys({ client, pageSize: 2 }, {})) ids.push(...page.Keys!.map(({ KeyId: id }) => id!))
    expect(new Set(ids).size).toBe(5)
    expect(await refusal(client.send(new sdk.ListKeysCommand({ Marker: 'nonsense' })))).toContain('InvalidMarkerException')
  })

  it('is refused where it could not keep what it promises', async () => {
    expect(await refusal(key({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }))).toContain('UnsupportedOperationException')
    expect(await refusal(key({ MultiRegion: true }))).toContain('UnsupportedOperationException')
  })
})

describe('the key policy', () => {
  const statement = (more: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', ...more }] })
  const root = { AWS: `arn:aws:iam::${account}:root` }

  it('leaves it to the roles’ policies by default, and to nobody where it does not', async () => {
    const { KeyId, Arn } = await key()
    const role = new sdk.KMSClient(world.config(await world.sessionOf('worker', { Effect: 'Allow', Action: 'kms:Encrypt', Resource: Arn })))
    const blob = await encrypt(KeyId, {}, role)
    expect(await refusal(decrypt(blob, {}, role))).toContain('because no identity-based policy allows the kms:Decrypt action')
    const put = (Policy: string) => client.send(new sdk.PutKeyPolicyCommand({ KeyId, Policy, BypassPolicyLockoutSafetyCheck: true }))
    await put(statement({ Principal: root, Action: 'kms:PutKeyPolicy' }))
    expect(await refusal(encrypt(KeyId, {}, role))).toContain('because no resource-based policy allows the kms:Encrypt action')
    await put(statement({ Principal: { AWS: `arn:aws:iam::${account}:role/worker` }, Action: 'kms:*' }))
    expect(await decrypt(blob, {}, role)).toBe('the plaintext')
  })

  it('may ask for an encryption context', async () => {
    const condition = { StringEquals: { 'kms:EncryptionContext:team': 'a' } }
    const { KeyId } = await key()
    const allowed = { Effect: 'Allow', Action: 'kms:Encrypt', Resource: '*', Condition: condition }
    const role = new sdk.KMSClient(world.config(await world.sessionOf('worker', allowed)))
    await encrypt(KeyId, { EncryptionContext: { team: 'a' } }, role)
    expect(await refusal(encrypt(KeyId, { EncryptionContext: { team: 'b' } }, role))).toContain('kms:Encrypt')
  })

  it('may ask whose call it is, and through which service', async () => {
    const { KeyId } = await key()
    const asking = async (name: string, condition: object) => {
      const allowed = { Effect: 'Allow', Action: 'kms:Encrypt', Resource: '*', Condition: condition }
      return encrypt(KeyId, {}, new sdk.KMSClient(world.config(await world.sessionOf(name, allowed))))
    }
    await asking('own', { StringEquals: { 'kms:CallerAccount': account } })
    expect(await refusal(asking('other', { StringEquals: { 'kms:CallerAccount': '210987654321' } }))).toContain('kms:Encrypt')
    expect(await refusal(asking('through', { StringLike: { 'kms:ViaService': '*' } }))).toContain('kms:Encrypt')
  })

  it('lets another account in', async () => {
    const { KeyId, Arn } = await key()
    const stranger = new sdk.KMSClient(world.config({ accessKeyId: '210987654321', secretAccessKey: 'x' }))
    const blob = await encrypt(KeyId)
    expect(await refusal(decrypt(blob, {}, stranger))).toContain('because no resource-based policy allows the kms:Decrypt action')
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: root, Action: 'kms:*', Resource: '*' },
        { Effect: 'Allow', Principal: { AWS: '210987654321' }, Action: 'kms:Decrypt', Resource: Arn },
      ],
    })
    await client.send(new sdk.PutKeyPolicyCommand({ KeyId, Policy }))
    expect(await decrypt(blob, {}, stranger)).toBe('the plaintext')
    expect((await client.send(new sdk.GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }))).Policy).toBe(Policy)
    expect((await client.send(new sdk.ListKeyPoliciesCommand({ KeyId }))).PolicyNames).toEqual(['default'])
  })

  it('is refused where nobody could change it again, or where it is none', async () => {
    const { KeyId } = await key()
    const put = (Policy: string) => client.send(new sdk.PutKeyPolicyCommand({ KeyId, Policy }))
    expect(await refusal(put(statement({ Principal: root, Action: 'kms:Encrypt' })))).toBe(
      'MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future.',
    )
    expect(await refusal(put('{'))).toContain('MalformedPolicyDocumentException')
  })

  it('of a re-encryption counts at both ends', async () => {
    const [from, to] = [await key(), await key()]
    const allowed = { Effect: 'Allow', Action: ['kms:Encrypt', 'kms:ReEncryptFrom'], Resource: '*' }
    const role = new sdk.KMSClient(world.config(await world.sessionOf('worker', allowed)))
    const CiphertextBlob = await encrypt(from.KeyId, {}, role)
    expect(await refusal(role.send(new sdk.ReEncryptCommand({ CiphertextBlob, DestinationKeyId: to.KeyId })))).toContain('kms:ReEncryptTo')
  })
})

it('AWS managed keys are made when they are first looked at, and belong to their service', async () => {
  const made = await describeKey('alias/aws/ssm')
  expect(made).toMatchObject({ KeyManager: 'AWS', KeyState: 'Enabled' })
  expect(await describeKey('alias/aws/ssm')).toEqual(made)
  expect(await refusal(client.send(new sdk.DisableKeyCommand({ KeyId: made.KeyId })))).toContain('UnsupportedOperationException')
})

it('keys are kept sealed, come back after a restart, and are of no use without the sealing key', async () => {
  const { KeyId } = await key()
  const blob = await encrypt(KeyId)
  const again = new sdk.KMSClient(serviceWorld([kmsService], world.ports).config())
  expect(await decrypt(blob, {}, again)).toBe('the plaintext')
  const foreign = serviceWorld([kmsService], { ...world.ports, sealingKey: () => Buffer.alloc(32, 8) })
  await expect(
    foreign.opened.face(kmsService)!.then(face => face.decrypt(blob, {}, { accountId: account, region: 'us-east-1' } as never)),
  ).rejects.toThrow("the data folder's sealing key is not the one")
})
