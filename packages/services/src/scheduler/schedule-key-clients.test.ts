import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import * as sdk from '@aws-sdk/client-scheduler'
import * as sqsSdk from '@aws-sdk/client-sqs'
import { fakeClock } from '@pasos/engine'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { account, serviceWorld } from '../declaration/testing/service-world.ts'
import { createRole } from '../iam/create-role.ts'
import { rolePolicies } from '../iam/role-policies.ts'
import { createServiceCaller } from '../integrations/service-caller.ts'
import { kmsService } from '../kms/service.ts'
import { sqsService } from '../sqs/service.ts'
import { testContext } from '../states/test-world.ts'
import { schedulerService } from './service.ts'

const services = [kmsService, sqsService, schedulerService]
const scheduleArn = `arn:aws:scheduler:us-east-1:${account}:schedule/default/s`
const roleArn = `arn:aws:iam::${account}:role/fires`
const document = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })
const clock = fakeClock(Date.now())

let world: ReturnType<typeof serviceWorld>
let owner: sdk.SchedulerClient
let kms: KMSClient
let sqs: sqsSdk.SQSClient
let KmsKeyArn: string

beforeEach(async () => {
  const caller = {
    reach: () => 'here' as const,
    call: (...asked: Parameters<typeof own.call>) => own.call(...asked),
  }
  world = serviceWorld(services, { clock, caller })
  const { catalog, ids, logger } = world.ports
  const { authorizeCaller, opened } = world
  const own = createServiceCaller({ services, operations: () => opened.operations, authorizeCaller, catalog, ids, logger })
  owner = new sdk.SchedulerClient(world.config())
  kms = new KMSClient(world.config())
  sqs = new sqsSdk.SQSClient(world.config())
  KmsKeyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!
  const trust = { Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' }
  await createRole(world.ports)({ RoleName: 'fires', AssumeRolePolicyDocument: document(trust) }, testContext())
})
afterEach(() => world.opened.close())

const mayUse = (arn: string, ...Action: string[]) => ({
  ...{ Effect: 'Allow', Action, Resource: KmsKeyArn },
  Condition: {
    StringEquals: { 'kms:EncryptionContext:aws:scheduler:schedule:arn': arn, 'kms:ViaService': 'scheduler.us-east-1.amazonaws.com' },
  },
})
const anything = { Effect: 'Allow', Action: ['scheduler:*', 'iam:PassRole'], Resource: '*' }

/** What the schedule's role may do. */
function roleMay(...statements: object[]) {
  const send = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }
  const named = { RoleName: 'fires', PolicyName: 'p', PolicyDocument: document(send, ...statements) }
  return rolePolicies(world.ports).PutRolePolicy(named, testContext())
}

async function clientOf(name: string, ...statements: object[]): Promise<sdk.SchedulerClient> {
  return new sdk.SchedulerClient(world.config(await world.sessionOf(name, anything, ...statements)))
}

const input = (more: object = {}): sdk.CreateScheduleInput => ({
  ...{ Name: 's', ScheduleExpression: 'rate(1 minute)', FlexibleTimeWindow: { Mode: 'OFF' }, KmsKeyArn, ...more },
  Target: {
    ...{ Arn: `arn:aws:sqs:us-east-1:${account}:q`, RoleArn: roleArn, Input: '{"secret":1}' },
    DeadLetterConfig: { Arn: `arn:aws:sqs:us-east-1:${account}:dead` },
  },
})
const create = (by: sdk.SchedulerClient, more?: object) => by.send(new sdk.CreateScheduleCommand(input(more)))
const update = (by: sdk.SchedulerClient, more?: object) => by.send(new sdk.UpdateScheduleCommand(input(more)))
const refusal = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )

it('whoever makes or changes a schedule with a key needs the key, and whoever reads it does not', async () => {
  const all = ['kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt']
  const keyed = await clientOf('keyed', mayUse(scheduleArn, ...all))
  const stranger = await clientOf('stranger', mayUse(`${scheduleArn}2`, ...all))
  for (const missing of all) {
    const allowed = all.filter(action => action !== missing)
    const partly = await clientOf(`without-${missing.slice(4)}`, { Effect: 'Allow', Action: allowed, Resource: KmsKeyArn })
    expect(await refusal(create(partly))).toMatch(new RegExp(`^AccessDeniedException: .* not authorized to perform: ${missing} `))
  }
  expect(await refusal(create(stranger))).toContain('AccessDeniedException')
  await create(keyed)
  expect(await refusal(update(stranger))).toContain('AccessDeniedException')
  await update(keyed, { Description: 'd' })
  expect(await stranger.send(new sdk.GetScheduleCommand({ Name: 's' }))).toMatchObject({ KmsKeyArn, Description: 'd' })
  expect(await refusal(update(stranger, { Name: 'none' }))).toBe('ResourceNotFoundException: Schedule none does not exist.')
  await update(stranger, { KmsKeyArn: undefined })
  expect((await owner.send(new sdk.GetScheduleCommand({ Name: 's' }))).KmsKeyArn).toBeUndefined()
})

it('a key that nobody can use is no key for a schedule', async () => {
  const other = `arn:aws:kms:us-east-1:${account}:key/11111111-2222-3333-4444-555555555555`
  expect(await refusal(create(owner, { KmsKeyArn: other }))).toMatch(/^ValidationException: .*does not exist/)
  await kms.send(new DisableKeyCommand({ KeyId: KmsKeyArn }))
  expect(await refusal(create(owner))).toBe(`ValidationException: ${KmsKeyArn} is disabled.`)
})

it('fires while its role can decrypt its payload; otherwise a letter without the payload says why', async () => {
  const queue = async (QueueName: string) => (await sqs.send(new sqsSdk.CreateQueueCommand({ QueueName }))).QueueUrl!
  const [q, dead] = [await queue('q'), await queue('dead')]
  const received = async (QueueUrl: string) => {
    const asked = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
    const { Messages = [] } = await sqs.send(new sqsSdk.ReceiveMessageCommand(asked))
    await Promise.all(Messages.map(({ ReceiptHandle }) => sqs.send(new sqsSdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle }))))
    return Messages.map(({ Body, MessageAttributes }) => [Body, MessageAttributes?.['ERROR_CODE']?.StringValue])
  }
  const arrived = async (url: string) => {
    const all: unknown[] = []
    await expect.poll(async () => all.push(...(await received(url)))).toBe(1)
    return all
  }
  await roleMay(mayUse(scheduleArn, 'kms:Decrypt'))
  await create(owner)
  await clock.advance(1_000)
  expect(await arrived(q)).toEqual([['{"secret":1}', undefined]])
  await kms.send(new DisableKeyCommand({ KeyId: KmsKeyArn }))
  await clock.advance(60_000)
  expect(await arrived(dead)).toEqual([['{}', 'KMS.DisabledException']])
  await kms.send(new EnableKeyCommand({ KeyId: KmsKeyArn }))
  await roleMay(mayUse(`${scheduleArn}2`, 'kms:Decrypt'))
  await clock.advance(60_000)
  expect(await arrived(dead)).toEqual([['{}', 'KMS.AccessDeniedException']])
  expect(await received(q)).toEqual([])
})
