import { expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'

it("the stack's tags are laid anew on what it has when they change, and a change set says so", async () => {
  const world = await lambdaWorld()
  const call = (operation: string, input: object) => world.call('cloudformation', operation, { StackName: 's', ...input })
  const settled = async (operation: string, input: object) => {
    await call(operation, input)
    const status = async () => (await call('DescribeStacks', {})).Stacks[0].StackStatus
    await expect.poll(status, { interval: 5 }).not.toMatch(/IN_PROGRESS/)
  }
  const Own = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'own', Tags: [{ Key: 'own', Value: '1' }] } }
  const template = (bare: object = {}) => ({
    TemplateBody: JSON.stringify({
      Resources: {
        ...{ Own, Bare: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'bare', ...bare } } },
        Global: {
          Type: 'AWS::DynamoDB::GlobalTable',
          Properties: {
            ...{ TableName: 'global', BillingMode: 'PAY_PER_REQUEST', Replicas: [{ Region: 'us-east-1' }] },
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          },
        },
        Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
      },
    }),
  })
  const tagsOf = async (name: string) => {
    const { QueueUrl } = await world.call('sqs', 'GetQueueUrl', { QueueName: name })
    return (await world.call('sqs', 'ListQueueTags', { QueueUrl })).Tags ?? {}
  }
  const tags = (all: Record<string, string>) => ({ Tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value })) })
  await settled('CreateStack', { ...template(), ...tags({ team: 'a', cost: '1' }) })
  expect([await tagsOf('own'), await tagsOf('bare')]).toEqual([
    { team: 'a', cost: '1', own: '1' },
    { team: 'a', cost: '1' },
  ])
  await call('CreateChangeSet', { ChangeSetName: 'c', ...template({ DelaySeconds: 1 }), ...tags({ team: 'b' }) })
  await expect.poll(async () => (await call('DescribeChangeSet', { ChangeSetName: 'c' })).Status).toBe('CREATE_COMPLETE')
  const { Changes } = await call('DescribeChangeSet', { ChangeSetName: 'c' })
  const seen = Changes.map(({ ResourceChange: { LogicalResourceId, Scope, Details } }: { ResourceChange: Record<string, unknown> }) => [
    ...[LogicalResourceId, Scope],
    (Details as { Target: { Attribute: string } }[]).map(({ Target }) => Target.Attribute),
  ])
  expect(seen).toEqual([
    ['Own', ['Tags'], ['Tags']],
    ['Bare', ['Properties', 'Tags'], ['Properties', 'Tags']],
    ['Global', ['Tags'], ['Tags']],
  ])
  await settled('UpdateStack', { ...template(), ...tags({ team: 'b' }) })
  expect([await tagsOf('own'), await tagsOf('bare')]).toEqual([{ team: 'b', own: '1' }, { team: 'b' }])
  const again = call('UpdateStack', { ...template(), ...tags({ team: 'b' }) })
  await expect(again).rejects.toThrow('No updates are to be performed.')
  await settled('UpdateStack', { ...template(), ...tags({}) })
  expect([await tagsOf('own'), await tagsOf('bare')]).toEqual([{ own: '1' }, {}])
  // What the template had made anew comes back with the tags of then.
  const failing = {
    TemplateBody: template({ QueueName: 'other' }).TemplateBody.replace('"own","Tags"', '"own","DelaySeconds":5000,"Tags"'),
  }
  await settled('UpdateStack', { ...failing, ...tags({ team: 'c' }) })
  expect((await call('DescribeStacks', {})).Stacks[0].StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect([await tagsOf('own'), await tagsOf('bare')]).toEqual([{ own: '1' }, {}])
  // One that was made anew has had those of then.
  await settled('UpdateStack', { ...template({ QueueName: 'other' }), ...tags({ team: 'd' }) })
  expect([await tagsOf('own'), await tagsOf('other')]).toEqual([{ team: 'd', own: '1' }, { team: 'd' }])
  await settled('UpdateStack', { ...template({ QueueName: 'other' }), ...tags({}) })
  expect([await tagsOf('own'), await tagsOf('other')]).toEqual([{ own: '1' }, {}])
})
