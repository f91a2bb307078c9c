import type { OperationContext } from '@pasos/wire'
import { afterEach, describe, expect, test } from 'vitest'
import { lambdaWorld } from './testing/lambda-world.ts'

type World = Awaited<ReturnType<typeof lambdaWorld>>
const worlds: World[] = []
afterEach(async () => {
  for (const { services } of worlds.splice(0)) await services.close()
})

const publisher = '123456789012'
const user = '210987654321'
const arn = `arn:aws:lambda:us-east-1:${publisher}:layer:shared:1`
const refusal = (of: string, layer = arn) =>
  `User: arn:aws:iam::${of}:root is not authorized to perform: lambda:GetLayerVersion on resource: ${layer} because no resource-based policy allows the lambda:GetLayerVersion action`

/** A layer of one account, and somebody of another one who makes functions there. */
async function layerWorld() {
  const world = await lambdaWorld()
  worlds.push(world)
  const { call } = world
  // biome-ignore lint/suspicious/noExplicitAny: answers of many operations; tests look into them as they know them.
  async function as(accountId: string, scope: string, operation: string, input: object, region = 'us-east-1'): Promise<any> {
    const context: OperationContext = {
      ...{ requestId: 'r', service: scope, operation, region, accountId, signal: new AbortController().signal },
      caller: { accountId, accessKeyId: accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId },
    }
    return world.services.operations.find(service => service.scope === scope)!.operations[operation]!(input, context)
  }
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }]
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await as(user, 'iam', 'CreateRole', { RoleName: 'functions', AssumeRolePolicyDocument })
  const publish = () => call('lambda', 'PublishLayerVersion', { LayerName: 'shared', Content: { ZipFile: Buffer.from('PK layer') } })
  await publish()
  const create = (Layers: string[], FunctionName = 'f', region?: string) =>
    as(
      user,
      'lambda',
      'CreateFunction',
      {
        ...{ FunctionName, Runtime: 'nodejs24.x', Handler: 'main.handler', Role: `arn:aws:iam::${user}:role/functions` },
        ...{ Code: { ZipFile: Buffer.from('PK zip') }, Layers },
      },
      region,
    )
  const grant = (more: object = {}) =>
    call('lambda', 'AddLayerVersionPermission', {
      ...{ LayerName: 'shared', VersionNumber: 1, StatementId: 's', Action: 'lambda:GetLayerVersion', Principal: user, ...more },
    })
  const of = { LayerName: 'shared', VersionNumber: 1 }
  return { ...world, as, publish, create, grant, of }
}

describe('a layer of another account', () => {
  test('lets in as many as a policy of 20 KB holds', async () => {
    const { grant, call, of } = await layerWorld()
    let added = 0
    const all = async () => {
      for (; added < 200; added++) await grant({ StatementId: `s${added}` })
    }
    await expect(all()).rejects.toMatchObject({ code: 'PolicyLengthExceededException' })
    const { Policy } = await call('lambda', 'GetLayerVersionPolicy', of)
    expect(Policy.length).toBeGreaterThan(20_200)
    expect(Policy.length).toBeLessThanOrEqual(20_480)
  })

  test('serves functions of an account that it lets in, until it does no more', async () => {
    const { create, grant, call, as, of } = await layerWorld()
    await expect(create([arn])).rejects.toMatchObject({ code: 'AccessDeniedException', httpStatus: 403, message: refusal(user) })
    const { Statement, RevisionId } = await grant()
    expect(JSON.parse(Statement)).toEqual({
      ...{ Sid: 's', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${user}:root` } },
      ...{ Action: 'lambda:GetLayerVersion', Resource: arn },
    })
    const policy = { Version: '2012-10-17', Id: 'default', Statement: [JSON.parse(Statement)] }
    expect(await call('lambda', 'GetLayerVersionPolicy', of)).toEqual({ Policy: JSON.stringify(policy), RevisionId })
    expect(await create([arn])).toMatchObject({ Layers: [{ Arn: arn, CodeSize: 8 }] })
    await call('lambda', 'RemoveLayerVersionPermission', { ...of, StatementId: 's' })
    await expect(create([arn], 'g')).rejects.toThrow(refusal(user))
    await expect(as(user, 'lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f', Layers: [arn] })).rejects.toThrow(refusal(user))
    await expect(call('lambda', 'GetLayerVersionPolicy', of)).rejects.toThrow('No policy is associated with the given resource.')
  })

  test('serves everybody where it says so, nobody else where it names an account, and of an organization nobody', async () => {
    const { create, grant } = await layerWorld()
    await grant({ StatementId: 'other', Principal: 'arn:aws:iam::999999999999:root' })
    await grant({ StatementId: 'organization', Principal: '*', OrganizationId: 'o-a1b2c3d4e5' })
    await expect(create([arn])).rejects.toThrow(refusal(user))
    await grant({ StatementId: 'all', Principal: '*' })
    expect(await create([arn])).toMatchObject({ FunctionName: 'f' })
  })

  test('that is only on AWS is refused as AWS refuses it, with what to do', async () => {
    const { create, grant } = await layerWorld()
    const insights = 'arn:aws:lambda:us-east-1:580247275435:layer:LambdaInsightsExtension:55'
    await expect(create([insights])).rejects.toThrow(`${refusal(user, insights)}. This server has no such layer: fetch it from AWS`)
    await grant()
    await expect(create([arn], 'f', 'eu-west-1')).rejects.toMatchObject({ message: refusal(user) })
    const own = arn.replace(publisher, user)
    await expect(create([own])).rejects.toThrow(`Layer version ${own} does not exist.`)
  })

  test('has permissions that AWS would take', async () => {
    const { grant, call, of } = await layerWorld()
    const first = await grant()
    const bad: [object, string][] = [
      [{ StatementId: 's' }, 'The statement id (s) provided already exists.'],
      [{ StatementId: 'a b' }, "at 'statementId'"],
      [{ Action: 'lambda:*' }, "at 'action'"],
      [{ Principal: 'lambda.amazonaws.com' }, "at 'principal'"],
      [{ Principal: '*', OrganizationId: 'x' }, "at 'organizationId'"],
      [{ OrganizationId: 'o-a1b2c3d4e5' }, 'An organization ID can only be specified'],
      [{ VersionNumber: 2 }, 'The resource you requested does not exist.'],
      [{ RevisionId: 'old' }, 'The Revision Id provided does not match'],
    ]
    for (const [more, message] of bad) await expect(grant({ StatementId: 't', ...more })).rejects.toThrow(message)
    await grant({ StatementId: 't', RevisionId: first.RevisionId })
    const gone = call('lambda', 'RemoveLayerVersionPermission', { ...of, StatementId: 'u' })
    await expect(gone).rejects.toThrow('Statement u is not found in resource policy.')
  })
})

test('a version that is deleted is there for the functions that have it, and for nobody else', async () => {
  const { create, grant, call, publish, as, host, of } = await layerWorld()
  await grant()
  await create([arn])
  await call('lambda', 'DeleteLayerVersion', of)
  await call('lambda', 'DeleteLayerVersion', of)
  await expect(call('lambda', 'GetLayerVersion', of)).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
  await expect(call('lambda', 'GetLayerVersionByArn', { Arn: arn })).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
  expect((await call('lambda', 'ListLayerVersions', { LayerName: 'shared' })).LayerVersions).toEqual([])
  expect((await call('lambda', 'ListLayers', {})).Layers).toEqual([])
  expect(await as(user, 'lambda', 'GetFunctionConfiguration', { FunctionName: 'f' })).toMatchObject({ Layers: [{ CodeSize: 8 }] })
  await as(user, 'lambda', 'Invoke', { FunctionName: 'f', Payload: Buffer.from('{}') })
  expect(host.invocations).toHaveLength(1)
  expect(await publish()).toMatchObject({ Version: 2 })
  const again = as(publisher, 'lambda', 'CreateFunction', {
    ...{ FunctionName: 'own', Runtime: 'nodejs24.x', Handler: 'main.handler', Role: `arn:aws:iam::${publisher}:role/functions` },
    ...{ Code: { ZipFile: Buffer.from('PK zip') }, Layers: [arn] },
  })
  await expect(again).rejects.toThrow(`Layer version ${arn} does not exist.`)
})
