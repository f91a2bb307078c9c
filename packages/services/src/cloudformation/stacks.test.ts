import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { refusal } from '../lambda/testing/refusal.ts'

let world: Awaited<ReturnType<typeof lambdaWorld>>

const call = (operation: string, input: object) => world.call('cloudformation', operation, input)

beforeEach(async () => {
  world = await lambdaWorld()
})

/** The stack once nothing is going on. */
async function settled(
  StackName: string,
): Promise<{ StackStatus: string; StackStatusReason?: string; Outputs: { OutputKey: string; OutputValue: string }[] }> {
  for (;;) {
    const { Stacks } = await call('DescribeStacks', { StackName })
    if (!Stacks[0].StackStatus.endsWith('_IN_PROGRESS')) return Stacks[0]
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

/** Events from the oldest, without the times. */
async function events(StackName: string): Promise<string[]> {
  const { StackEvents } = await call('DescribeStackEvents', { StackName })
  return StackEvents.map((event: Record<string, string>) => `${event['LogicalResourceId']} ${event['ResourceStatus']}`).reverse()
}

const sending = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] }
const queue = (properties: object = {}, more: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties, ...more })
const text = (template: object) => JSON.stringify(template)
const create = async (StackName: string, template: object, more: object = {}) => {
  const { StackId } = await call('CreateStack', { StackName, TemplateBody: text(template), ...more })
  return { StackId, stack: await settled(StackId) }
}
const update = async (StackName: string, template: object, more: object = {}) => {
  await call('UpdateStack', { StackName, TemplateBody: text(template), ...more })
  return settled(StackName)
}
const queues = async () => ((await world.call('sqs', 'ListQueues', {})).QueueUrls ?? []).map((url: string) => url.split('/').at(-1)!)

describe('a stack', () => {
  it('shows one resource by its logical id', async () => {
    await create('one', { Resources: { Orders: queue({}, { Metadata: { Team: 'a' } }), Other: queue() } })
    const { StackResourceDetail: shown } = await call('DescribeStackResource', { StackName: 'one', LogicalResourceId: 'Orders' })
    expect(shown).toMatchObject({ LogicalResourceId: 'Orders', ResourceStatus: 'CREATE_COMPLETE', Metadata: '{"Team":"a"}' })
    expect(await refusal(call('DescribeStackResource', { StackName: 'one', LogicalResourceId: 'Order' }))).toBe(
      'ValidationError: Resource Order does not exist for stack one',
    )
  })

  it.each([false, true])('is taken away after what an update has it need, where the rest of the stack stays: %s', async stays => {
    const dead = { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 } }
    const Rest = queue()
    await create('late', { Resources: { Orders: queue(), Rest } })
    await update('late', { Resources: { Orders: queue(dead), Rest, Dead: queue() } })
    const { StackId } = (await call('DescribeStacks', { StackName: 'late' })).Stacks[0]
    if (stays) await update('late', { Resources: { Rest } })
    else await call('DeleteStack', { StackName: 'late' })
    await settled(StackId)
    const gone = (await events(StackId)).filter(each => /^(Orders|Dead) DELETE_COMPLETE/.test(each))
    expect(gone).toEqual(['Orders DELETE_COMPLETE', 'Dead DELETE_COMPLETE'])
  })

  it('is made in the order of its needs, tells its outputs, and is taken away the other way round', async () => {
    const template = {
      Resources: {
        Policy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: { Queues: [{ Ref: 'Orders' }], PolicyDocument: sending },
        },
        Orders: queue({ RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 } }),
        Dead: queue(),
      },
      Outputs: { Url: { Value: { Ref: 'Orders' } }, Name: { Value: { 'Fn::GetAtt': ['Orders', 'QueueName'] } } },
    }
    const { StackId, stack } = await create('orders', template)
    expect(stack.StackStatus).toBe('CREATE_COMPLETE')
    const order = ['Dead', 'Orders', 'Policy'].flatMap(id => ['IN_PROGRESS', 'IN_PROGRESS', 'COMPLETE'].map(each => `${id} CREATE_${each}`))
    expect(await events('orders')).toEqual(['orders CREATE_IN_PROGRESS', ...order, 'orders CREATE_COMPLETE'])
    const [url, name] = stack.Outputs.map(({ OutputValue }) => OutputValue)
    expect(name).toMatch(/^orders-Orders-[a-z0-9]{12}$/)
    const { Attributes } = await world.call('sqs', 'GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] })
    expect(JSON.parse(Attributes.RedrivePolicy)).toMatchObject({ maxReceiveCount: 3 })
    await call('DeleteStack', { StackName: 'orders' })
    expect((await settled(StackId)).StackStatus).toBe('DELETE_COMPLETE')
    expect((await events(StackId)).filter(each => each.endsWith('DELETE_COMPLETE'))).toEqual([
      ...['Policy DELETE_COMPLETE', 'Orders DELETE_COMPLETE', 'Dead DELETE_COMPLETE', 'orders DELETE_COMPLETE'],
    ])
    expect(await queues()).toEqual([])
    expect(await refusal(call('DescribeStacks', { StackName: 'orders' }))).toBe('ValidationError: Stack with id orders does not exist')
  })

  it('comes back to nothing when a resource cannot be made, and says which and why', async () => {
    const template = { Resources: { A: queue(), B: queue({ VisibilityTimeout: 99_999_999 }, { DependsOn: 'A' }) } }
    const { stack } = await create('bad', template)
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE')
    expect(await queues()).toEqual([])
    const { StackEvents } = await call('DescribeStackEvents', { StackName: 'bad' })
    const failed = StackEvents.find((event: { ResourceStatus: string }) => event.ResourceStatus === 'CREATE_FAILED')
    expect(failed).toMatchObject({
      LogicalResourceId: 'B',
      ResourceStatusReason: expect.stringMatching(/^Resource handler returned message: ".*Service: Sqs/),
    })
    const begun = StackEvents.find((event: { ResourceStatus: string }) => event.ResourceStatus === 'ROLLBACK_IN_PROGRESS')
    expect(begun.ResourceStatusReason).toBe('The following resource(s) failed to create: [B]. Rollback requested by user.')
    expect(await refusal(call('UpdateStack', { StackName: 'bad', TemplateBody: text({ Resources: { A: queue() } }) }))).toContain(
      'is in ROLLBACK_COMPLETE state and can not be updated.',
    )
  })

  it('keeps what it has made when that is wanted, and goes on from there', async () => {
    const bad = { Resources: { A: queue(), B: queue({ VisibilityTimeout: 99_999_999 }, { DependsOn: 'A' }) } }
    expect((await create('kept', bad, { DisableRollback: true })).stack.StackStatus).toBe('CREATE_FAILED')
    expect(await queues()).toHaveLength(1)
    expect((await update('kept', { Resources: { A: queue(), B: queue() } })).StackStatus).toBe('UPDATE_COMPLETE')
    expect(await queues()).toHaveLength(2)
  })
})

describe('an update', () => {
  it('that only lists in another order what is a set changes nothing', async () => {
    const tagged = (...keys: string[]) => ({ Resources: { Q: queue({ Tags: keys.map(Key => ({ Key, Value: 'v' })) }) } })
    await create('s', tagged('a', 'b'))
    const again = call('UpdateStack', { StackName: 's', TemplateBody: text(tagged('b', 'a')) })
    expect(await refusal(again)).toBe('ValidationError: No updates are to be performed.')
  })

  it('changes in place what can be, makes anew what must be, and takes away what is gone', async () => {
    await create('s', {
      Resources: { Same: queue(), Kept: queue({ DelaySeconds: 1 }), Renamed: queue({ QueueName: 'one' }), Gone: queue() },
    })
    const before = await queues()
    const stack = await update('s', {
      Resources: { Same: queue(), Kept: queue({ VisibilityTimeout: 60 }), Renamed: queue({ QueueName: 'two' }) },
    })
    expect(stack.StackStatus).toBe('UPDATE_COMPLETE')
    const after = await queues()
    expect(after.sort()).toEqual([...before.filter((name: string) => /Same|Kept/.test(name)), 'two'].sort())
    const { Attributes } = await world.call('sqs', 'GetQueueAttributes', {
      ...{ QueueUrl: `http://127.0.0.1/123456789012/${after.find((name: string) => name.includes('Kept'))}`, AttributeNames: ['All'] },
    })
    expect(Attributes).toMatchObject({ VisibilityTimeout: '60', DelaySeconds: '0' })
    const told = (await events('s')).filter(each => !each.includes('CREATE'))
    expect(told).toEqual([
      ...[
        's UPDATE_IN_PROGRESS',
        'Kept UPDATE_IN_PROGRESS',
        'Kept UPDATE_COMPLETE',
        'Renamed UPDATE_IN_PROGRESS',
        'Renamed UPDATE_COMPLETE',
      ],
      ...['s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'Gone DELETE_IN_PROGRESS', 'Gone DELETE_COMPLETE'],
      ...['Renamed DELETE_IN_PROGRESS', 'Renamed DELETE_COMPLETE', 's UPDATE_COMPLETE'],
    ])
  })

  it('that fails brings everything back, also what was made anew', async () => {
    const good = { Resources: { Renamed: queue({ QueueName: 'one' }), Other: queue({ DelaySeconds: 1 }) } }
    await create('s', good)
    const before = await queues()
    const bad = {
      Renamed: queue({ QueueName: 'two' }),
      Added: queue(),
      Other: queue({ DelaySeconds: 100_000 }, { DependsOn: ['Renamed', 'Added'] }),
    }
    expect((await update('s', { Resources: bad })).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect((await queues()).sort()).toEqual(before.sort())
    expect((await call('GetTemplate', { StackName: 's' })).TemplateBody).toBe(text(good))
  })

  it('that fails halfway through a resource brings that back too, though its record had not changed', async () => {
    const role = (service: string, policies: string[]) => ({
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
        },
        ManagedPolicyArns: policies,
      },
    })
    const leave = { Capabilities: ['CAPABILITY_IAM'] }
    await create('s', { Resources: { R: role('lambda.amazonaws.com', []) }, Outputs: { Name: { Value: { Ref: 'R' } } } }, leave)
    const bad = { Resources: { R: role('states.amazonaws.com', ['arn:aws:iam::aws:policy/None']) } }
    expect((await update('s', bad, leave)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    const { Stacks } = await call('DescribeStacks', { StackName: 's' })
    const { Role } = await world.call('iam', 'GetRole', { RoleName: Stacks[0].Outputs[0].OutputValue })
    expect(decodeURIComponent(Role.AssumeRolePolicyDocument)).toContain('lambda.amazonaws.com')
  })

  it('of nothing is refused', async () => {
    const template = { Resources: { A: queue() } }
    await create('s', template)
    expect(await refusal(update('s', template))).toBe('ValidationError: No updates are to be performed.')
  })

  it('keeps and leaves behind what its policies say', async () => {
    await create('s', {
      Resources: { A: queue({ QueueName: 'a' }, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }), B: queue() },
    })
    await update('s', { Resources: { A: queue({ QueueName: 'b' }, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }) } })
    expect((await queues()).sort()).toEqual(['a', 'b'])
    const { Stacks } = await call('DescribeStacks', { StackName: 's' })
    await call('DeleteStack', { StackName: 's' })
    await settled(Stacks[0].StackId)
    expect((await queues()).sort()).toEqual(['a', 'b'])
  })
})

describe('a change set', () => {
  const template = { Parameters: { Delay: { Type: 'Number' } }, Resources: { A: queue({ DelaySeconds: { Ref: 'Delay' } }) } }
  const asked = (ParameterValue: string) => ({ TemplateBody: text(template), Parameters: [{ ParameterKey: 'Delay', ParameterValue }] })

  it('makes a stack that is not there before it is carried out, then changes it, and has nothing to do a second time', async () => {
    const { Id, StackId } = await call('CreateChangeSet', {
      StackName: 's',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      ...asked('1'),
    })
    expect((await call('DescribeStacks', { StackName: 's' })).Stacks[0].StackStatus).toBe('REVIEW_IN_PROGRESS')
    expect(await call('DescribeChangeSet', { ChangeSetName: Id })).toMatchObject({
      ...{ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE', StackId },
      Changes: [{ ResourceChange: { Action: 'Add', LogicalResourceId: 'A' } }],
    })
    expect(await queues()).toEqual([])
    await call('ExecuteChangeSet', { ChangeSetName: Id })
    expect((await settled('s')).StackStatus).toBe('CREATE_COMPLETE')
    await call('CreateChangeSet', { StackName: 's', ChangeSetName: 'second', ...asked('2') })
    expect(await call('DescribeChangeSet', { StackName: 's', ChangeSetName: 'second' })).toMatchObject({
      Changes: [{ ResourceChange: { Action: 'Modify', Replacement: 'False', Details: [{ Target: { Name: 'DelaySeconds' } }] } }],
    })
    await call('ExecuteChangeSet', { StackName: 's', ChangeSetName: 'second' })
    expect((await settled('s')).StackStatus).toBe('UPDATE_COMPLETE')
    expect(await refusal(call('ExecuteChangeSet', { StackName: 's', ChangeSetName: 'second' }))).toMatch(/^InvalidChangeSetStatus/)
    await call('CreateChangeSet', { StackName: 's', ChangeSetName: 'third', ...asked('2') })
    expect(await call('DescribeChangeSet', { StackName: 's', ChangeSetName: 'third' })).toMatchObject({
      ...{ Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE', StatusReason: expect.stringContaining("didn't contain changes") },
    })
  })
})

describe('exports', () => {
  it('are known to other stacks, belong to one, and stay as long as they are used', async () => {
    const exporting = {
      Resources: { A: queue() },
      Outputs: { Name: { Value: { 'Fn::GetAtt': ['A', 'QueueName'] }, Export: { Name: 'queue' } } },
    }
    const { stack } = await create('giver', exporting)
    const user = {
      Resources: { P: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Name: 'p', Value: { 'Fn::ImportValue': 'queue' } } } },
    }
    expect((await create('user', user)).stack.StackStatus).toBe('CREATE_COMPLETE')
    expect((await world.call('ssm', 'GetParameter', { Name: 'p' })).Parameter.Value).toBe(stack.Outputs[0]!.OutputValue)
    expect(await call('ListImports', { ExportName: 'queue' })).toEqual({ Imports: ['user'] })
    expect(await refusal(call('DeleteStack', { StackName: 'giver' }))).toContain('Export queue cannot be deleted as it is in use by user')
    expect((await create('other', exporting)).stack.StackStatus).toBe('ROLLBACK_COMPLETE')
    const { Stacks } = await call('DescribeStacks', { StackName: 'user' })
    await call('DeleteStack', { StackName: 'user' })
    await settled(Stacks[0].StackId)
    await call('DeleteStack', { StackName: 'giver' })
  })
})

describe('what is refused', () => {
  const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } }
  it.each<[string, object | string, object, string]>([
    ['no template', '', {}, 'ValidationError: '],
    ['a template that is none', '[]', {}, 'ValidationError: Template format error: unsupported structure.'],
    ['no resources', { Resources: {} }, {}, 'ValidationError: Template format error: At least one Resources member must be defined.'],
    [
      'a type that is not served',
      { Resources: { A: { Type: 'AWS::EC2::VPC' } } },
      {},
      'ValidationError: Template format error: Unrecognized resource types: [AWS::EC2::VPC]',
    ],
    [
      'a reference to nothing',
      { Resources: { A: queue({ QueueName: { Ref: 'B' } }) } },
      {},
      'Unresolved resource dependencies [B] in the Resources block of the template',
    ],
    [
      'a circle',
      { Resources: { A: queue({}, { DependsOn: 'B' }), B: queue({ QueueName: { 'Fn::Sub': '${A}' } }) } },
      {},
      'ValidationError: Circular dependency between resources: [A, B]',
    ],
    ['a role without leave', { Resources: { R: role } }, {}, 'InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_IAM]'],
    [
      'a named role with leave for others',
      { Resources: { R: { ...role, Properties: { ...role.Properties, RoleName: 'r' } } } },
      { Capabilities: ['CAPABILITY_IAM'] },
      'InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_NAMED_IAM]',
    ],
    [
      'a parameter without a value',
      { Parameters: { P: { Type: 'String' } }, Resources: { A: queue() } },
      {},
      'ValidationError: Parameters: [P] must have values',
    ],
    [
      'a parameter that is not there',
      { Resources: { A: queue() } },
      { Parameters: [{ ParameterKey: 'Q', ParameterValue: '' }] },
      'Parameters: [Q] do not exist in the template',
    ],
    [
      'a parameter of another kind',
      { Parameters: { P: { Type: 'String', AllowedValues: ['a'] } }, Resources: { A: queue() } },
      { Parameters: [{ ParameterKey: 'P', ParameterValue: 'b' }] },
      "Parameter 'P' must be one of AllowedValues",
    ],
  ])('%s', async (_what, template, more, problem) => {
    const TemplateBody = typeof template === 'string' ? template : text(template)
    expect(await refusal(call('CreateStack', { StackName: 's', TemplateBody, ...more }))).toContain(problem)
    expect(await refusal(call('DescribeStacks', { StackName: 's' }))).toContain('does not exist')
  })

  it('a second stack of the name, and one that is protected from being deleted', async () => {
    const template = { Resources: { A: queue() } }
    await create('s', template, { EnableTerminationProtection: true })
    expect(await refusal(create('s', template))).toBe('AlreadyExistsException: Stack [s] already exists')
    expect(await refusal(call('DeleteStack', { StackName: 's' }))).toContain('TerminationProtection is enabled')
    await call('UpdateTerminationProtection', { StackName: 's', EnableTerminationProtection: false })
    expect(await call('DeleteStack', { StackName: 's' })).toEqual({})
  })
})
