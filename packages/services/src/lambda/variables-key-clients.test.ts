import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import * as sdk from '@aws-sdk/client-lambda'
import type { FakeClock } from '@pasos/engine'
import { beforeEach, expect, it } from 'vitest'
import { account, region, serviceWorld } from '../declaration/testing/service-world.ts'
import { kmsService } from '../kms/service.ts'
import { lambdaService } from './service.ts'
import { echoHost, memoryCodeStore } from './test-host.ts'

// Nothing is encrypted with the key of a function's environment variables, but it is needed as if it were.

const missing = `arn:aws:kms:${region}:${account}:key/11111111-2222-3333-4444-555555555555`
const Environment = { Variables: { SECRET: 's' } }
const anything = { Effect: 'Allow', Action: ['lambda:*', 'iam:PassRole'], Resource: '*' }
const ofFunction = { StringEquals: { 'kms:EncryptionContext:aws:lambda:FunctionArn': `arn:aws:lambda:${region}:${account}:function:f` } }

let world: ReturnType<typeof serviceWorld>
let host: ReturnType<typeof echoHost>
let client: sdk.LambdaClient
let kms: KMSClient
let KeyId: string
let KMSKeyArn: string

beforeEach(async () => {
  host = echoHost()
  const functions = async () => ({ host, codeStore: { ...memoryCodeStore(), collect: async () => undefined } })
  world = serviceWorld([lambdaService, kmsService], { functions })
  Object.assign(world.ports.authorizer, { trusts: () => true })
  client = new sdk.LambdaClient(world.config())
  kms = new KMSClient(world.config())
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  KeyId = KeyMetadata!.KeyId!
  KMSKeyArn = KeyMetadata!.Arn!
})

const create = (more: Partial<sdk.CreateFunctionCommandInput> = {}, by = client) =>
  by.send(
    new sdk.CreateFunctionCommand({
      ...{ FunctionName: 'f', Runtime: 'nodejs24.x', Handler: 'main.handler', Role: `arn:aws:iam::${account}:role/functions` },
      ...{ Code: { ZipFile: Buffer.from('PK zip') }, Environment, KMSKeyArn, ...more },
    }),
  )
const mayDecrypt = () =>
  world.sessionOf('functions', { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KMSKeyArn, Condition: ofFunction })
const invoke = (InvocationType: sdk.InvocationType = 'RequestResponse') =>
  client.send(new sdk.InvokeCommand({ FunctionName: 'f', Payload: Buffer.from('1'), InvocationType }))

async function refusal(action: Promise<unknown>): Promise<{ name?: string; message?: string; status?: number | undefined }> {
  return action.then(
    () => ({ message: 'was not refused' }),
    ({ name, message, $metadata }) => ({ name, message, status: $metadata.httpStatusCode }),
  )
}

it('a function’s role needs kms:Decrypt for its variables, whenever it is run', async () => {
  await world.sessionOf('functions')
  await create()
  const denied = await refusal(invoke())
  expect(denied).toMatchObject({ name: 'KMSAccessDeniedException', status: 502 })
  expect(denied.message).toMatch(
    /^Lambda was unable to decrypt the environment variables because KMS access was denied\. .* not authorized to perform: kms:Decrypt/,
  )
  expect(host.invocations).toEqual([])
})

it('with a key that can’t be used no function is run; events wait for it', async () => {
  await mayDecrypt()
  await create()
  await invoke()
  await kms.send(new DisableKeyCommand({ KeyId }))
  const disabled = await refusal(invoke())
  expect(disabled).toMatchObject({ name: 'KMSDisabledException', status: 502 })
  expect(disabled.message).toContain(`KMS Exception: DisabledException KMS Message: ${KMSKeyArn} is disabled.`)
  expect((await invoke('Event')).StatusCode).toBe(202)
  for (let at = 0; at < 20; at++) await new Promise(setImmediate)
  expect(host.invocations).toHaveLength(1)
  await kms.send(new EnableKeyCommand({ KeyId }))
  ;(world.ports.clock as FakeClock).advance(1000)
  await expect.poll(() => host.invocations.length).toBe(2)
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))
  expect(await refusal(invoke())).toMatchObject({ name: 'KMSInvalidStateException', status: 502 })
  ;(world.ports.clock as FakeClock).advance(8 * 86_400_000)
  expect(await refusal(invoke())).toMatchObject({ name: 'KMSNotFoundException', status: 502 })
})

it('nobody is asked for a function without variables', async () => {
  await world.sessionOf('functions')
  await create({ Environment: { Variables: {} }, KMSKeyArn: missing })
  expect((await invoke()).StatusCode).toBe(200)
})

it('who gives a function variables needs the key, which must be there', async () => {
  const words = 'Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant.'
  const invalid = { name: 'InvalidParameterValueException', status: 400 }
  const unknown = await refusal(create({ KMSKeyArn: missing }))
  expect(unknown).toMatchObject(invalid)
  expect(unknown.message).toBe(
    `${words} Please check your KMS key settings. KMS Exception: NotFoundException KMS Message: Key '${missing}' does not exist`,
  )
  const grants = { Effect: 'Allow', Action: 'kms:CreateGrant', Resource: '*' }
  const half = new sdk.LambdaClient(world.config(await world.sessionOf('half', anything, grants)))
  expect((await refusal(create({}, half))).message).toContain('KMS Exception: AccessDeniedException')
  const encrypts = { Effect: 'Allow', Action: 'kms:Encrypt', Resource: '*', Condition: ofFunction }
  const whole = new sdk.LambdaClient(world.config(await world.sessionOf('whole', anything, grants, encrypts)))
  await create({}, whole)
  const update = (more: Partial<sdk.UpdateFunctionConfigurationCommandInput>, by: sdk.LambdaClient) =>
    by.send(new sdk.UpdateFunctionConfigurationCommand({ FunctionName: 'f', ...more }))
  expect((await refusal(update({ Environment }, half))).message).toContain('not authorized to perform: kms:Encrypt')
  expect(await refusal(update({ KMSKeyArn: missing }, whole))).toMatchObject(invalid)
  await update({ Timeout: 9 }, half)
  await kms.send(new DisableKeyCommand({ KeyId }))
  expect((await refusal(update({ Environment }, whole))).message).toContain('KMS Exception: DisabledException')
  await update({ Environment: { Variables: {} } }, whole)
})

it('who may not decrypt sees that there are variables, and not which', async () => {
  await create()
  const reader = new sdk.LambdaClient(world.config(await world.sessionOf('reader', anything)))
  const seen = [
    (await reader.send(new sdk.GetFunctionCommand({ FunctionName: 'f' }))).Configuration!.Environment,
    (await reader.send(new sdk.GetFunctionConfigurationCommand({ FunctionName: 'f', Qualifier: '$LATEST' }))).Environment,
    (await reader.send(new sdk.ListFunctionsCommand({}))).Functions![0]!.Environment,
    (await reader.send(new sdk.ListVersionsByFunctionCommand({ FunctionName: 'f' }))).Versions![0]!.Environment,
    (await reader.send(new sdk.PublishVersionCommand({ FunctionName: 'f' }))).Environment,
    (await reader.send(new sdk.UpdateFunctionConfigurationCommand({ FunctionName: 'f', Timeout: 9 }))).Environment,
    (await reader.send(new sdk.UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile: Buffer.from('PK zip') }))).Environment,
  ]
  for (const environment of seen) {
    expect(environment).toEqual({ Error: { ErrorCode: 'AccessDeniedException', Message: expect.stringContaining('kms:Decrypt') } })
  }
  const decrypts = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Condition: ofFunction }
  const trusted = new sdk.LambdaClient(world.config(await world.sessionOf('trusted', anything, decrypts)))
  const { Environment: whole } = await trusted.send(new sdk.GetFunctionConfigurationCommand({ FunctionName: 'f', Qualifier: '1' }))
  expect(whole).toEqual(Environment)
})
