import { beforeEach, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { refusal } from '../lambda/testing/refusal.ts'
import { resourceTypeOf } from './resources/resource-types.ts'

// What bounds a creation, and what is left of a stack that could not be made or deleted.

let world: Awaited<ReturnType<typeof lambdaWorld>>
beforeEach(async () => {
  world = await lambdaWorld()
})

const call = (operation: string, input: object) => world.call('cloudformation', operation, input)
const pause = () => new Promise(resolve => setTimeout(resolve, 5))
const stackOf = async (StackName: string) => (await call('DescribeStacks', { StackName })).Stacks[0]

async function settled(StackName: string) {
  for (;;) {
    const stack = await stackOf(StackName)
    if (!stack.StackStatus.endsWith('_IN_PROGRESS')) return stack
    await pause()
  }
}

const create = async (StackName: string, Resources: object, more: object = {}): Promise<string> => {
  const { StackId } = await call('CreateStack', { StackName, TemplateBody: JSON.stringify({ Resources }), ...more })
  return StackId
}
const queue = (properties: object = {}, more: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties, ...more })
const bad = (more: object = {}) => queue({ DelaySeconds: 100_000 }, more)
const queues = async (): Promise<string[]> =>
  ((await world.call('sqs', 'ListQueues', {})).QueueUrls ?? []).map((url: string) => url.split('/').at(-1)!).sort()

async function reasons(StackName: string, status: string): Promise<string[]> {
  const { StackEvents } = await call('DescribeStackEvents', { StackName })
  return StackEvents.filter((event: Record<string, string>) => event['ResourceStatus'] === status).map(
    (event: Record<string, string>) => `${event['LogicalResourceId']}: ${event['ResourceStatusReason']}`,
  )
}

const waiting = {
  Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
  Wait: { Type: 'AWS::CloudFormation::WaitCondition', DependsOn: 'Handle', Properties: { Handle: { Ref: 'Handle' }, Timeout: '43200' } },
  Last: queue({}, { DependsOn: 'Wait' }),
}

it('a creation that takes longer than it may is taken back', async () => {
  const stackId = await create('slow', { First: queue(), ...waiting }, { TimeoutInMinutes: 2 })
  while ((await reasons(stackId, 'CREATE_IN_PROGRESS')).every(reason => !reason.startsWith('Wait'))) await pause()
  world.clock.advance(119_000)
  await new Promise(resolve => setTimeout(resolve, 50))
  expect((await stackOf(stackId)).StackStatus).toBe('CREATE_IN_PROGRESS')
  world.clock.advance(1_000)
  expect((await settled(stackId)).StackStatus).toBe('ROLLBACK_COMPLETE')
  expect(await reasons(stackId, 'CREATE_FAILED')).toEqual(['Wait: Resource creation cancelled'])
  expect(await reasons(stackId, 'ROLLBACK_IN_PROGRESS')).toEqual([
    'slow: Stack creation time exceeded the specified timeout. Rollback requested by user.',
  ])
  expect(await queues()).toEqual([])
})

it('a creation that is bounded and in time is there', async () => {
  expect((await settled(await create('s', { A: queue() }, { TimeoutInMinutes: 1 }))).StackStatus).toBe('CREATE_COMPLETE')
})

it('what a deletion policy keeps goes with a creation that is taken back, where that is wanted', async () => {
  const keeping = (DeletionPolicy: string) => ({ A: queue({ QueueName: 'a' }, { DeletionPolicy }), B: bad({ DependsOn: 'A' }) })
  await settled(await create('kept', keeping('Retain')))
  expect(await queues()).toEqual(['a'])
  await world.call('sqs', 'DeleteQueue', { QueueUrl: (await world.call('sqs', 'GetQueueUrl', { QueueName: 'a' })).QueueUrl })
  await settled(await create('gone', keeping('Retain'), { RetainExceptOnCreate: true }))
  expect(await queues()).toEqual([])
  await settled(await create('by-policy', keeping('RetainExceptOnCreate')))
  expect(await queues()).toEqual([])
})

it('of an update that is taken back what it made new goes, and what was there before stays', async () => {
  const Old = queue({ QueueName: 'old' }, { DeletionPolicy: 'Retain' })
  await settled(await create('s', { Old }))
  const New = queue({ QueueName: 'new' }, { DeletionPolicy: 'Retain' })
  const update = async (more: object) => {
    await call('UpdateStack', {
      StackName: 's',
      TemplateBody: JSON.stringify({ Resources: { Old, New, B: bad({ DependsOn: 'New' }) } }),
      ...more,
    })
    return (await settled('s')).StackStatus
  }
  expect(await update({ RetainExceptOnCreate: true })).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await queues()).toEqual(['old'])
  expect(await update({})).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await queues()).toEqual(['new', 'old'])
})

it('RetainExceptOnCreate keeps what was made by a creation that went well', async () => {
  const stackId = await create('s', { A: queue({ QueueName: 'a' }, { DeletionPolicy: 'RetainExceptOnCreate' }) })
  await settled(stackId)
  await call('DeleteStack', { StackName: 's' })
  await settled(stackId)
  expect(await queues()).toEqual(['a'])
})

it('a policy that there is not makes no stack', async () => {
  expect(await refusal(create('s', { A: queue({}, { DeletionPolicy: 'retain' }) }))).toContain(
    'Template format error: Unrecognized DeletionPolicy retain for resource A',
  )
  expect(await refusal(create('s', { A: queue({}, { UpdateReplacePolicy: 'RetainExceptOnCreate' }) }))).toContain(
    'Unrecognized UpdateReplacePolicy',
  )
})

it('a stack that could not be deleted is deleted by force, and leaves behind what cannot be removed', async () => {
  const stackId = await create('s', { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'full' } }, Q: queue() })
  await settled(stackId)
  await world.call('s3', 'PutObject', { Bucket: 'full', Key: 'k', Body: Buffer.from('b') })
  const remove = async (DeletionMode: string) => {
    await call('DeleteStack', { StackName: stackId, DeletionMode })
    return (await settled(stackId)).StackStatus
  }
  expect(await remove('FORCE_DELETE_STACK'), 'it had not failed yet').toBe('DELETE_FAILED')
  expect(await remove('STANDARD')).toBe('DELETE_FAILED')
  expect(await remove('FORCE_DELETE_STACK')).toBe('DELETE_COMPLETE')
  expect((await call('DescribeStackResources', { StackName: stackId })).StackResources).toEqual([])
  await world.call('s3', 'HeadObject', { Bucket: 'full', Key: 'k' })
})

it('a change set that is asked for again with its token is the same one', async () => {
  const ask = (ClientToken?: string) =>
    call('CreateChangeSet', {
      ...{ StackName: 's', ChangeSetName: 'c', ChangeSetType: 'CREATE', TemplateBody: JSON.stringify({ Resources: { A: queue() } }) },
      ...(ClientToken !== undefined && { ClientToken }),
    })
  const first = await ask('token')
  expect(await ask('token')).toEqual(first)
  expect(await refusal(ask('other'))).toContain('AlreadyExistsException')
  expect(await refusal(ask())).toContain('AlreadyExistsException')
})

it('a property that no resource of its type has here fails it, in AWS’s words; one of a custom resource does not', async () => {
  await create('strange', {
    Q: queue({ DelaySeconds: 1 }),
    M: { Type: 'AWS::StepFunctions::Activity', Properties: { Name: 'a', Colour: 'red' } },
  })
  expect((await settled('strange')).StackStatus).toBe('ROLLBACK_COMPLETE')
  expect((await reasons('strange', 'CREATE_FAILED'))[0]).toMatch(
    /^M: Properties validation failed for resource M with message:\n#: extraneous key \[Colour\] is not permitted/,
  )
  expect(await queues()).toEqual([])
})

it('what a former version took of a resource keeps its stack neither from being changed nor from coming back', async () => {
  const type = resourceTypeOf('AWS::SQS::Queue')!
  const { properties } = type
  delete type.properties
  await create('old', { Q: queue({ DelaySeconds: 1, Colour: 'red' }) })
  expect((await settled('old')).StackStatus).toBe('CREATE_COMPLETE')
  type.properties = properties!
  const update = async (Resources: object) => {
    await call('UpdateStack', { StackName: 'old', TemplateBody: JSON.stringify({ Resources }) })
    return (await settled('old')).StackStatus
  }
  expect(await update({ Q: queue({ DelaySeconds: 1, Colour: 'red' }), R: queue() })).toBe('UPDATE_COMPLETE')
  expect(await update({ Q: queue({ DelaySeconds: 2 }), R: queue(), Z: bad({ DependsOn: 'Q' }) })).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await update({ Q: queue({ DelaySeconds: 2, Colour: 'red' }), R: queue() })).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await update({ Q: queue({ DelaySeconds: 2 }), R: queue() })).toBe('UPDATE_COMPLETE')
})
