import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import * as sdk from '@aws-sdk/client-sfn'
import type { StepEvent } from '@pasos/asl'
import type { fakeClock } from '@pasos/engine'
import { beforeEach, describe, expect, test } from 'vitest'
import { memoryPorts } from '../declaration/testing/memory-ports.ts'
import { account, type Credentials, region, serviceWorld } from '../declaration/testing/service-world.ts'
import { tellStatusChanges } from '../events/delivery/tell-status-changes.ts'
import { kmsService } from '../kms/service.ts'
import { activityTaskRefusal } from './activity-key.ts'
import { statesService } from './service.ts'
import { testContext } from './test-world.ts'

const roleArn = `arn:aws:iam::${account}:role/machine`
const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:m`
const definition = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}'
const forMachine = { StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': stateMachineArn } }
const useOfKey = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*', Condition: forMachine }
const anyState = { Effect: 'Allow', Action: 'states:*', Resource: '*' }

let world: ReturnType<typeof serviceWorld>
let client: sdk.SFNClient
let kms: KMSClient
let keyId: string
let keyArn: string
let delivered: { arn: string; event: StepEvent }[]

beforeEach(async () => {
  const ports = memoryPorts()
  delivered = []
  const deliver = async (arn: string, event: StepEvent) => delivered.push({ arn, event }) > 0
  world = serviceWorld([statesService, kmsService], { ...ports, runtime: { ...ports.runtime, deliver } })
  Object.assign(world.ports.authorizer, { trusts: () => true })
  client = new sdk.SFNClient(world.config())
  kms = new KMSClient(world.config())
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  keyId = KeyMetadata!.KeyId!
  keyArn = KeyMetadata!.Arn!
})

const keyed = (more: Partial<sdk.EncryptionConfiguration> = {}): sdk.EncryptionConfiguration => ({
  type: 'CUSTOMER_MANAGED_KMS_KEY',
  kmsKeyId: keyId,
  ...more,
})
const create = (encryptionConfiguration = keyed(), by = client, more: Partial<sdk.CreateStateMachineCommandInput> = {}) =>
  by.send(new sdk.CreateStateMachineCommand({ name: 'm', definition, roleArn, encryptionConfiguration, ...more }))
const describeMachine = (by = client, includedData?: sdk.IncludedData, arn = stateMachineArn) =>
  by.send(new sdk.DescribeStateMachineCommand({ stateMachineArn: arn, ...(includedData && { includedData }) }))
const start = (name?: string) =>
  client.send(new sdk.StartExecutionCommand({ stateMachineArn, input: '{"hidden":1}', ...(name !== undefined && { name }) }))
const as = (credentials: Credentials) => new sdk.SFNClient(world.config(credentials))
const disable = () => kms.send(new DisableKeyCommand({ KeyId: keyId }))
const enable = () => kms.send(new EnableKeyCommand({ KeyId: keyId }))
const fail = async () => (await world.opened.face(statesService))!.failLocked()

async function refusal(action: Promise<unknown>): Promise<{ name?: string; message?: string; kmsKeyState?: string }> {
  return action.then(
    () => ({ message: 'was not refused' }),
    error => error,
  )
}

describe('a key of the customer', () => {
  test('is taken by its id, its ARN or its alias, and shown as it was given', async () => {
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/mine', TargetKeyId: keyId }))
    const aliasArn = keyArn.replace(/:key\/.*/, ':alias/mine')
    for (const [at, kmsKeyId] of [keyId, keyArn, 'alias/mine', aliasArn].entries()) {
      await create(keyed({ kmsKeyId }), client, { name: `m${at}` })
      const { encryptionConfiguration } = await describeMachine(client, undefined, `${stateMachineArn}${at}`)
      expect(encryptionConfiguration).toEqual({ type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId })
    }
    await create(keyed({ kmsDataKeyReusePeriodSeconds: 60 }))
    expect((await describeMachine()).encryptionConfiguration).toEqual(keyed({ kmsDataKeyReusePeriodSeconds: 60 }))
    expect(await refusal(create(keyed({ kmsDataKeyReusePeriodSeconds: 61 })))).toMatchObject({ name: 'StateMachineAlreadyExists' })
    expect(await refusal(create(keyed({ kmsDataKeyReusePeriodSeconds: 59 })))).toMatchObject({ name: 'ValidationException' })
    expect(await refusal(create(keyed({ kmsDataKeyReusePeriodSeconds: 901 })))).toMatchObject({ name: 'ValidationException' })
  })

  test('that is not there, or cannot be used, makes no machine', async () => {
    const missing = '11111111-2222-3333-4444-555555555555'
    const invalid = { name: 'InvalidEncryptionConfiguration' }
    expect(await refusal(create(keyed({ kmsKeyId: missing })))).toMatchObject(invalid)
    const says = (text: string) => ({ ...invalid, message: `Invalid Encryption Configuration: ${text}` })
    expect(await refusal(create({ type: 'CUSTOMER_MANAGED_KMS_KEY' }))).toMatchObject(says('Must set a valid kmsKeyId.'))
    for (const custom of [{ kmsKeyId: keyId }, { kmsDataKeyReusePeriodSeconds: 300 }]) {
      const owned = await refusal(create({ type: 'AWS_OWNED_KEY', ...custom }))
      expect(owned).toMatchObject(says(`Custom ${Object.keys(custom)[0]} is not allowed when selecting AWS_OWNED_KEY.`))
    }
    await disable()
    expect(await refusal(create())).toMatchObject({ ...invalid, message: `Invalid Encryption Configuration: ${keyArn} is disabled.` })
    expect(await refusal(describeMachine())).toMatchObject({ name: 'StateMachineDoesNotExist' })
  })

  test('asks of who makes a machine to describe it and to make data keys for that machine', async () => {
    const pass = { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }
    const describeKey = { Effect: 'Allow', Action: 'kms:DescribeKey', Resource: keyArn }
    const makes = { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: keyArn, Condition: forMachine }
    const other = { ...makes, Condition: { StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': 'another' } } }
    const through = { StringEquals: { 'kms:ViaService': `states.${region}.amazonaws.com` } }
    for (const [name, statements, missing] of [
      ['neither', [], 'kms:DescribeKey'],
      ['no-data-key', [describeKey], 'kms:GenerateDataKey'],
      ['of-another', [describeKey, other], 'kms:GenerateDataKey'],
      ['no-context-to-describe', [{ ...describeKey, Condition: forMachine }, makes], 'kms:DescribeKey'],
    ] as const) {
      const error = await refusal(create(keyed(), as(await world.sessionOf(name, anyState, pass, ...statements))))
      expect(error.name).toBe('KmsAccessDeniedException')
      expect(error.message).toContain(`is not authorized to perform: ${missing} on resource: ${keyArn}`)
    }
    const may = await world.sessionOf('may', anyState, pass, { ...describeKey, Condition: through }, makes)
    expect(await create(keyed(), as(may))).toMatchObject({ stateMachineArn })
  })

  test('keeps what was given from who may not decrypt with it, and metadata from nobody', async () => {
    await world.sessionOf('machine', useOfKey)
    await create()
    const { executionArn } = await start()
    const outsider = as(await world.sessionOf('outsider', anyState))
    const insider = as(await world.sessionOf('insider', anyState, { ...useOfKey, Action: 'kms:Decrypt' }))
    const reads = (by: sdk.SFNClient, includedData?: sdk.IncludedData) => [
      describeMachine(by, includedData),
      by.send(new sdk.DescribeExecutionCommand({ executionArn, ...(includedData && { includedData }) })),
      by.send(new sdk.DescribeStateMachineForExecutionCommand({ executionArn, ...(includedData && { includedData }) })),
      by.send(new sdk.GetExecutionHistoryCommand({ executionArn, includeExecutionData: includedData === undefined })),
    ]
    for (const read of reads(outsider)) {
      const error = await refusal(read)
      expect(error.name).toBe('KmsAccessDeniedException')
      expect(error.message).toContain('is not authorized to perform: kms:Decrypt')
    }
    await Promise.all([...reads(outsider, 'METADATA_ONLY'), ...reads(insider)])
  })

  test('is needed by the role of executions, which do not start without it', async () => {
    await world.sessionOf('machine', { ...useOfKey, Action: 'kms:Decrypt' })
    await create()
    const error = await refusal(start())
    expect(error.name).toBe('KmsAccessDeniedException')
    expect(error.message).toContain('is not authorized to perform: kms:GenerateDataKey')
    expect(error.message).toContain(':assumed-role/machine/')
  })

  test('that is disabled or pending deletion starts nothing, shows nothing, and fails what runs', async () => {
    await world.sessionOf('machine', useOfKey)
    await create()
    const { executionArn } = await start('runs')
    await fail()
    expect(delivered).toEqual([])
    await disable()
    const disabled = { name: 'KmsInvalidStateException', kmsKeyState: 'DISABLED', message: `${keyArn} is disabled.` }
    expect(await refusal(start())).toMatchObject(disabled)
    expect(await refusal(describeMachine())).toMatchObject(disabled)
    expect(await refusal(client.send(new sdk.DescribeExecutionCommand({ executionArn })))).toMatchObject(disabled)
    await fail()
    expect(delivered).toEqual([
      { arn: executionArn, event: { type: 'ExecutionFailed', error: 'States.Runtime', cause: `${keyArn} is disabled.` } },
    ])
    await enable()
    await start('again')
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: 7 }))
    expect(await refusal(start())).toMatchObject({ name: 'KmsInvalidStateException', kmsKeyState: 'PENDING_DELETION' })
  })

  test('is left by an update, but for executions and versions that had it', async () => {
    await world.sessionOf('machine', useOfKey)
    const { stateMachineVersionArn } = await create(keyed(), client, { publish: true })
    const { executionArn } = await start()
    const clock = world.ports.clock as ReturnType<typeof fakeClock>
    Object.assign((await world.ports.index.describe(executionArn!))!, { startDate: clock.now() })
    clock.advance(1000)
    await disable()
    const change = (more: Partial<sdk.UpdateStateMachineCommandInput>) =>
      client.send(new sdk.UpdateStateMachineCommand({ stateMachineArn, ...more }))
    expect(await refusal(change({ definition: definition.replaceAll('P', 'Q').replace('Qass', 'Pass') }))).toMatchObject({
      name: 'InvalidEncryptionConfiguration',
    })
    await change({ encryptionConfiguration: { type: 'AWS_OWNED_KEY' } })
    expect(await describeMachine()).toMatchObject({ definition, encryptionConfiguration: { type: 'AWS_OWNED_KEY' } })
    await start()
    expect(await refusal(describeMachine(client, undefined, stateMachineVersionArn))).toMatchObject({ name: 'KmsInvalidStateException' })
    expect(await refusal(client.send(new sdk.DescribeExecutionCommand({ executionArn })))).toMatchObject({
      name: 'KmsInvalidStateException',
    })
    const again = new sdk.StartExecutionCommand({ stateMachineArn: stateMachineVersionArn })
    expect(await refusal(client.send(again))).toMatchObject({ name: 'KmsInvalidStateException' })
    await fail()
    expect(delivered.map(({ arn }) => arn)).toEqual([executionArn])
  })

  test('counts for executions from the update on that gives it to the machine', async () => {
    await world.sessionOf('machine', useOfKey)
    await create({ type: 'AWS_OWNED_KEY' })
    const outsider = as(await world.sessionOf('outsider', anyState))
    const describeBy = async (executionArn: string | undefined) => outsider.send(new sdk.DescribeExecutionCommand({ executionArn }))
    const before = await start()
    await describeBy(before.executionArn)
    await client.send(new sdk.UpdateStateMachineCommand({ stateMachineArn, encryptionConfiguration: keyed() }))
    const after = await start()
    const clock = world.ports.clock as ReturnType<typeof fakeClock>
    Object.assign((await world.ports.index.describe(after.executionArn!))!, { startDate: clock.now() })
    expect(await refusal(describeBy(after.executionArn))).toMatchObject({ name: 'KmsAccessDeniedException' })
  })

  test('is needed to redrive, to run again from a state, and to start from a task', async () => {
    await world.sessionOf('machine', useOfKey)
    await create()
    const { executionArn } = await start()
    Object.assign((await world.ports.index.describe(executionArn!))!, { status: 'FAILED', stopDate: world.ports.clock.now() })
    await disable()
    const redrive = () => client.send(new sdk.RedriveExecutionCommand({ executionArn }))
    expect(await refusal(redrive())).toMatchObject({ name: 'KmsInvalidStateException' })
    const { operations } = world.opened.operations.find(({ scope }) => scope === 'states')!
    const run = async (operation: string, input: object, more: object = {}) =>
      operations[operation]!(input, { ...testContext(), region, ...more })
    const refused = { code: 'KmsInvalidStateException' }
    expect(await refusal(run('RerunExecution', { executionArn }))).toMatchObject(refused)
    const deferred = { add: () => undefined }
    expect(await refusal(run('StartExecution', { stateMachineArn, name: 'by-task' }, { deferred }))).toMatchObject(refused)
    await enable()
    await redrive()
  })

  describe('is needed by the role of an execution', () => {
    const tells = [
      (taskToken: string) => new sdk.SendTaskSuccessCommand({ taskToken, output: '{}' }),
      (taskToken: string) => new sdk.SendTaskFailureCommand({ taskToken, error: 'E' }),
      (taskToken: string) => new sdk.SendTaskFailureCommand({ taskToken, cause: 'c' }),
      (executionArn: string) => new sdk.StopExecutionCommand({ executionArn, error: 'E' }),
      (executionArn: string) => new sdk.StopExecutionCommand({ executionArn, cause: 'c' }),
    ]
    // biome-ignore lint/suspicious/noExplicitAny: a list of several commands, of which the client's type takes one
    const send = async (command: any) => refusal(client.send(command))
    // An execution of these ports is its own token, for which no task waits.
    const untouched = { name: 'InvalidToken' }

    test('that is told of a task, or stopped for a reason', async () => {
      await world.sessionOf('machine', { ...useOfKey, Action: 'kms:Decrypt' })
      await create({ type: 'AWS_OWNED_KEY' })
      const executionArn = (await start()).executionArn!
      expect(await send(tells[0]!(executionArn))).toMatchObject(untouched)
      await client.send(new sdk.UpdateStateMachineCommand({ stateMachineArn, encryptionConfiguration: keyed() }))
      const clock = world.ports.clock as ReturnType<typeof fakeClock>
      Object.assign((await world.ports.index.describe(executionArn))!, { startDate: clock.now() })
      for (const tell of tells) {
        const error = await send(tell(executionArn))
        expect(error.name).toBe('KmsAccessDeniedException')
        expect(error.message).toMatch(/:assumed-role\/machine\/.* is not authorized to perform: kms:GenerateDataKey/)
      }
      expect(await send(tells[0]!('another'))).toMatchObject(untouched)
      const { operations } = world.opened.operations.find(({ scope }) => scope === 'states')!
      const foreign = { ...testContext(), region, accountId: '210987654321' }
      const telling = async () => operations['SendTaskSuccess']!({ taskToken: executionArn, output: '{}' }, foreign)
      expect(await refusal(telling())).toMatchObject({ code: 'InvalidToken' })
    })

    test('that is running, and not where nothing is told', async () => {
      await world.sessionOf('machine', useOfKey)
      await create()
      const executionArn = (await start()).executionArn!
      await disable()
      for (const tell of tells)
        expect(await send(tell(executionArn))).toMatchObject({ name: 'KmsInvalidStateException', kmsKeyState: 'DISABLED' })
      expect(await send(new sdk.SendTaskFailureCommand({ taskToken: executionArn }))).toMatchObject(untouched)
      expect(await send(new sdk.SendTaskHeartbeatCommand({ taskToken: executionArn }))).toMatchObject(untouched)
      expect(await send(new sdk.StopExecutionCommand({ executionArn }))).toEqual({ message: 'was not refused' })
      for (const tell of tells.slice(3)) expect(await send(tell(executionArn))).toEqual({ message: 'was not refused' })
      expect(await send(tells[0]!(executionArn))).toMatchObject(untouched)
    })
  })

  test('keeps input, output, error and cause out of events', async () => {
    await world.sessionOf('machine', useOfKey)
    await create()
    const { executionArn } = await start()
    const { catalog, index, data } = world.ports
    const events: { detail: unknown }[] = []
    const route = async (_bus: string, event: { detail: unknown }) => ({
      writes: events.push(event) > 0 ? [] : [],
      settle: () => undefined,
    })
    const execution = (await index.describe(executionArn!))!
    const started = { id: 1, previousEventId: 0, timestamp: 1, type: 'ExecutionStarted' as const }
    const failed = { ...started, id: 2, type: 'ExecutionFailed' as const }
    Object.assign(execution, { error: 'E', cause: 'C' })
    await tellStatusChanges({ catalog, index, data }, { route } as never, [{ execution, events: [started, failed] }])
    const hidden = { input: null, inputDetails: { included: false }, output: null, error: null, cause: null }
    expect(events.map(({ detail }) => detail)).toMatchObject([hidden, hidden])
  })
})

test('a task of an activity with a key is offered to workers where the role of the execution can use that', async () => {
  const activityArn = `arn:aws:states:${region}:${account}:activity:a`
  const errors: unknown[] = []
  const host = { ...world.ports, neighbour: (service: never) => world.opened.face(service) }
  const refuse = activityTaskRefusal(host as never, error => errors.push(error))
  const refusalOf = (resource = activityArn) => refuse({ resource, roleArn } as never)
  expect(refusalOf()).toBeUndefined()
  await client.send(new sdk.CreateActivityCommand({ name: 'a', encryptionConfiguration: keyed() }))
  await world.sessionOf('machine', { ...useOfKey })
  expect(await refusalOf()).toMatchObject({ error: 'States.Permissions', cause: expect.stringContaining('kms:Decrypt') })
  const Condition = { StringEquals: { 'kms:EncryptionContext:aws:states:activityArn': activityArn } }
  const other = `arn:aws:iam::${account}:role/worker`
  await world.sessionOf('worker', { ...useOfKey, Condition })
  const byOther = () => refuse({ resource: activityArn, roleArn: other } as never)
  expect(await byOther()).toBeUndefined()
  await disable()
  expect(await byOther()).toEqual({ error: 'States.Runtime', cause: `${keyArn} is disabled.` })
  expect(errors).toEqual([])
})

test('an activity has a key of its own, which workers need to decrypt with', async () => {
  const activityArn = `arn:aws:states:${region}:${account}:activity:a`
  const createActivity = (encryptionConfiguration = keyed()) =>
    client.send(new sdk.CreateActivityCommand({ name: 'a', encryptionConfiguration }))
  await createActivity()
  expect(await refusal(createActivity({ type: 'AWS_OWNED_KEY' }))).toMatchObject({ name: 'ActivityAlreadyExists' })
  const { encryptionConfiguration } = await client.send(new sdk.DescribeActivityCommand({ activityArn }))
  expect(encryptionConfiguration).toEqual(keyed())
  const poll = (by: sdk.SFNClient) => by.send(new sdk.GetActivityTaskCommand({ activityArn }))
  expect(await refusal(poll(as(await world.sessionOf('outsider', anyState, useOfKey))))).toMatchObject({ name: 'KmsAccessDeniedException' })
  const Condition = { StringEquals: { 'kms:EncryptionContext:aws:states:activityArn': activityArn } }
  const worker = as(await world.sessionOf('worker', anyState, { ...useOfKey, Action: 'kms:Decrypt', Condition }))
  expect((await poll(worker)).taskToken).toBeUndefined()
  await disable()
  expect(await refusal(poll(worker))).toMatchObject({ name: 'KmsInvalidStateException', kmsKeyState: 'DISABLED' })
})
