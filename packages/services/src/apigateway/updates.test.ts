import { beforeEach, describe, expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { refusal } from '../lambda/testing/refusal.ts'

let world: Awaited<ReturnType<typeof lambdaWorld>>
let restApiId: string
let resourceId: string
let place: { restApiId: string; resourceId: string; httpMethod: string }

const call = (operation: string, input: object) => world.call('apigateway', operation, input)
const patch = (op: string, path: string, value?: string) => ({ op, path, ...(value !== undefined && { value }) })

beforeEach(async () => {
  world = await lambdaWorld()
  const api = await call('CreateRestApi', { name: 'shop', binaryMediaTypes: ['image/png'] })
  restApiId = api.id
  resourceId = (await call('CreateResource', { restApiId, parentId: api.rootResourceId, pathPart: 'pets' })).id
  place = { restApiId, resourceId, httpMethod: 'POST' }
  await call('PutMethod', { ...place, authorizationType: 'NONE', requestParameters: { 'method.request.header.A': true } })
  await call('PutIntegration', { ...place, type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode": 200}' } })
  await call('PutIntegrationResponse', { ...place, statusCode: '200', selectionPattern: 'a.*' })
  await call('PutMethodResponse', { ...place, statusCode: '200' })
})

describe('patches', () => {
  it('change an API, in their order, and are there for whoever reads it next', async () => {
    const patchOperations = [
      ...[patch('replace', '/name', 'one'), patch('replace', '/name', 'market'), patch('replace', '/description', 'd')],
      ...[patch('add', '/binaryMediaTypes/image~1gif'), patch('remove', '/binaryMediaTypes/image~1png')],
      ...[patch('replace', '/endpointConfiguration/types/EDGE', 'REGIONAL'), patch('replace', '/disableExecuteApiEndpoint', 'true')],
    ]
    const expected = {
      ...{ name: 'market', description: 'd', binaryMediaTypes: ['image/gif'], disableExecuteApiEndpoint: true },
      endpointConfiguration: { types: ['REGIONAL'] },
    }
    expect(await call('UpdateRestApi', { restApiId, patchOperations })).toMatchObject(expected)
    expect(await call('GetRestApi', { restApiId })).toMatchObject(expected)
  })

  it('take away what they empty, and keep what they do not name', async () => {
    await call('UpdateMethod', { ...place, patchOperations: [patch('add', '/requestParameters/method.request.querystring.q', 'false')] })
    expect(await call('GetMethod', place)).toMatchObject({
      requestParameters: { 'method.request.header.A': true, 'method.request.querystring.q': false },
      methodIntegration: { type: 'MOCK', integrationResponses: { 200: { selectionPattern: 'a.*' } } },
    })
    const names = ['header.A', 'querystring.q']
    const patchOperations = names.map(name => patch('remove', `/requestParameters/method.request.${name}`))
    expect(await call('UpdateMethod', { ...place, patchOperations })).not.toHaveProperty('requestParameters')
  })

  it('change an integration, its answers and those of its method', async () => {
    const template = patch('replace', '/requestTemplates/application~1json', '{"statusCode": 201}')
    await call('UpdateIntegration', { ...place, patchOperations: [template, patch('replace', '/timeoutInMillis', '1000')] })
    const response = { ...place, statusCode: '200' }
    await call('UpdateIntegrationResponse', {
      ...response,
      patchOperations: [patch('add', '/responseTemplates/text~1plain', 'x'), patch('remove', '/selectionPattern')],
    })
    await call('UpdateMethodResponse', { ...response, patchOperations: [patch('add', '/responseModels/text~1plain', 'Empty')] })
    expect(await call('GetMethod', place)).toMatchObject({
      methodResponses: { 200: { responseModels: { 'text/plain': 'Empty' } } },
      methodIntegration: {
        ...{ timeoutInMillis: 1000, requestTemplates: { 'application/json': '{"statusCode": 201}' } },
        integrationResponses: { 200: { statusCode: '200', responseTemplates: { 'text/plain': 'x' } } },
      },
    })
    expect(await call('GetIntegrationResponse', response)).not.toHaveProperty('selectionPattern')
  })

  it('move a resource with all below it, but not below itself, nor where another is', async () => {
    const child = await call('CreateResource', { restApiId, parentId: resourceId, pathPart: '{id}' })
    const other = await call('CreateResource', { restApiId, parentId: child.id, pathPart: 'toys' })
    await call('UpdateResource', { restApiId, resourceId, patchOperations: [patch('replace', '/pathPart', 'animals')] })
    expect(await call('GetResource', { restApiId, resourceId: other.id })).toMatchObject({ path: '/animals/{id}/toys' })
    const below = [patch('replace', '/parentId', other.id)]
    expect(await refusal(call('UpdateResource', { restApiId, resourceId, patchOperations: below }))).toContain('below itself')
    await call('UpdateResource', { restApiId, resourceId: other.id, patchOperations: [patch('replace', '/parentId', resourceId)] })
    const taken = [patch('replace', '/pathPart', 'toys')]
    expect(await refusal(call('UpdateResource', { restApiId, resourceId: child.id, patchOperations: taken }))).toMatch(/^ConflictExc/)
    // Its own name is in nobody's way.
    await call('UpdateResource', { restApiId, resourceId: other.id, patchOperations: taken })
  })

  it('point a stage to another deployment and set its variables', async () => {
    const [first, second] = [await call('CreateDeployment', { restApiId }), await call('CreateDeployment', { restApiId })]
    await call('CreateStage', { restApiId, stageName: 'prod', deploymentId: first.id, variables: { a: '1' } })
    const patchOperations = [
      ...[patch('replace', '/deploymentId', second.id), patch('replace', '/variables/b', '2'), patch('remove', '/variables/a')],
      patch('replace', '/tracingEnabled', 'true'),
    ]
    expect(await call('UpdateStage', { restApiId, stageName: 'prod', patchOperations })).toMatchObject({
      ...{ deploymentId: second.id, variables: { b: '2' }, tracingEnabled: true },
    })
    await call('UpdateDeployment', { restApiId, deploymentId: second.id, patchOperations: [patch('replace', '/description', 'now')] })
    expect(await call('GetDeployment', { restApiId, deploymentId: second.id })).toMatchObject({ description: 'now' })
  })

  it.each<[operation: string, patches: ReturnType<typeof patch>, problem: RegExp]>([
    [
      'UpdateRestApi',
      patch('replace', '/tags/a', 'b'),
      /Invalid patch path {2}'\/tags\/a' specified for op 'replace'. Must be one of: \[.*\/name/,
    ],
    ['UpdateRestApi', patch('move', '/name', 'x'), /Invalid patch path/],
    ['UpdateRestApi', patch('replace', '/name', ''), /name cannot be empty/],
    ['UpdateRestApi', patch('replace', '/policy', '{'), /Invalid policy document/],
    ['UpdateRestApi', patch('replace', '/endpointConfiguration/types/EDGE', 'PRIVATE'), /not served/],
    ['UpdateMethod', patch('replace', '/authorizationType', 'CUSTOM'), /not served/],
    ['UpdateMethod', patch('replace', '/apiKeyRequired', 'true'), /not served/],
    ['UpdateMethod', patch('replace', '/apiKeyRequired', 'maybe'), /Invalid boolean/],
    ['UpdateMethod', patch('add', '/requestParameters/header.A', 'true'), /Invalid mapping expression/],
    ['UpdateIntegration', patch('replace', '/timeoutInMillis', 'soon'), /Timeout should be/],
    ['UpdateIntegration', patch('replace', '/requestTemplates/a~1b', '#set($a = )'), /./],
    ['UpdateIntegration', patch('replace', '/connectionType', 'VPC_LINK'), /not served/],
  ])('%s refuses %j and changes nothing', async (operation, bad, problem) => {
    const before = [await call('GetRestApi', { restApiId }), await call('GetMethod', place)]
    const good = operation === 'UpdateRestApi' ? patch('replace', '/name', 'half') : []
    const refused = await refusal(call(operation, { ...place, patchOperations: [good, bad].flat() }))
    expect(refused).toMatch(/^BadRequestException: /)
    expect(refused).toMatch(problem)
    expect([await call('GetRestApi', { restApiId }), await call('GetMethod', place)]).toEqual(before)
  })

  it('refuse a stage of a deployment that is not there, and the root', async () => {
    const { id } = await call('CreateDeployment', { restApiId, stageName: 'prod' })
    const patchOperations = [patch('replace', '/deploymentId', 'none00')]
    expect(await refusal(call('UpdateStage', { restApiId, stageName: 'prod', patchOperations }))).toMatch(/^NotFoundException/)
    expect(await call('GetStage', { restApiId, stageName: 'prod' })).toMatchObject({ deploymentId: id })
    const { rootResourceId } = await call('GetRestApi', { restApiId })
    const root = { restApiId, resourceId: rootResourceId, patchOperations: [patch('replace', '/pathPart', 'x')] }
    expect(await refusal(call('UpdateResource', root))).toMatch(/^BadRequestException: Root/)
  })
})
