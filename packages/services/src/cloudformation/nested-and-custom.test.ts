import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { cloudFormationService, responsePath } from './service.ts'

let world: Awaited<ReturnType<typeof lambdaWorld>>

const call = (operation: string, input: object) => world.call('cloudformation', operation, input)
const text = (template: object) => JSON.stringify(template)
const queue = (properties: object = {}, more: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties, ...more })
const queues = async () => ((await world.call('sqs', 'ListQueues', {})).QueueUrls ?? []).map((url: string) => url.split('/').at(-1)!)

beforeEach(async () => {
  world = await lambdaWorld()
})

async function settled(StackName: string) {
  for (;;) {
    const { Stacks } = await call('DescribeStacks', { StackName })
    if (!Stacks[0].StackStatus.endsWith('_IN_PROGRESS')) return Stacks[0]
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

const create = async (StackName: string, template: object, more: object = {}) => {
  const { StackId } = await call('CreateStack', { StackName, TemplateBody: text(template), ...more })
  return settled(StackId)
}
const update = async (StackName: string, template: object) => {
  await call('UpdateStack', { StackName, TemplateBody: text(template) })
  return settled(StackName)
}
const reasons = async (StackName: string): Promise<string[]> =>
  (await call('DescribeStackEvents', { StackName })).StackEvents.map((event: Record<string, string>) => event['ResourceStatusReason'])

describe('a nested stack', () => {
  const child = (properties: object = {}) => ({
    Parameters: { Seconds: { Type: 'Number' }, Names: { Type: 'CommaDelimitedList' } },
    Resources: { Q: queue({ VisibilityTimeout: { Ref: 'Seconds' }, ...properties }) },
    Outputs: { Name: { Value: { 'Fn::GetAtt': ['Q', 'QueueName'] } }, First: { Value: { 'Fn::Select': [0, { Ref: 'Names' }] } } },
  })
  const put = async (Key: string, template: object) => {
    await world.call('s3', 'PutObject', { Bucket: 'templates', Key, Body: Buffer.from(text(template)) })
    return `https://templates.s3.us-east-1.amazonaws.com/${Key}`
  }
  const parent = (TemplateURL: string, seconds = 40, more: object = {}) => ({
    Resources: {
      Child: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL, Parameters: { Seconds: seconds, Names: ['a', 'b'] } } },
      ...more,
    },
    Outputs: {
      Name: { Value: { 'Fn::GetAtt': ['Child', 'Outputs.Name'] } },
      First: { Value: { 'Fn::GetAtt': ['Child', 'Outputs.First'] } },
    },
  })
  beforeEach(() => world.call('s3', 'CreateBucket', { Bucket: 'templates' }))

  it('is made with its parameters, lends its outputs, is updated when its template has changed, and goes with its parent', async () => {
    const url = await put('child.json', child())
    const made = await create('parent', parent(url))
    expect(made.StackStatus).toBe('CREATE_COMPLETE')
    const [name] = await queues()
    expect(made.Outputs.map(({ OutputValue }: { OutputValue: string }) => OutputValue)).toEqual([name, 'a'])
    expect(name).toMatch(/^parent-Child-[a-z0-9]{12}-Q-[a-z0-9]{12}$/)
    await put('child.json', child({ DelaySeconds: 7 }))
    expect((await update('parent', parent(url))).StackStatus).toBe('UPDATE_COMPLETE')
    const attributes = { QueueUrl: `http://127.0.0.1/123456789012/${name}`, AttributeNames: ['All'] }
    expect((await world.call('sqs', 'GetQueueAttributes', attributes)).Attributes).toMatchObject({
      DelaySeconds: '7',
      VisibilityTimeout: '40',
    })
    const { StackId } = made
    await call('DeleteStack', { StackName: 'parent' })
    expect((await settled(StackId)).StackStatus).toBe('DELETE_COMPLETE')
    expect(await queues()).toEqual([])
  })

  it('under an address that nobody can read is refused as a template that is not there', async () => {
    const TemplateURL = 'https://templates.s3.us-east-1.amazonaws.com/%zz.json'
    await expect(call('CreateStack', { StackName: 'strange', TemplateURL })).rejects.toMatchObject({
      code: 'ValidationError',
      message: expect.stringMatching(/^S3 error: /),
    })
  })

  it('that cannot be made takes its parent back, and a parent that cannot go on takes it back', async () => {
    const bad = await create('bad', parent(await put('bad.json', child({ DelaySeconds: 100_000 }))))
    expect(bad.StackStatus).toBe('ROLLBACK_COMPLETE')
    expect(await reasons('bad')).toContainEqual(
      expect.stringMatching(/^Embedded stack arn:\S+bad-Child\S+ was not successfully created: The following resource.* \[Q\]\.$/),
    )
    const url = await put('good.json', child())
    const failing = { Failing: queue({ DelaySeconds: 100_000 }, { DependsOn: 'Child' }) }
    expect((await create('half', parent(url, 40, failing))).StackStatus).toBe('ROLLBACK_COMPLETE')
    expect(await queues()).toEqual([])
    await create('good', parent(url))
    expect((await update('good', parent(url, 50, failing))).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    const [name] = await queues()
    const attributes = { QueueUrl: `http://127.0.0.1/123456789012/${name}`, AttributeNames: ['All'] }
    expect((await world.call('sqs', 'GetQueueAttributes', attributes)).Attributes).toMatchObject({ VisibilityTimeout: '40' })
  })
})

describe('a custom resource', () => {
  const ServiceToken = 'arn:aws:lambda:us-east-1:123456789012:function:f'
  const custom = (properties: object = {}) => ({ Type: 'Custom::Thing', Properties: { ServiceToken, ...properties } })
  // biome-ignore lint/suspicious/noExplicitAny: what a function is given
  let events: any[]

  /** The function answers what this says of the event. */
  function answering(answer: (event: { RequestType: string; PhysicalResourceId?: string }) => object | undefined) {
    events = []
    world.host.answer = payload => {
      const event = JSON.parse(payload)
      events.push(event)
      const body = answer(event)
      const token = event.ResponseURL.split(responsePath)[1]
      if (body) world.services.face(cloudFormationService)!.then(face => face.respond(token, JSON.stringify(body)))
      return { payload: 'null' }
    }
  }
  beforeEach(() => world.create('f'))

  it('is made, changed and removed by its function, whose answer others refer to', async () => {
    answering(({ RequestType }) => ({ Status: 'SUCCESS', PhysicalResourceId: 'thing-1', Data: { Url: `u-${RequestType}` } }))
    const template = (size: number) => ({
      Resources: { T: custom({ Size: size, On: true, List: [1, { a: 2 }] }) },
      Outputs: { Id: { Value: { Ref: 'T' } }, Url: { Value: { 'Fn::GetAtt': ['T', 'Url'] } } },
    })
    const outputs = ({ Outputs }: { Outputs: { OutputValue: string }[] }) => Outputs.map(({ OutputValue }) => OutputValue)
    const made = await create('s', template(1))
    expect([made.StackStatus, ...outputs(made)]).toEqual(['CREATE_COMPLETE', 'thing-1', 'u-Create'])
    expect(events).toMatchObject([
      {
        ...{ RequestType: 'Create', StackId: made.StackId, LogicalResourceId: 'T', ResourceType: 'Custom::Thing', ServiceToken },
        ResourceProperties: { ServiceToken, Size: '1', On: 'true', List: ['1', { a: '2' }] },
      },
    ])
    expect(outputs(await update('s', template(2)))).toEqual(['thing-1', 'u-Update'])
    expect(events[1]).toMatchObject({ RequestType: 'Update', PhysicalResourceId: 'thing-1', OldResourceProperties: { Size: '1' } })
    await call('DeleteStack', { StackName: 's' })
    expect((await settled(made.StackId)).StackStatus).toBe('DELETE_COMPLETE')
    expect(events.slice(2)).toMatchObject([{ RequestType: 'Delete', PhysicalResourceId: 'thing-1', ResourceProperties: { Size: '2' } }])
  })

  it('that answers another id has taken the place of the former one, which is removed afterwards', async () => {
    let serial = 0
    answering(({ RequestType, PhysicalResourceId }) => ({
      ...{ Status: 'SUCCESS', PhysicalResourceId: RequestType === 'Delete' ? PhysicalResourceId : `thing-${++serial}` },
    }))
    await create('s', { Resources: { T: custom({ v: 1 }) } })
    expect((await update('s', { Resources: { T: custom({ v: 2 }) } })).StackStatus).toBe('UPDATE_COMPLETE')
    const told = () => events.map(event => `${event.RequestType} ${event.PhysicalResourceId ?? ''}`)
    expect(told()).toEqual(['Create ', 'Update thing-1', 'Delete thing-1'])
  })

  it('comes back with an update that fails, and only what was made anew is removed', async () => {
    answering(event => {
      const { RequestType, PhysicalResourceId, ResourceProperties } = event as { ResourceProperties?: { v: string } } & typeof event
      return { Status: 'SUCCESS', PhysicalResourceId: RequestType === 'Delete' ? PhysicalResourceId : `thing-${ResourceProperties!.v}` }
    })
    await create('s', { Resources: { T: custom({ v: 1 }) } })
    const failing = { T: custom({ v: 2 }), Q: queue({ DelaySeconds: 100_000 }, { DependsOn: 'T' }) }
    expect((await update('s', { Resources: failing })).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    const told = events.map(event => `${event.RequestType} ${event.PhysicalResourceId ?? ''} ${event.ResourceProperties.v}`)
    expect(told).toEqual(['Create  1', 'Update thing-1 2', 'Update thing-2 1', 'Delete thing-2 2'])
  })

  it('that says FAILED takes the stack back, with a request to remove what there may be', async () => {
    answering(({ RequestType }) =>
      RequestType === 'Create'
        ? { Status: 'FAILED', Reason: 'no room', PhysicalResourceId: 'half' }
        : { Status: 'SUCCESS', PhysicalResourceId: 'half' },
    )
    expect((await create('s', { Resources: { T: custom() } })).StackStatus).toBe('ROLLBACK_COMPLETE')
    expect(await reasons('s')).toContainEqual(
      expect.stringMatching(/^Received response status \[FAILED\] from custom resource\. Message returned: no room \(RequestId: \S+\)$/),
    )
    expect(events.map(event => `${event.RequestType} ${event.PhysicalResourceId}`)).toEqual(['Create undefined', 'Delete half'])
  })

  it('that does not answer in time has failed', async () => {
    answering(({ RequestType }) => (RequestType === 'Delete' ? { Status: 'SUCCESS', PhysicalResourceId: 'x' } : undefined))
    const begun = call('CreateStack', { StackName: 's', TemplateBody: text({ Resources: { T: custom({ ServiceTimeout: 60 }) } }) })
    await begun
    while (events.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    expect((await call('DescribeStacks', { StackName: 's' })).Stacks[0].StackStatus).toBe('CREATE_IN_PROGRESS')
    world.clock.advance(60_000)
    expect((await settled('s')).StackStatus).toBe('ROLLBACK_COMPLETE')
    expect(await reasons('s')).toContainEqual(expect.stringMatching(/^CloudFormation did not receive a response from your Custom Resource/))
  })

  it('may be asked for over a topic', async () => {
    const { TopicArn } = await world.call('sns', 'CreateTopic', { Name: 't' })
    const { url, arn } = await world.queue('q')
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] }
    await world.call('sqs', 'SetQueueAttributes', { QueueUrl: url, Attributes: { Policy: text(policy) } })
    await world.call('sns', 'Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: arn, Attributes: { RawMessageDelivery: 'true' } })
    await call('CreateStack', {
      StackName: 's',
      TemplateBody: text({ Resources: { T: { ...custom(), Properties: { ServiceToken: TopicArn } } } }),
    })
    let got: { body: unknown }[] = []
    while (got.length === 0) {
      await new Promise(resolve => setTimeout(resolve, 5))
      got = await world.messages(url)
    }
    const { ResponseURL } = got[0]!.body as { ResponseURL: string }
    const face = await world.services.face(cloudFormationService)!
    expect(await face.respond('nobody', '{}')).toBe(false)
    expect(await face.respond(ResponseURL.split(responsePath)[1]!, '{"Status":"SUCCESS","PhysicalResourceId":"p"}')).toBe(true)
    expect((await settled('s')).StackStatus).toBe('CREATE_COMPLETE')
  })

  it('keeps nobody waiting when the server ends, and has not failed then', async () => {
    answering(() => undefined)
    await call('CreateStack', { StackName: 's', TemplateBody: text({ Resources: { T: custom() } }) })
    while (events.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    await world.services.close()
    const { Stacks } = await call('DescribeStacks', { StackName: 's' })
    expect(Stacks[0].StackStatus).toBe('CREATE_IN_PROGRESS')
  })
})
