import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { refusal } from '../lambda/testing/refusal.ts'

let world: Awaited<ReturnType<typeof lambdaWorld>>
beforeEach(async () => {
  world = await lambdaWorld()
})

const call = (operation: string, input: object) => world.call('cloudformation', operation, input)

/** How a stack is once nothing goes on any more. */
async function settled(StackName: string) {
  for (;;) {
    const [stack] = (await call('DescribeStacks', { StackName })).Stacks
    if (!stack.StackStatus.endsWith('_IN_PROGRESS')) return stack
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

async function made(template: object, input: object = {}) {
  const { StackId } = await call('CreateStack', { StackName: 's', TemplateBody: JSON.stringify(template), ...expand, ...input })
  return settled(StackId)
}

const expand = { Capabilities: ['CAPABILITY_AUTO_EXPAND'] }
const queue = (more: object = {}) => ({ Type: 'AWS::SQS::Queue', ...more })
const outputsOf = (stack: { Outputs: { OutputKey: string; OutputValue: string }[] }) =>
  Object.fromEntries(stack.Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]))

describe('a loop', () => {
  const Transform = 'AWS::LanguageExtensions'

  it('is written out for each value of a list, also of a parameter, in resources, their properties, conditions and outputs', async () => {
    const Names = { Type: 'CommaDelimitedList', Default: 'one,two-2' }
    const template = {
      ...{
        Transform,
        Parameters: { Names },
        Conditions: { 'Fn::ForEach::C': ['N', { Ref: 'Names' }, { 'Is&{N}': { 'Fn::Equals': [{ Ref: 'N' }, 'one'] } }] },
      },
      Resources: {
        'Fn::ForEach::Queues': [
          'N',
          { Ref: 'Names' },
          {
            'Queue&{N}': queue({
              Properties: { QueueName: { 'Fn::Sub': 'q-${N}' }, 'Fn::ForEach::P': ['S', ['Delay'], { '${S}Seconds': 5 }] },
            }),
          },
        ],
      },
      Outputs: {
        'Fn::ForEach::O': [
          'N',
          { Ref: 'Names' },
          { 'Out&{N}': { Value: { 'Fn::If': ['Is&{N}', 'first', { 'Fn::GetAtt': [{ 'Fn::Sub': 'Queue&{N}' }, 'QueueName'] }] } } },
        ],
      },
    }
    const stack = await made(template)
    expect(stack.StackStatus).toBe('CREATE_COMPLETE')
    expect(outputsOf(stack)).toEqual({ Outone: 'first', Outtwo2: 'q-two-2' })
    const { QueueUrl } = await world.call('sqs', 'GetQueueUrl', { QueueName: 'q-two-2' })
    const { Attributes } = await world.call('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })
    expect(Attributes).toMatchObject({ DelaySeconds: '5' })
    const processed = await call('GetTemplate', { StackName: 's', TemplateStage: 'Processed' })
    expect(Object.keys(JSON.parse(processed.TemplateBody).Resources)).toEqual(['Queueone', 'Queuetwo2'])
    expect((await call('GetTemplate', { StackName: 's' })).TemplateBody).toBe(JSON.stringify(template))
    // The same template with other values has other resources.
    const Parameters = [{ ParameterKey: 'Names', ParameterValue: 'one' }]
    await call('UpdateStack', { StackName: 's', UsePreviousTemplate: true, Parameters, ...expand })
    expect((await settled('s')).StackStatus).toBe('UPDATE_COMPLETE')
    expect(await refusal(world.call('sqs', 'GetQueueUrl', { QueueName: 'q-two-2' }))).toContain('does not exist')
  })

  it('is refused where it is none, makes the same twice, or never ends', async () => {
    const refused = (loop: unknown) => refusal(made({ Transform, Resources: { 'Fn::ForEach::L': loop } }))
    expect(await refused(['N', ['a']])).toContain('Transform AWS::LanguageExtensions failed with')
    expect(await refused(['N', 'a', { A: queue() }])).toContain('its collection is no list')
    expect(await refused(['N', ['a', 'b'], { A: queue() }])).toContain('makes A more than once')
    expect(await refused(['N', { Ref: 'Nobody' }, { '${N}': queue() }])).toContain('Nobody')
    const many = Array.from({ length: 200 }, (_, at) => `a${at}`)
    expect(await refused(['N', many, { 'Fn::ForEach::M': ['M', many, { '${N}${M}': queue() }] }])).toContain('goes round more than')
    const growing = { A: queue({ Properties: { QueueName: '${N}'.repeat(2_500) } }) }
    expect(await refused(['N', ['v'.repeat(10_000)], growing])).toContain('writes more than')
    const named = { Ref: { 'Fn::Sub': 'Q' } }
    expect(await refusal(made({ Resources: { Q: queue({ Properties: { QueueName: named } }) } }))).toContain('every Ref object must have')
    const unannounced = made({ Resources: { 'Fn::ForEach::L': ['N', ['a'], { '${N}': queue() }] } })
    expect(await refusal(unannounced)).toContain('must be an object')
  })

  it('is acknowledged like every transform; policies of resources may be parameters with it, and only then', async () => {
    const Parameters = { P: { Type: 'String', Default: 'Retain' } }
    const Resources = { Q: queue({ DeletionPolicy: { Ref: 'P' } }) }
    expect(await refusal(made({ Transform, Parameters, Resources }, { Capabilities: [] }))).toContain('CAPABILITY_AUTO_EXPAND')
    expect(await refusal(made({ Parameters, Resources }))).toContain('Every DeletionPolicy member must be a string.')
    await made({ Transform, Parameters, Resources })
    await call('DeleteStack', { StackName: 's' })
    for (let left = 200; left > 0; left--) {
      if (
        await call('DescribeStacks', { StackName: 's' }).then(
          () => false,
          () => true,
        )
      )
        break
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    expect((await world.call('sqs', 'ListQueues', {})).QueueUrls).toHaveLength(1)
  })
})

describe('what stands elsewhere', () => {
  const include = (key: string) => ({
    'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: { 'Fn::Sub': `s3://parts/\${Prefix}${key}` } } },
  })
  const Parameters = { Prefix: { Type: 'String', Default: 'v1/' } }
  beforeEach(async () => {
    await world.call('s3', 'CreateBucket', { Bucket: 'parts' })
    const put = (Key: string, text: string) => world.call('s3', 'PutObject', { Bucket: 'parts', Key, Body: Buffer.from(text) })
    await put('v1/queue.yaml', 'DelaySeconds: 7\nQueueName: included')
    await put('v1/resources.json', JSON.stringify({ Second: queue({ Properties: { QueueName: { Ref: 'AWS::StackName' } } }) }))
    await put('v1/all.yaml', 'Outputs:\n  Url:\n    Value: !Ref First')
    await put('v1/broken.yaml', '{')
  })

  it('is put in its place, in the whole template too', async () => {
    const stack = await made({
      ...{ Parameters, Transform: { Name: 'AWS::Include', Parameters: { Location: 's3://parts/v1/all.yaml' } } },
      Resources: { First: queue({ Properties: include('queue.yaml') }), ...include('resources.json') },
    })
    expect(stack.StackStatus).toBe('CREATE_COMPLETE')
    expect(outputsOf(stack)['Url']).toMatch(/included$/)
    const { QueueUrls } = await world.call('sqs', 'ListQueues', {})
    expect(QueueUrls.map((url: string) => url.split('/').at(-1)).sort()).toEqual(['included', 's'])
    const valid = await call('ValidateTemplate', { TemplateBody: JSON.stringify({ Parameters, Resources: include('resources.json') }) })
    expect(valid.Parameters).toMatchObject([{ ParameterKey: 'Prefix' }])
  })

  it('is refused where it is not to be had, is none, or is to be made by a macro', async () => {
    const refused = (Resources: object, input: object = {}) => refusal(made({ Parameters, Resources }, input))
    expect(await refused(include('none.yaml'))).toContain('Transform AWS::Include failed with: S3 error')
    expect(await refused(include('broken.yaml'))).toContain('should be valid Yaml/JSON')
    await world.call('s3', 'PutObject', { Bucket: 'parts', Key: 'v1/long.json', Body: Buffer.alloc(1_048_577, '{') })
    expect(await refused(include('long.json'))).toContain('may not exceed 1048576 bytes in size. (s3://parts/v1/long.json)')
    expect(await refused(include('resources.json'), { Capabilities: [] })).toContain('CAPABILITY_AUTO_EXPAND')
    expect(await refused({ 'Fn::Transform': { Name: 'Mine' } })).toContain('No transform named Mine found.')
    expect(await refusal(made({ Transform: 'Mine', Resources: { Q: queue() } }))).toContain('No transform named Mine found.')
  })
})

describe('a rule', () => {
  const template = (Assert: unknown, RuleCondition?: unknown) => ({
    Parameters: { Stage: { Type: 'String' }, Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/version' } },
    Rules: { Known: { ...(RuleCondition !== undefined && { RuleCondition }), Assertions: [{ Assert, AssertDescription: 'not so' }] } },
    Resources: { Q: queue() },
  })
  const Parameters = [{ ParameterKey: 'Stage', ParameterValue: 'prod' }]
  const result = (Assert: unknown, RuleCondition?: unknown) =>
    made(template(Assert, RuleCondition), { Parameters }).then(
      async ({ StackStatus }) => {
        await call('DeleteStack', { StackName: 's' })
        return StackStatus
      },
      (error: Error) => error.message,
    )

  it('holds the values of parameters, or the stack is not begun', async () => {
    await world.call('ssm', 'PutParameter', { Name: '/version', Type: 'String', Value: '6' })
    const stage = { Ref: 'Stage' }
    expect(await result({ 'Fn::Contains': [['dev', 'test'], stage] })).toBe('Template rules failed: [Known: not so]')
    expect(await refusal(call('DescribeStacks', { StackName: 's' }))).toContain('does not exist')
    expect(await result({ 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], { Ref: 'Version' }] }] })).toBe('CREATE_COMPLETE')
    expect(await result({ 'Fn::Contains': [['dev'], stage] }, { 'Fn::Equals': [stage, 'dev'] })).toMatch(/COMPLETE$|already exists/)
    expect(
      await result(
        {
          'Fn::EachMemberIn': [
            ['a', 'b'],
            ['a', 'b', 'c'],
          ],
        },
        { 'Fn::EachMemberEquals': [['a'], 'b'] },
      ),
    ).not.toContain('rules failed')
    expect(
      await result({
        'Fn::EachMemberIn': [
          ['a', 'd'],
          ['a', 'b', 'c'],
        ],
      }),
    ).toContain('rules failed')
  })

  it('that asks for a parameter that is not there is refused', async () => {
    expect(await result({ 'Fn::Contains': [['6'], { Ref: 'Version' }] })).toContain('Unable to fetch parameters [/version]')
  })
})
