import type { JsonObject } from '@pasos/asl'
import { storedBytes } from './object-bytes.ts'
import {
  documentText,
  type Made,
  only,
  type ResourceContext,
  type ResourceType,
  removed,
  retagged,
  tagMap,
  taken,
} from './resource-type.ts'

const apiMembers = [
  ...['CorsConfiguration', 'CredentialsArn', 'Description', 'DisableExecuteApiEndpoint', 'IpAddressType', 'Name', 'RouteKey'],
  ...['RouteSelectionExpression', 'Target', 'Version'],
]

const api: ResourceType = {
  properties: [
    ...[...apiMembers, 'ApiKeySelectionExpression', 'BasePath', 'Body', 'BodyS3Location', 'DisableSchemaValidation', 'FailOnWarnings'],
    ...['ProtocolType', 'Tags'],
  ],
  replacedBy: ['ProtocolType', 'Target', 'RouteKey', 'CredentialsArn'],
  async create(context, properties) {
    const { ProtocolType = 'HTTP', Name = context.chosenName } = properties
    const Tags = tagMap(context, properties['Tags'])
    const document = await documentOf(context, properties)
    if (document === undefined) {
      return madeApi(await context.call('apigatewayv2', 'CreateApi', { ...only(properties, apiMembers), ProtocolType, Name, Tags }))
    }
    const made = await context.call('apigatewayv2', 'ImportApi', document)
    context.begun(made.ApiId)
    return described(context, made, properties)
  },
  async update(context, ApiId, properties, before) {
    const document = await documentOf(context, properties)
    if (document !== undefined) {
      return described(context, await context.call('apigatewayv2', 'ReimportApi', { ApiId, ...document }), properties)
    }
    if (before['CorsConfiguration'] !== undefined && properties['CorsConfiguration'] === undefined) {
      await context.call('apigatewayv2', 'DeleteCorsConfiguration', { ApiId })
    }
    const { Target: _, RouteKey: __, CredentialsArn: ___, ...input } = only(properties, apiMembers)
    const { Name = context.chosenName, Description = '' } = properties
    const gone = taken({ Version: '', DisableExecuteApiEndpoint: false, IpAddressType: 'ipv4' }, properties, before)
    const changed = await context.call('apigatewayv2', 'UpdateApi', { ApiId, ...gone, ...input, Name, Description })
    await retag(context, ApiId, properties)
    return madeApi(changed)
  },
  remove: (context, ApiId) => removed(context.call('apigatewayv2', 'DeleteApi', { ApiId })),
}

/** What an API is imported from, where it has a document. */
async function documentOf(context: ResourceContext, { Body, BodyS3Location, BasePath, FailOnWarnings }: JsonObject) {
  if (Body === undefined && BodyS3Location === undefined) return undefined
  const stored = Body === undefined ? await storedBytes(context, BodyS3Location as JsonObject) : undefined
  return {
    Body: stored ? stored.toString('utf8') : documentText(Body!),
    ...(BasePath !== undefined && { Basepath: BasePath }),
    ...(FailOnWarnings !== undefined && { FailOnWarnings: FailOnWarnings === true || FailOnWarnings === 'true' }),
  }
}

/** What the template says beside the document counts more. */
async function described(context: ResourceContext, api: { ApiId: string; ApiEndpoint: string; Tags?: object }, properties: JsonObject) {
  const { ApiId } = api
  const own = only(properties, ['CorsConfiguration', 'Description', 'DisableExecuteApiEndpoint', 'Name', 'Version'])
  if (Object.keys(own).length > 0) await context.call('apigatewayv2', 'UpdateApi', { ApiId, ...own })
  await retag(context, ApiId, { ...properties, Tags: { ...(api.Tags as JsonObject), ...((properties['Tags'] ?? {}) as JsonObject) } })
  return madeApi(api)
}

function madeApi({ ApiId, ApiEndpoint }: { ApiId: string; ApiEndpoint: string }): Made {
  return { id: ApiId, attributes: { ApiId, ApiEndpoint } }
}

function retag(context: ResourceContext, place: string, { Tags }: JsonObject): Promise<void> {
  const ResourceArn = `arn:${context.partition}:apigateway:${context.region}::/apis/${place}`
  return retagged(context, { scope: 'apigatewayv2', read: 'GetTags', named: { ResourceArn } }, tagMap(context, Tags))
}

/** A part of an API that has an id of its own, its properties those of the operations. */
function partOf(
  what: 'Integration' | 'Route' | 'Deployment' | 'Authorizer',
  { members, emptied }: { members: readonly string[]; emptied: JsonObject },
): ResourceType {
  const idMember = `${what}Id`
  return {
    properties: ['ApiId', ...members],
    replacedBy: ['ApiId'],
    async create(context, properties) {
      const made = await context.call('apigatewayv2', `Create${what}`, properties)
      return { id: made[idMember], attributes: { [idMember]: made[idMember] } }
    },
    async update(context, id, properties, before) {
      // What a template does not say any more is as if it had never been said.
      const gone = taken(emptied, properties, before)
      const parameters = {
        ...withoutFormer(properties, before, 'RequestParameters', ''),
        ...withoutFormer(properties, before, 'ResponseParameters', {}),
      }
      const { StageName: _, ...input } = properties
      await context.call('apigatewayv2', `Update${what}`, { ...gone, ...input, ...parameters, [idMember]: id })
      return { id, attributes: { [idMember]: id } }
    },
    remove: (context, id, { ApiId }) => removed(context.call('apigatewayv2', `Delete${what}`, { ApiId, [idMember]: id })),
  }
}

/** The entries of a map, and those that were there before with the value that takes them away. */
function withoutFormer(properties: JsonObject, before: JsonObject, name: string, gone: string | JsonObject): JsonObject {
  const [wanted, former] = [properties[name], before[name]] as (JsonObject | undefined)[]
  if (wanted === undefined && former === undefined) return {}
  return { [name]: { ...Object.fromEntries(Object.keys(former ?? {}).map(key => [key, gone])), ...wanted } }
}

const stageMembers = [
  'AccessLogSettings',
  'AutoDeploy',
  'DefaultRouteSettings',
  'DeploymentId',
  'Description',
  'RouteSettings',
  'StageVariables',
]

const stage: ResourceType = {
  properties: ['ApiId', 'StageName', 'Tags', 'ClientCertificateId', ...stageMembers],
  replacedBy: ['ApiId', 'StageName'],
  async create(context, properties) {
    const { ApiId, StageName = '$default' } = properties
    const input = {
      ApiId,
      StageName,
      ...only(properties, [...stageMembers, 'ClientCertificateId']),
      Tags: tagMap(context, properties['Tags']),
    }
    await context.call('apigatewayv2', 'CreateStage', input)
    return { id: String(StageName) }
  },
  async update(context, StageName, properties, before) {
    const { ApiId, AutoDeploy = false, Description = '' } = properties
    const variables = withoutFormer(properties, before, 'StageVariables', '')
    if (before['AccessLogSettings'] !== undefined && properties['AccessLogSettings'] === undefined) {
      await context.call('apigatewayv2', 'DeleteAccessLogSettings', { ApiId, StageName })
    }
    const settings = (properties['RouteSettings'] ?? {}) as JsonObject
    const gone = Object.keys((before['RouteSettings'] ?? {}) as JsonObject).filter(key => !Object.hasOwn(settings, key))
    for (const RouteKey of gone) await context.call('apigatewayv2', 'DeleteRouteSettings', { ApiId, StageName, RouteKey })
    await context.call('apigatewayv2', 'UpdateStage', {
      ...only(properties, stageMembers),
      ...variables,
      ApiId,
      StageName,
      AutoDeploy,
      Description,
    })
    await retag(context, `${ApiId}/stages/${StageName}`, properties)
    return { id: StageName }
  },
  remove: (context, StageName, { ApiId }) => removed(context.call('apigatewayv2', 'DeleteStage', { ApiId, StageName })),
}

export const apiGatewayV2Types: Record<string, ResourceType> = {
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Integration': partOf('Integration', {
    members: [
      ...['ConnectionId', 'ConnectionType', 'ContentHandlingStrategy', 'CredentialsArn', 'Description', 'IntegrationMethod'],
      ...['IntegrationSubtype', 'IntegrationType', 'IntegrationUri', 'PassthroughBehavior', 'PayloadFormatVersion', 'RequestParameters'],
      ...['RequestTemplates', 'ResponseParameters', 'TemplateSelectionExpression', 'TimeoutInMillis', 'TlsConfig'],
    ],
    emptied: { Description: '', CredentialsArn: '', TimeoutInMillis: 30_000 },
  }),
  'AWS::ApiGatewayV2::Route': partOf('Route', {
    members: [
      ...['ApiKeyRequired', 'AuthorizationScopes', 'AuthorizationType', 'AuthorizerId', 'ModelSelectionExpression', 'OperationName'],
      ...['RequestModels', 'RequestParameters', 'RouteKey', 'RouteResponseSelectionExpression', 'Target'],
    ],
    emptied: { AuthorizationType: 'NONE', AuthorizationScopes: [], OperationName: '' },
  }),
  'AWS::ApiGatewayV2::Authorizer': partOf('Authorizer', {
    members: [
      ...['AuthorizerCredentialsArn', 'AuthorizerPayloadFormatVersion', 'AuthorizerResultTtlInSeconds', 'AuthorizerType', 'AuthorizerUri'],
      ...['EnableSimpleResponses', 'IdentitySource', 'IdentityValidationExpression', 'JwtConfiguration', 'Name'],
    ],
    emptied: { IdentitySource: [], AuthorizerCredentialsArn: '', AuthorizerResultTtlInSeconds: 300, EnableSimpleResponses: false },
  }),
  'AWS::ApiGatewayV2::Deployment': partOf('Deployment', { members: ['Description', 'StageName'], emptied: { Description: '' } }),
  'AWS::ApiGatewayV2::Stage': stage,
}
