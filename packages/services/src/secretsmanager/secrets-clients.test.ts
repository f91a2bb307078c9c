import * as sdk from '@aws-sdk/client-secrets-manager'
import { type FakeClock, fakeClock } from '@pasos/engine'
import { beforeEach, expect, it } from 'vitest'
import { serviceWorld } from '../declaration/testing/service-world.ts'
import { kmsService } from '../kms/service.ts'
import { purgeDeleted } from './purge.ts'
import { secretsManagerService } from './service.ts'

const DAY = 86_400_000
const token = (letter: string) => letter.repeat(32)

let clock: FakeClock
let world: ReturnType<typeof serviceWorld>
let client: sdk.SecretsManagerClient

beforeEach(() => {
  clock = fakeClock(Date.now())
  world = serviceWorld([kmsService, secretsManagerService], { clock })
  client = new sdk.SecretsManagerClient(world.config())
})

const create = (Name: string, more: Partial<sdk.CreateSecretCommandInput> = {}) =>
  client.send(new sdk.CreateSecretCommand({ Name, SecretString: 'first', ClientRequestToken: token('a'), ...more }))
const put = (SecretId: string, SecretString: string, letter: string, VersionStages?: string[]) =>
  client.send(new sdk.PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken: token(letter), VersionStages }))
const get = (SecretId: string, more: Partial<sdk.GetSecretValueCommandInput> = {}, by = client) =>
  by.send(new sdk.GetSecretValueCommand({ SecretId, ...more }))
const list = async (more: sdk.ListSecretsCommandInput = {}) =>
  (await client.send(new sdk.ListSecretsCommand(more))).SecretList!.map(({ Name }) => Name)

async function refusal(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => undefined,
    (thrown: Error) => thrown,
  )
  return error ? `${error.name}: ${error.message}` : 'was not refused'
}

it('a secret is found by name, ARN and ARN without its six letters, text and bytes as they were given', async () => {
  expect((await client.send(new sdk.ListSecretsCommand({}))).SecretList).toEqual([])
  const { ARN } = await create('app/db')
  expect(ARN).toMatch(/:secret:app\/db-[A-Za-z0-9]{6}$/)
  for (const id of ['app/db', ARN!, ARN!.slice(0, -7)])
    expect(await get(id)).toMatchObject({ ARN, SecretString: 'first', VersionStages: ['AWSCURRENT'], VersionId: token('a') })
  await create('bytes', { SecretString: undefined, SecretBinary: Uint8Array.of(0, 255, 1) })
  expect([...(await get('bytes')).SecretBinary!]).toEqual([0, 255, 1])
  expect(await refusal(get('nowhere'))).toBe("ResourceNotFoundException: Secrets Manager can't find the specified secret.")
})

it('what could be no name is refused with an error that the model does not have', async () => {
  const invalid =
    'ValidationException: Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!'
  expect(await refusal(create('Invalid Name'))).toBe(invalid)
  expect(await refusal(get('a name\n'))).toBe(invalid)
  expect(await refusal(client.send(new sdk.DeleteSecretCommand({ SecretId: 'a#b' })))).toBe(invalid)
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:none'
  expect(await refusal(get(arn))).toBe("ResourceNotFoundException: Secrets Manager can't find the specified secret.")
})

it('no value lies readable in the store, and all are there after a restart', async () => {
  await create('s', { SecretString: 'very hidden' })
  const entries = await world.ports.data.scan('secretsmanager.value', { limit: 9 })
  expect(entries).toHaveLength(1)
  expect(Buffer.from(entries[0]!.value).includes('very hidden')).toBe(false)
  const again = new sdk.SecretsManagerClient(serviceWorld([kmsService, secretsManagerService], world.ports).config())
  expect((await get('s', {}, again)).SecretString).toBe('very hidden')
})

it('labels move with a new value, and a token stands for one value', async () => {
  await create('s')
  await put('s', 'second', 'b')
  expect((await get('s')).SecretString).toBe('second')
  expect((await get('s', { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('first')
  await put('s', 'third', 'c', ['AWSPENDING'])
  expect((await get('s')).SecretString).toBe('second')
  await put('s', 'third', 'c', ['AWSPENDING'])
  expect(await refusal(put('s', 'other', 'c'))).toContain('ResourceExistsException')
  const move = new sdk.UpdateSecretVersionStageCommand({
    ...{ SecretId: 's', VersionStage: 'AWSCURRENT', MoveToVersionId: token('c'), RemoveFromVersionId: token('b') },
  })
  await client.send(move)
  const { VersionIdsToStages } = await client.send(new sdk.DescribeSecretCommand({ SecretId: 's' }))
  expect(VersionIdsToStages).toEqual({ [token('b')]: ['AWSPREVIOUS'], [token('c')]: ['AWSPENDING', 'AWSCURRENT'] })
  const ids = (IncludeDeprecated: boolean) => client.send(new sdk.ListSecretVersionIdsCommand({ SecretId: 's', IncludeDeprecated }))
  expect((await ids(false)).Versions).toHaveLength(2)
  expect((await ids(true)).Versions).toHaveLength(3)
  expect(await world.ports.data.scan('secretsmanager.value', { limit: 9 })).toHaveLength(3)
})

it('a deleted secret keeps its name for its window, can be restored, and goes with its values', async () => {
  await create('s')
  await client.send(new sdk.DeleteSecretCommand({ SecretId: 's', RecoveryWindowInDays: 7 }))
  expect(await refusal(get('s'))).toContain('InvalidRequestException')
  expect(await refusal(create('s'))).toContain('InvalidRequestException')
  expect([await list(), await list({ IncludePlannedDeletion: true })]).toEqual([[], ['s']])
  await client.send(new sdk.RestoreSecretCommand({ SecretId: 's' }))
  expect((await get('s')).SecretString).toBe('first')
  await client.send(new sdk.DeleteSecretCommand({ SecretId: 's', RecoveryWindowInDays: 7 }))
  clock.advance(7 * DAY)
  expect(await refusal(get('s'))).toContain('ResourceNotFoundException')
  await purgeDeleted(world.ports, clock.now())
  expect(await world.ports.data.scan('secretsmanager.value', { limit: 9 })).toEqual([])
  await create('s')
  await client.send(new sdk.DeleteSecretCommand({ SecretId: 's', ForceDeleteWithoutRecovery: true }))
  await create('s', { SecretString: 'anew' })
  expect((await get('s')).SecretString).toBe('anew')
})

it('is listed in pages, by filter and in order', async () => {
  for (const name of ['a1', 'a2', 'b1', 'b2', 'b3']) await create(name)
  const names: (string | undefined)[] = []
  for await (const page of sdk.paginateListSecrets({ client, pageSize: 2 }, { SortBy: 'name', SortOrder: 'desc' }))
    names.push(...page.SecretList!.map(({ Name }) => Name))
  expect(names).toEqual(['b3', 'b2', 'b1', 'a2', 'a1'])
  expect(await list({ Filters: [{ Key: 'name', Values: ['a'] }], SortBy: 'name' })).toEqual(['a1', 'a2'])
  const batch = await client.send(new sdk.BatchGetSecretValueCommand({ SecretIdList: ['a1', 'nowhere'] }))
  expect(batch.SecretValues).toMatchObject([{ Name: 'a1', SecretString: 'first' }])
  expect(batch.Errors).toMatchObject([{ SecretId: 'nowhere', ErrorCode: 'ResourceNotFoundException' }])
})

it('a role needs its permission, and that of the key where the secret has one', async () => {
  const kms = new (await import('@aws-sdk/client-kms')).KMSClient(world.config())
  const { KeyMetadata } = await kms.send(new (await import('@aws-sdk/client-kms')).CreateKeyCommand({}))
  const { ARN } = await create('s', { KmsKeyId: KeyMetadata!.KeyId })
  const allowed = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ARN }
  const poor = new sdk.SecretsManagerClient(world.config(await world.sessionOf('poor', allowed)))
  expect(await refusal(get('s', {}, poor))).toContain('is not authorized to perform: kms:Decrypt')
  const more = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KeyMetadata!.Arn }
  const rich = new sdk.SecretsManagerClient(world.config(await world.sessionOf('rich', allowed, more)))
  expect((await get('s', {}, rich)).SecretString).toBe('first')
  expect(await refusal(rich.send(new sdk.DeleteSecretCommand({ SecretId: 's' })))).toContain('secretsmanager:DeleteSecret')
})

it('makes passwords with one character of each kind', async () => {
  const { RandomPassword } = await client.send(new sdk.GetRandomPasswordCommand({ PasswordLength: 4, ExcludeCharacters: '"' }))
  for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9"]/]) expect(RandomPassword).toMatch(kind)
})
