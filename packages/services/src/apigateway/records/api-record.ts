import type { Catalog, Ids } from '@pasos/engine'
import { badRequest, notFound } from '../errors.ts'
import { apisOfPlace } from './apis-of-place.ts'
import type { GatewayResponseRecord } from './gateway-response-record.ts'
import type { ModelRecord, ValidatorRecord } from './model-record.ts'

/** Kind `restApi`, key: its id, which no other API has, as it is the name of a host. */
export interface ApiRecord {
  id: string
  accountId: string
  region: string
  name: string
  description?: string
  version?: string
  /** Epoch milliseconds. */
  created: number
  endpointTypes: string[]
  binaryMediaTypes?: string[]
  /** JSON text. */
  policy?: string
  disableExecuteApiEndpoint?: boolean
  /** Kept and answered: what is sent is not compressed. */
  minimumCompressionSize?: number
  tags: Record<string, string>
  rootResourceId: string
  /** By their ids, as they are edited: clients meet those of a deployment. */
  resources: Record<string, ResourceRecord>
  stages: Record<string, StageRecord>
  /** By their names; of APIs of which none was ever made or changed not written: `modelsOf` knows. */
  models?: Record<string, ModelRecord>
  /** By their ids. */
  validators?: Record<string, ValidatorRecord>
  /** What was said of answers of the gateway, by their types. */
  gatewayResponses?: Record<string, GatewayResponseRecord>
}

export interface ResourceRecord {
  id: string
  /** Of all but the root. */
  parentId?: string
  pathPart?: string
  /** By HTTP method, `ANY` among them. */
  methods: Record<string, MethodRecord>
}

export interface MethodRecord {
  httpMethod: string
  authorizationType: string
  operationName?: string
  requestParameters?: Record<string, boolean>
  /** By the types of bodies; `$default` is any type. */
  requestModels?: Record<string, string>
  requestValidatorId?: string
  responses: Record<string, MethodResponseRecord>
  integration?: IntegrationRecord
}

export interface MethodResponseRecord {
  statusCode: string
  responseParameters?: Record<string, boolean>
  responseModels?: Record<string, string>
}

export type IntegrationType = 'HTTP' | 'AWS' | 'MOCK' | 'HTTP_PROXY' | 'AWS_PROXY'

export interface IntegrationRecord {
  type: IntegrationType
  httpMethod?: string
  uri?: string
  credentials?: string
  requestParameters?: Record<string, string>
  requestTemplates?: Record<string, string>
  passthroughBehavior: string
  contentHandling?: string
  timeoutInMillis: number
  cacheNamespace: string
  cacheKeyParameters: string[]
  responses: Record<string, IntegrationResponseRecord>
}

export interface IntegrationResponseRecord {
  statusCode: string
  selectionPattern?: string
  responseParameters?: Record<string, string>
  responseTemplates?: Record<string, string>
  contentHandling?: string
}

export interface StageRecord {
  stageName: string
  deploymentId: string
  description?: string
  variables?: Record<string, string>
  tracingEnabled?: boolean
  tags: Record<string, string>
  created: number
  updated: number
}

/** Kind `restApiDeployment`, key: `API/ID`. What a stage shows of an API does not change until the next one. */
export interface DeploymentRecord {
  apiId: string
  id: string
  description?: string
  created: number
  rootResourceId: string
  resources: Record<string, ResourceRecord>
  models?: Record<string, ModelRecord>
  validators?: Record<string, ValidatorRecord>
  gatewayResponses?: Record<string, GatewayResponseRecord>
}

export const apiKind = 'restApi'
export const deploymentKind = 'restApiDeployment'

/** They throw NotFoundException. */
export const restApis = apisOfPlace<ApiRecord>({ kind: apiKind, deploymentKind }, ({ accountId }, id) =>
  notFound(`Invalid API identifier specified ${accountId}:${id}`),
)
export const { require: requireApi, change: changeApi } = restApis

/** @throws ApiError NotFoundException */
export function requireResource({ resources }: Pick<ApiRecord, 'resources'>, id: string): ResourceRecord {
  const resource = Object.hasOwn(resources, id) ? resources[id] : undefined
  if (!resource) throw notFound('Invalid Resource identifier specified')
  return resource
}

/** @throws ApiError NotFoundException */
export function requireMethod(api: Pick<ApiRecord, 'resources'>, resourceId: string, httpMethod: string): MethodRecord {
  const { methods } = requireResource(api, resourceId)
  const method = Object.hasOwn(methods, httpMethod) ? methods[httpMethod] : undefined
  if (!method) throw notFound('Invalid Method identifier specified')
  return method
}

/** The API with another method in that place; `undefined` takes it away. */
export function withMethod(api: ApiRecord, resourceId: string, httpMethod: string, method: MethodRecord | undefined): ApiRecord {
  const resource = requireResource(api, resourceId)
  const { [httpMethod]: _, ...others } = resource.methods
  const methods = method ? { ...others, [httpMethod]: method } : others
  return { ...api, resources: { ...api.resources, [resourceId]: { ...resource, methods } } }
}

/** `/pets/{id}`; the root is `/`. */
export function pathOf({ resources }: Pick<ApiRecord, 'resources'>, { parentId, pathPart }: ResourceRecord): string {
  const parent = parentId === undefined ? undefined : resources[parentId]
  if (!parent) return '/'
  const above = pathOf({ resources }, parent)
  return `${above === '/' ? '' : above}/${pathPart}`
}

/** So many small letters and digits. */
export function newId({ random }: Ids, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('')
}

/** @throws ApiError BadRequestException */
export function checkedTags(tags: Record<string, string>): Record<string, string> {
  if (Object.keys(tags).length > 50) throw badRequest('Too many tags: a resource has 50 at most')
  if (Object.keys(tags).some(key => /^aws:/i.test(key))) throw badRequest('aws: prefixed tag key names are not allowed for external use.')
  return tags
}

/** @throws ApiError NotFoundException */
export function requireResponse<Response extends object>(responses: Record<string, Response>, statusCode: string): Response {
  const response = Object.hasOwn(responses, statusCode) ? responses[statusCode] : undefined
  if (!response) throw notFound('Invalid Response status code specified')
  return response
}

/** @throws ApiError NotFoundException */
export function requireDeployment(catalog: Catalog, apiId: string, id: string): DeploymentRecord {
  const deployment = catalog.get<DeploymentRecord>(deploymentKind, `${apiId}/${id}`)
  if (!deployment) throw notFound('Invalid Deployment identifier specified')
  return deployment
}

/** As the API shows it. */
export function integrationAnswer({ responses, ...integration }: IntegrationRecord): object {
  return { ...integration, ...(Object.keys(responses).length > 0 && { integrationResponses: responses }) }
}

/** As the API shows it. */
export function methodAnswer({ responses, integration, ...method }: MethodRecord): object {
  return {
    ...{ ...method, apiKeyRequired: false },
    ...(Object.keys(responses).length > 0 && { methodResponses: responses }),
    ...(integration && { methodIntegration: integrationAnswer(integration) }),
  }
}
