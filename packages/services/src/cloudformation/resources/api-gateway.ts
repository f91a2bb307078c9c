import type { JsonObject } from '@pasos/asl'
import { storedBytes } from './object-bytes.ts'
import { documentText, type Made, type ResourceContext, type ResourceType, removed, smallLetters, tagMap } from './resource-type.ts'

const restApi: ResourceType = {
  replacedBy: ['CloneFrom', 'EndpointConfiguration', 'BinaryMediaTypes', 'Policy'],
  async create(context, properties) {
    const { Name, Description: description, BinaryMediaTypes: binaryMediaTypes, EndpointConfiguration, Policy } = properties
    const body = await documentOf(context, properties)
    if (body === undefined && Name === undefined) throw new Error('Either Name or Body must be specified.')
    const { id, rootResourceId } = await context.call('apigateway', 'CreateRestApi', {
      ...{ name: Name ?? context.chosenName, tags: tagMap(context, properties['Tags']) },
      ...(description !== undefined && { description }),
      ...(binaryMediaTypes !== undefined && { binaryMediaTypes }),
      ...(EndpointConfiguration !== undefined && { endpointConfiguration: smallLetters(EndpointConfiguration) }),
      ...(Policy !== undefined && { policy: documentText(Policy) }),
    })
    if (body === undefined) return madeApi(id, rootResourceId)
    context.begun(id)
    return described(context, id, properties, body)
  },
  async update(context, restApiId, properties) {
    return described(context, restApiId, properties, await documentOf(context, properties))
  },
  remove: (context, restApiId) => removed(context.call('apigateway', 'DeleteRestApi', { restApiId })),
}

/** Laid over with its document, and called as the template says. */
async function described(context: ResourceContext, restApiId: string, properties: JsonObject, body: Buffer | undefined): Promise<Made> {
  const { Name, Description, Mode = 'overwrite', BinaryMediaTypes = [], Policy } = properties
  if (body !== undefined) await context.call('apigateway', 'PutRestApi', { restApiId, mode: Mode, body })
  const set = (path: string, value: unknown) => ({ op: 'replace', path, value })
  const patchOperations = [
    ...(body === undefined || Name !== undefined ? [set('/name', Name ?? context.chosenName)] : []),
    ...(body === undefined || Description !== undefined ? [set('/description', Description ?? '')] : []),
    // The document has taken them away where it says nothing of them.
    ...(body === undefined || Policy === undefined ? [] : [set('/policy', documentText(Policy))]),
    ...(body === undefined
      ? []
      : (BinaryMediaTypes as string[]).map(type => ({ op: 'add', path: `/binaryMediaTypes/${type.replace('/', '~1')}` }))),
  ]
  const { rootResourceId } = await context.call('apigateway', 'UpdateRestApi', { restApiId, patchOperations })
  return madeApi(restApiId, rootResourceId)
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
  const { AuthorizationType = 'NONE', Integration, MethodResponses = [], OperationName, RequestParameters, ApiKeyRequired } = properties
  await context.call('apigateway', 'PutMethod', {
    ...{ ...place, authorizationType: AuthorizationType },
    ...(ApiKeyRequired !== undefined && { apiKeyRequired: ApiKeyRequired }),
    ...(OperationName !== undefined && { operationName: OperationName }),
    ...(RequestParameters !== undefined && { requestParameters: RequestParameters }),
  })
  for (const { StatusCode, ResponseParameters, ResponseModels } of MethodResponses as JsonObject[]) {
    await context.call('apigateway', 'PutMethodResponse', {
      ...{ ...place, statusCode: String(StatusCode) },
      ...(ResponseParameters !== undefined && { responseParameters: ResponseParameters }),
      ...(ResponseModels !== undefined && { responseModels: ResponseModels }),
    })
  }
  if (Integration === undefined) return
  const { IntegrationResponses = [], IntegrationHttpMethod, ...rest } = Integration as JsonObject
  await context.call('apigateway', 'PutIntegration', {
    ...{ ...withSmallNames(rest), ...place },
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

const deployment: ResourceType = {
  replacedBy: ['RestApiId', 'StageName', 'StageDescription', 'DeploymentCanarySettings'],
  async create(context, { RestApiId: restApiId, StageName: stageName, Description: description }) {
    const input = { restApiId, ...(stageName !== undefined && { stageName }), ...(description !== undefined && { description }) }
    const { id } = await context.call('apigateway', 'CreateDeployment', input)
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

const stage: ResourceType = {
  replacedBy: ['RestApiId', 'StageName'],
  async create(context, properties) {
    const {
      RestApiId: restApiId,
      StageName: stageName = 'Stage',
      DeploymentId: deploymentId,
      Description,
      Variables,
      TracingEnabled,
    } = properties
    await context.call('apigateway', 'CreateStage', {
      ...{ restApiId, stageName, deploymentId, tags: tagMap(context, properties['Tags']) },
      ...(Description !== undefined && { description: Description }),
      ...(Variables !== undefined && { variables: Variables }),
      ...(TracingEnabled !== undefined && { tracingEnabled: TracingEnabled }),
    })
    return { id: String(stageName) }
  },
  async update(context, stageName, properties, before) {
    const { RestApiId: restApiId, DeploymentId, Description = '', Variables = {}, TracingEnabled = false } = properties
    const gone = Object.keys((before['Variables'] ?? {}) as JsonObject).filter(name => !Object.hasOwn(Variables as JsonObject, name))
    const patchOperations = [
      { op: 'replace', path: '/deploymentId', value: DeploymentId },
      { op: 'replace', path: '/description', value: Description },
      { op: 'replace', path: '/tracingEnabled', value: String(TracingEnabled) },
      ...gone.map(name => ({ op: 'remove', path: `/variables/${name}` })),
      ...Object.entries(Variables as JsonObject).map(([name, value]) => ({ op: 'replace', path: `/variables/${name}`, value })),
    ]
    await context.call('apigateway', 'UpdateStage', { restApiId, stageName, patchOperations })
    return { id: stageName }
  },
  remove: (context, stageName, { RestApiId: restApiId }) => removed(context.call('apigateway', 'DeleteStage', { restApiId, stageName })),
}

export const apiGatewayTypes: Record<string, ResourceType> = {
  'AWS::ApiGateway::RestApi': restApi,
  'AWS::ApiGateway::Resource': resource,
  'AWS::ApiGateway::Method': method,
  'AWS::ApiGateway::Deployment': deployment,
  'AWS::ApiGateway::Stage': stage,
}
