import type { Json, JsonObject } from '@pasos/asl'
import { model, requestValidator } from './api-gateway-models.ts'
import { gatewayResponse } from './api-gateway-responses.ts'
import { storedBytes } from './object-bytes.ts'
import {
  documentText,
  type Made,
  only,
  type ResourceContext,
  type ResourceType,
  removed,
  retagged,
  smallLetters,
  tagMap,
  taken,
} from './resource-type.ts'

/** Members of an API that have these names in the operation too, but for their first letter. */
const settings = [
  ...['BinaryMediaTypes', 'CloneFrom', 'Description', 'DisableExecuteApiEndpoint', 'EndpointAccessMode', 'MinimumCompressionSize'],
  ...['SecurityPolicy', 'Version'],
]

const restApi: ResourceType = {
  properties: [
    ...['ApiKeySourceType', 'Body', 'BodyS3Location', 'EndpointConfiguration', 'FailOnWarnings', 'Mode', 'Name', 'Parameters', 'Policy'],
    ...['Tags', ...settings],
  ],
  replacedBy: ['CloneFrom', 'EndpointConfiguration', 'EndpointAccessMode', 'SecurityPolicy'],
  async create(context, properties) {
    const { Name, EndpointConfiguration, Policy, ApiKeySourceType: apiKeySource } = properties
    const body = await documentOf(context, properties)
    if (body === undefined && Name === undefined) throw new Error('Either Name or Body must be specified.')
    const { id, rootResourceId } = await context.call('apigateway', 'CreateRestApi', {
      ...{ name: Name ?? context.chosenName, tags: tagMap(context, properties['Tags']) },
      ...withSmallNames(only(properties, settings)),
      ...(apiKeySource !== undefined && { apiKeySource }),
      ...(EndpointConfiguration !== undefined && { endpointConfiguration: smallLetters(EndpointConfiguration) }),
      ...(Policy !== undefined && { policy: documentText(Policy) }),
    })
    if (body === undefined) return madeApi(id, rootResourceId)
    context.begun(id)
    return described(context, id, properties, {}, body)
  },
  async update(context, restApiId, properties, before) {
    const made = await described(context, restApiId, properties, before, await documentOf(context, properties))
    await retag(context, restApiId, properties)
    return made
  },
  remove: (context, restApiId) => removed(context.call('apigateway', 'DeleteRestApi', { restApiId })),
}

/** Laid over with its document, and called as the template says. */
async function described(
  ...[context, restApiId, properties, before, body]: [ResourceContext, string, JsonObject, JsonObject, Buffer | undefined]
): Promise<Made> {
  const { Name, Description, Mode: mode = 'overwrite', Policy, Parameters: parameters, FailOnWarnings: failOnWarnings } = properties
  const more = { ...(parameters !== undefined && { parameters }), ...(failOnWarnings !== undefined && { failOnWarnings }) }
  if (body !== undefined) await context.call('apigateway', 'PutRestApi', { restApiId, mode, body, ...more })
  const set = (path: string, value: unknown) => ({ op: 'replace', path, value })
  const initial = { DisableExecuteApiEndpoint: false, MinimumCompressionSize: '', Version: '' }
  const { DisableExecuteApiEndpoint, MinimumCompressionSize: size, Version } = { ...taken(initial, properties, before), ...properties }
  const listed = (of: JsonObject) => ((of['BinaryMediaTypes'] ?? []) as Json[]).map(String)
  const media = (op: string) => (type: string) => ({ op, path: `/binaryMediaTypes/${type.replace('/', '~1')}` })
  // What a document has not said it has taken away.
  const gone = body === undefined ? listed(before).filter(type => !listed(properties).includes(type)) : []
  const patchOperations = [
    ...(body === undefined || Name !== undefined ? [set('/name', Name ?? context.chosenName)] : []),
    ...(body === undefined || Description !== undefined ? [set('/description', Description ?? '')] : []),
    ...(body === undefined || Policy !== undefined ? [set('/policy', Policy === undefined ? '' : documentText(Policy))] : []),
    ...(DisableExecuteApiEndpoint === undefined ? [] : [set('/disableExecuteApiEndpoint', String(DisableExecuteApiEndpoint))]),
    ...(size === undefined ? [] : [set('/minimumCompressionSize', String(size))]),
    ...(Version === undefined ? [] : [set('/version', Version)]),
    ...gone.map(media('remove')),
    ...listed(properties).map(media('add')),
  ]
  const { rootResourceId } = await context.call('apigateway', 'UpdateRestApi', { restApiId, patchOperations })
  return madeApi(restApiId, rootResourceId)
}

function retag(context: ResourceContext, place: string, { Tags }: JsonObject): Promise<void> {
  const resourceArn = `arn:${context.partition}:apigateway:${context.region}::/restapis/${place}`
  return retagged(context, { scope: 'apigateway', read: 'GetTags', named: { resourceArn }, isSmall: true }, tagMap(context, Tags))
}

function madeApi(id: string, rootResourceId: string): Made {
  return { id, attributes: { RootResourceId: rootResourceId, RestApiId: id } }
}

async function documentOf(context: ResourceContext, { Body, BodyS3Location }: JsonObject): Promise<Buffer | undefined> {
  if (Body !== undefined) return Buffer.from(documentText(Body))
  if (BodyS3Location === undefined) return undefined
  return storedBytes(context, BodyS3Location as JsonObject)
}

const resource: ResourceType = {
  properties: ['RestApiId', 'ParentId', 'PathPart'],
  replacedBy: ['RestApiId', 'ParentId', 'PathPart'],
  async create(context, { RestApiId: restApiId, ParentId: parentId, PathPart: pathPart }) {
    const { id } = await context.call('apigateway', 'CreateResource', { restApiId, parentId, pathPart })
    return { id, attributes: { ResourceId: id } }
  },
  update: async (_context, id) => ({ id, attributes: { ResourceId: id } }),
  remove: (context, resourceId, { RestApiId: restApiId }) =>
    removed(context.call('apigateway', 'DeleteResource', { restApiId, resourceId })),
}

function placeOf({ RestApiId: restApiId, ResourceId: resourceId, HttpMethod: httpMethod }: JsonObject): object {
  return { restApiId, resourceId, httpMethod }
}

/** A method is put as a whole, with its integration and answers. */
const method: ResourceType = {
  properties: [
    ...['RestApiId', 'ResourceId', 'HttpMethod', 'AuthorizationType', 'ApiKeyRequired', 'OperationName', 'RequestParameters'],
    ...['AuthorizationScopes', 'AuthorizerId', 'RequestModels', 'RequestValidatorId', 'Integration', 'MethodResponses'],
  ],
  replacedBy: ['RestApiId', 'ResourceId', 'HttpMethod'],
  async create(context, properties) {
    if (context.isRepeated) await method.remove(context, '', properties)
    await putMethod(context, properties)
    return { id: context.chosenName }
  },
  async update(context, id, properties) {
    await method.remove(context, id, properties)
    await putMethod(context, properties)
    return { id }
  },
  remove: (context, _id, properties) => removed(context.call('apigateway', 'DeleteMethod', placeOf(properties))),
}

async function putMethod(context: ResourceContext, properties: JsonObject): Promise<void> {
  const place = placeOf(properties)
  const {
    AuthorizationType = 'NONE',
    Integration,
    MethodResponses = [],
    RestApiId: _,
    ResourceId: __,
    HttpMethod: ___,
    ...rest
  } = properties
  await context.call('apigateway', 'PutMethod', { ...place, authorizationType: AuthorizationType, ...withSmallNames(rest) })
  for (const { StatusCode, ResponseParameters, ResponseModels } of MethodResponses as JsonObject[]) {
    await context.call('apigateway', 'PutMethodResponse', {
      ...{ ...place, statusCode: String(StatusCode) },
      ...(ResponseParameters !== undefined && { responseParameters: ResponseParameters }),
      ...(ResponseModels !== undefined && { responseModels: ResponseModels }),
    })
  }
  if (Integration === undefined) return
  const { IntegrationResponses = [], IntegrationHttpMethod, ...integration } = Integration as JsonObject
  await context.call('apigateway', 'PutIntegration', {
    ...{ ...withSmallNames(integration), ...place },
    ...(IntegrationHttpMethod !== undefined && { integrationHttpMethod: IntegrationHttpMethod }),
  })
  for (const response of IntegrationResponses as JsonObject[]) {
    const { statusCode, ...answer } = withSmallNames(response)
    await context.call('apigateway', 'PutIntegrationResponse', { ...answer, ...place, statusCode: String(statusCode) })
  }
}

/** Names of the members alone: maps within have the author's own. */
function withSmallNames(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.charAt(0).toLowerCase() + name.slice(1), member]))
}

/** Of what a deployment may say of the stage that it makes. */
const stageDescribed = ['Variables', 'TracingEnabled', 'CacheClusterEnabled', 'CacheClusterSize']

const deployment: ResourceType = {
  properties: ['RestApiId', 'StageName', 'Description', 'StageDescription', 'DeploymentCanarySettings'],
  replacedBy: ['RestApiId', 'StageName', 'StageDescription', 'DeploymentCanarySettings'],
  async create(context, { RestApiId: restApiId, StageName, Description, StageDescription = {}, DeploymentCanarySettings: canary }) {
    const { Description: stageDescription, ...described } = StageDescription as JsonObject
    const strange = Object.keys(described).find(name => !stageDescribed.includes(name))
    if (strange !== undefined) throw new Error(`${strange} in StageDescription is not served here.`)
    const { id } = await context.call('apigateway', 'CreateDeployment', {
      ...{ restApiId, ...withSmallNames(only({ StageName: StageName!, Description: Description! }, ['StageName', 'Description'])) },
      ...{ ...withSmallNames(described), ...(stageDescription !== undefined && { stageDescription }) },
      ...(canary !== undefined && { canarySettings: smallLetters(canary) }),
    })
    return { id, attributes: { DeploymentId: id } }
  },
  async update(context, deploymentId, { RestApiId: restApiId, Description = '' }) {
    const patchOperations = [{ op: 'replace', path: '/description', value: Description }]
    await context.call('apigateway', 'UpdateDeployment', { restApiId, deploymentId, patchOperations })
    return { id: deploymentId, attributes: { DeploymentId: deploymentId } }
  },
  async remove(context, deploymentId, { RestApiId: restApiId, StageName: stageName }) {
    if (stageName !== undefined) await removed(context.call('apigateway', 'DeleteStage', { restApiId, stageName }))
    await removed(context.call('apigateway', 'DeleteDeployment', { restApiId, deploymentId }))
  },
}

const stageMembers = [
  ...['DeploymentId', 'Description', 'Variables', 'TracingEnabled', 'CacheClusterEnabled', 'CacheClusterSize', 'DocumentationVersion'],
]

/** What is written and counted of calls is what the server writes and counts of all; a call that is not bounded would be believed to be. */
function checkMethods({ MethodSettings = [] }: JsonObject): void {
  const bounds = ['ThrottlingBurstLimit', 'ThrottlingRateLimit', 'CachingEnabled']
  for (const settings of MethodSettings as JsonObject[]) {
    const bound = bounds.find(name => !['undefined', 'false', '-1'].includes(String(settings[name])))
    if (bound !== undefined) throw new Error(`${bound} of methods is not served here.`)
  }
}

function withoutEffect(properties: JsonObject): { reason?: string } {
  const names = ['AccessLogSetting', 'MethodSettings'].filter(name => properties[name] !== undefined)
  return names.length === 0 ? {} : { reason: `Without effect here: ${names.join(', ')}` }
}

const stage: ResourceType = {
  properties: ['RestApiId', 'StageName', 'Tags', 'CanarySetting', 'AccessLogSetting', 'MethodSettings', ...stageMembers],
  replacedBy: ['RestApiId', 'StageName'],
  async create(context, properties) {
    const { RestApiId: restApiId, StageName: stageName = 'Stage', CanarySetting: canary } = properties
    checkMethods(properties)
    await context.call('apigateway', 'CreateStage', {
      ...{ restApiId, stageName, ...withSmallNames(only(properties, stageMembers)), tags: tagMap(context, properties['Tags']) },
      ...(canary !== undefined && { canarySettings: smallLetters(canary) }),
    })
    return { id: String(stageName), ...withoutEffect(properties) }
  },
  async update(context, stageName, properties, before) {
    const { RestApiId: restApiId, DeploymentId, Description = '', Variables = {}, TracingEnabled = false } = properties
    checkMethods(properties)
    const gone = Object.keys((before['Variables'] ?? {}) as JsonObject).filter(name => !Object.hasOwn(Variables as JsonObject, name))
    const patchOperations = [
      { op: 'replace', path: '/deploymentId', value: DeploymentId },
      { op: 'replace', path: '/description', value: Description },
      { op: 'replace', path: '/tracingEnabled', value: String(TracingEnabled) },
      ...gone.map(name => ({ op: 'remove', path: `/variables/${name}` })),
      ...Object.entries(Variables as JsonObject).map(([name, value]) => ({ op: 'replace', path: `/variables/${name}`, value })),
    ]
    await context.call('apigateway', 'UpdateStage', { restApiId, stageName, patchOperations })
    await retag(context, `${restApiId}/stages/${stageName}`, properties)
    return { id: stageName, ...withoutEffect(properties) }
  },
  remove: (context, stageName, { RestApiId: restApiId }) => removed(context.call('apigateway', 'DeleteStage', { restApiId, stageName })),
}

export const apiGatewayTypes: Record<string, ResourceType> = {
  'AWS::ApiGateway::RestApi': restApi,
  'AWS::ApiGateway::Resource': resource,
  'AWS::ApiGateway::Method': method,
  'AWS::ApiGateway::Deployment': deployment,
  'AWS::ApiGateway::Stage': stage,
  'AWS::ApiGateway::Model': model,
  'AWS::ApiGateway::GatewayResponse': gatewayResponse,
  'AWS::ApiGateway::RequestValidator': requestValidator,
}
