import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { type ServiceCall, seededIds } from '@pasos/engine'
import { ApiError, type Operation, type ServiceOperations } from '@pasos/wire'
import { expect, test } from 'vitest'
import { account, allow, iamWorld, trustOf } from '../iam/testing/iam-world.ts'
import { allServices } from '../services.ts'
import { getCallerIdentity } from '../sts/get-caller-identity.ts'
import { createServiceCaller, sessionOf } from './service-caller.ts'

const roleArn = `arn:aws:iam::${account}:role/r`

const idempotencyToken = '0a1b2c3d-0000-5000-8000-000000000000'

async function world(policy?: string, sqs: Record<string, Operation> = {}) {
  const { iam, ...rest } = iamWorld()
  await iam().send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trustOf({ Service: 'states.amazonaws.com' }) }))
  if (policy !== undefined) await iam().send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument: policy }))
  const operations: ServiceOperations[] = [
    { scope: 'states', operations: { DescribeActivity: ({ activityArn }) => ({ activityArn, name: 'a', creationDate: new Date(1) }) } },
    { scope: 'dynamodb', operations: { GetItem: () => ({ ConsumedCapacity: { TableName: 't', CapacityUnits: 1 } }) } },
    { scope: 's3', operations: { GetObject: () => ({ Body: chunks() }) } },
    { scope: 'secretsmanager', operations: { CreateSecret: ({ ClientRequestToken }) => ({ VersionId: ClientRequestToken }) } },
    { scope: 'sqs', operations: { SendMessage: (_, context) => ({ MessageId: String(context.executionArn) }), ...sqs } },
    { scope: 'sts', operations: { GetCallerIdentity: getCallerIdentity } },
  ]
  const logger = { error: () => undefined }
  const caller = createServiceCaller({ ...rest, ids: seededIds(), services: allServices, operations: () => operations, logger })
  const executionArn = `arn:aws:states:us-east-1:${account}:execution:m:e`
  const called = (service: string, operation: string, input: { [name: string]: string }): ServiceCall => {
    return { service, operation, names: 'sdk', input, as: roleArn, region: 'us-east-1', executionArn, idempotencyToken }
  }
  const call = (service: string, action: string, input: { [name: string]: string } = {}) =>
    caller.call(called(service, action, input), new AbortController().signal)
  return Object.assign(call, {
    atOnce: (service: string, action: string, input: { [name: string]: string } = {}) =>
      caller.atOnce?.(service, action)?.(called(service, action, input)),
  })
}

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('in ')
  yield Buffer.from('parts')
}

const activityArn = `arn:aws:states:us-east-1:${account}:activity:a`

test('a task calls as a session of its role', async () => {
  const call = await world()
  expect(await call('sts', 'GetCallerIdentity')).toMatchObject({
    outcome: 'answered',
    output: { Account: account, Arn: expect.stringMatching(/^arn:aws:sts::123456789012:assumed-role\/r\/[A-Za-z]{32}$/) },
  })
})

test('the role’s policies decide, on the resource that the input names', async () => {
  const allowed = await world(allow('states:DescribeActivity', activityArn))
  expect(await allowed('sfn', 'DescribeActivity', { ActivityArn: activityArn })).toMatchObject({
    outcome: 'answered',
    output: { ActivityArn: activityArn, Name: 'a', CreationDate: '1970-01-01T00:00:00.001Z' },
  })
  expect(await allowed('sfn', 'DescribeActivity', { ActivityArn: `${activityArn}2` })).toMatchObject({
    outcome: 'refused',
    refusal: {
      message: expect.stringContaining(
        `is not authorized to perform: states:DescribeActivity on resource: ${activityArn}2 because no identity-based policy allows`,
      ),
    },
  })
})

test('an operation knows the execution whose task calls, and doubles of its answer are written as Java does', async () => {
  const call = await world(allow('*', '*'))
  const sent = await call('sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b' })
  expect(sent).toMatchObject({ output: { MessageId: `arn:aws:states:us-east-1:${account}:execution:m:e` } })
  const got = await call('dynamodb', 'GetItem', { TableName: 't', Key: {} as never })
  expect(JSON.stringify(got)).toContain('"CapacityUnits":1.0')
})

test('a token goes with what takes one, a stream is read, and the answer has the headers that AWS’s has', async () => {
  const call = await world(allow('*', '*'))
  expect(await call('secretsmanager', 'CreateSecret', { Name: 's', SecretString: 's' })).toMatchObject({
    output: { VersionId: idempotencyToken },
  })
  expect(await call('s3', 'GetObject', { Bucket: 'bucket', Key: 'k' })).toMatchObject({ output: { Body: 'in parts' } })
  const sent = await call('sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b' })
  const names = sent.outcome === 'answered' ? sent.http.headers.map(([name]) => name) : []
  expect(names).toEqual(['x-amzn-RequestId', 'connection', 'Content-Length', 'Date', 'Content-Type'])
})

test('a role’s session is kept from call to call, and another one begins when the role is changed', async () => {
  const { catalog, iam } = iamWorld()
  await iam().send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trustOf({ Service: 'states.amazonaws.com' }) }))
  const deps = { catalog, ids: seededIds() }
  const first = sessionOf(deps, roleArn)
  expect(sessionOf(deps, roleArn)).toBe(first)
  await iam().send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument: allow('sqs:SendMessage', '*') }))
  const second = sessionOf(deps, roleArn)
  expect(second.arn).not.toBe(first.arn)
  expect(second.userId.split(':')[0]).toBe(first.userId.split(':')[0])
})

/** An operation that can be done at once, or not; what is done of it, in its order. */
function sending(canBeAtOnce: boolean, done: string[] = []): Operation {
  const send: Operation = async () => {
    done.push('ordinarily')
    return { MessageId: 'm' }
  }
  send.atOnce = () => {
    done.push('looked')
    return canBeAtOnce ? () => ({ MessageId: String(done.push('at once')) }) : undefined
  }
  return send
}

test('what leaves all its writes to the caller is answered at once, a refusal too, and nothing else is', async () => {
  const call = await world(allow('*', '*'), { SendMessage: sending(true) })
  expect(call.atOnce('sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b' })).toMatchObject({ outcome: 'answered' })
  expect(call.atOnce('sqs', 'SendMessage', { QueueUrl: 'q' })).toMatchObject({ outcome: 'refused' })
  expect(call.atOnce('sqs', 'SendMessageBatch', {})).toMatchObject({ outcome: 'refused' })
  expect((await world(allow('*', '*'))).atOnce('sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b' })).toBeUndefined()
  expect(call.atOnce('sts', 'GetCallerIdentity')).toBeUndefined()
  expect(call.atOnce('glue', 'StartJobRun')).toBeUndefined()
})

test('who may not is told neither what an operation has looked at nor anything of it done', async () => {
  const done: string[] = []
  const stranger = await world(undefined, { SendMessage: sending(true, done) })
  expect(stranger.atOnce('sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b' })).toMatchObject({
    refusal: { message: expect.stringContaining('is not authorized to perform: sqs:sendmessage') },
  })
  const failing = Object.assign(sending(true), {
    atOnce: () => {
      throw new ApiError('QueueDoesNotExist', 'none')
    },
  })
  const asked = { QueueUrl: 'q', MessageBody: 'b' }
  expect((await world(undefined, { SendMessage: failing })).atOnce('sqs', 'SendMessage', asked)).toMatchObject({
    refusal: { message: expect.stringContaining('is not authorized') },
  })
  expect((await world(allow('*', '*'), { SendMessage: failing })).atOnce('sqs', 'SendMessage', asked)).toMatchObject({
    refusal: { message: 'none' },
  })
  expect(done).toEqual(['looked'])
})

test('where it would have to wait nothing has been done, and nobody was asked for a permission', async () => {
  const done: string[] = []
  const call = await world(undefined, { SendMessage: sending(false, done) })
  expect(call.atOnce('sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: 'b' })).toBeUndefined()
  expect(done).toEqual(['looked'])
})
