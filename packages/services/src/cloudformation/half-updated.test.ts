import { beforeEach, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'

/** Updates of a resource that fail after a part of them has come into force. */

let world: Awaited<ReturnType<typeof lambdaWorld>>

beforeEach(async () => {
  world = await lambdaWorld()
})

async function deploy(operation: 'CreateStack' | 'UpdateStack', Resources: object): Promise<string> {
  const Capabilities = ['CAPABILITY_NAMED_IAM']
  await world.call('cloudformation', operation, { StackName: 's', TemplateBody: JSON.stringify({ Resources }), Capabilities })
  for (;;) {
    const { StackStatus } = (await world.call('cloudformation', 'DescribeStacks', { StackName: 's' })).Stacks[0]
    if (!StackStatus.endsWith('_IN_PROGRESS')) return StackStatus
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}

it('a function has its former code again when its new settings are refused', async () => {
  const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } }
  const resources = (ZipFile: string, MemorySize: number) => ({
    Role: role,
    F: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...{ FunctionName: 'f', Runtime: 'nodejs22.x', Handler: 'index.handler', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
        ...{ Code: { ZipFile }, MemorySize },
      },
    },
  })
  const code = async () => (await world.call('lambda', 'GetFunction', { FunctionName: 'f' })).Configuration.CodeSha256
  expect(await deploy('CreateStack', resources('exports.handler = async () => 1', 128))).toBe('CREATE_COMPLETE')
  const first = await code()
  expect(await deploy('UpdateStack', resources('exports.handler = async () => 2', 1))).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await code()).toBe(first)
  // The way back is over: the same update without what was refused is one, and takes.
  expect(await deploy('UpdateStack', resources('exports.handler = async () => 2', 256))).toBe('UPDATE_COMPLETE')
  expect(await code()).not.toBe(first)
})

it('a role loses the policy that it was given before another was refused', async () => {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }] }
  const inline = (PolicyName: string, PolicyDocument: object) => ({ PolicyName, PolicyDocument })
  const resources = (...Policies: object[]) => ({
    R: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r', AssumeRolePolicyDocument: trust, Policies } },
  })
  const names = async () => (await world.call('iam', 'ListRolePolicies', { RoleName: 'r' })).PolicyNames
  expect(await deploy('CreateStack', resources(inline('a', policy)))).toBe('CREATE_COMPLETE')
  const refused = inline('c', { Version: '2012-10-17', Statement: [{ Effect: 'Perhaps' }] })
  expect(await deploy('UpdateStack', resources(inline('a', policy), inline('b', policy), refused))).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await names()).toEqual(['a'])
  // Nobody can tell which policies this says.
  expect(await deploy('UpdateStack', { R: { ...resources().R, Properties: { ...resources().R.Properties, Policies: 'all' } } })).toBe(
    'UPDATE_ROLLBACK_COMPLETE',
  )
  expect(await names()).toEqual(['a'])
})

it('a parameter has its former value again when its tags are refused, and another version only with another value', async () => {
  const resources = (Value: string, Tags: object) => ({
    P: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'p', Type: 'String', Value, Tags } },
  })
  const shown = async () => {
    const { Value, Version } = (await world.call('ssm', 'GetParameter', { Name: 'p' })).Parameter
    return [Value, Version]
  }
  expect(await deploy('CreateStack', resources('one', {}))).toBe('CREATE_COMPLETE')
  expect(await deploy('UpdateStack', resources('one', { team: 'a' }))).toBe('UPDATE_COMPLETE')
  expect(await shown()).toEqual(['one', 1])
  const { TagList } = await world.call('ssm', 'ListTagsForResource', { ResourceType: 'Parameter', ResourceId: 'p' })
  expect(TagList).toContainEqual({ Key: 'team', Value: 'a' })
  expect(await deploy('UpdateStack', resources('two', { 'aws:team': 'b' }))).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect((await shown())[0]).toBe('one')
})
