import type { OperationContext } from '@pasos/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { refusal } from '../lambda/testing/refusal.ts'

const accountId = '123456789012'
const admin = `arn:aws:iam::${accountId}:role/admin`
let world: Awaited<ReturnType<typeof lambdaWorld>>
let makerId: string

beforeEach(async () => {
  world = await lambdaWorld()
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }
  const made = (RoleName: string) => world.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) })
  await made('admin')
  makerId = (await made('maker')).Role.RoleId
})

const mayPass = (Resource: string) => {
  const statement = { Effect: 'Allow', Action: 'iam:PassRole', Resource }
  const condition = { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } }
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, Condition: condition }] })
  return world.call('iam', 'PutRolePolicy', { RoleName: 'maker', PolicyName: 'p', PolicyDocument })
}

/** The operation, called by a session of the role `maker`. */
async function asMaker(scope: string, operation: string, input: object): Promise<unknown> {
  const context: OperationContext = {
    ...{ requestId: 'r', service: scope, operation, region: 'us-east-1', accountId, signal: new AbortController().signal },
    caller: { accountId, accessKeyId: '', arn: `arn:aws:sts::${accountId}:assumed-role/maker/s`, userId: `${makerId}:s` },
  }
  return world.services.operations.find(service => service.scope === scope)!.operations[operation]!(input as never, context)
}

const integration = (credentials: string) =>
  `{"type":"aws_proxy","httpMethod":"POST","uri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${accountId}:function:f/invocations",${credentials}}`
const document = (integration: string) =>
  `{"openapi":"3.0.1","info":{"title":"t"},"paths":{"/a":{"get":{"x-amazon-apigateway-integration":${integration}}}}}`

const ways: [string, string][] = [
  ['plainly', document(integration(`"credentials":"${admin}"`))],
  ['with letters by their numbers', document(integration(`"credentials":"${admin.replace('arn', '\\u0061rn')}"`))],
  ['under a name with letters by their numbers', document(integration(`"credenti\\u0061ls":"${admin}"`))],
  [
    'in a line of YAML',
    `openapi: 3.0.1\ninfo:\n  title: t\npaths:\n  /a:\n    get:\n      x-amazon-apigateway-integration:\n        type: http_proxy\n        httpMethod: GET\n        uri: https://a.example/\n        credentials: ${admin}\n`,
  ],
  [
    'by an alias in YAML',
    `x: &role ${admin}\nopenapi: 3.0.1\ninfo: { title: t }\npaths:\n  /a:\n    get:\n      x-amazon-apigateway-integration: ${integration('"credentials": *role')}`,
  ],
]

describe.each([
  ['apigateway', 'ImportRestApi', (text: string) => ({ body: Buffer.from(text) })],
  ['apigatewayv2', 'ImportApi', (text: string) => ({ Body: text })],
] as const)('%s %s', (scope, operation, inputOf) => {
  it.each(ways)('wants the permission to pass a role that a document names %s', async (_, text) => {
    expect(await refusal(asMaker(scope, operation, inputOf(text)))).toMatch(
      /^AccessDeniedException: .*is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role\/admin/,
    )
    await mayPass(admin)
    await asMaker(scope, operation, inputOf(text))
  })
})

it('a session of a role is no role that a service may take', () => {
  const trusts = (arn: string) => world.ports.authorizer.trusts(arn, 'apigateway.amazonaws.com', {})
  expect(trusts(admin)).toBe(true)
  expect(trusts(`arn:aws:sts::${accountId}:assumed-role/admin/s`)).toBe(false)
})
