import type { Catalog } from '@pasos/engine'
import { notFound } from '../../apigateway/errors.ts'
import { apisOfPlace } from '../../apigateway/records/apis-of-place.ts'
import type { CorsSettings } from '../../http-payload/cors-headers.ts'

/** Kind `httpApi`, key: its id, which no other API has, as it is the name of a host. */
export interface HttpApiRecord {
  id: string
  accountId: string
  region: string
  name: string
  description?: string
  version?: string
  /** Epoch milliseconds. */
  created: number
  cors?: CorsSettings
  disableExecuteApiEndpoint?: boolean
  tags: Record<string, string>
  /** As they are edited: a stage that deploys by itself shows these, another those of its deployment. */
  content: HttpApiContent
  stages: Record<string, HttpStageRecord>
}

/** What a deployment keeps of an API. */
export interface HttpApiContent {
  /** By their ids. */
  integrations: Record<string, HttpIntegrationRecord>
  /** By their ids. */
  routes: Record<string, HttpRouteRecord>
  /** By their ids; none where nobody has made any. */
  authorizers?: Record<string, HttpAuthorizerRecord>
}

export interface HttpIntegrationRecord {
  id: string
  type: 'AWS_PROXY' | 'HTTP_PROXY'
  subtype?: string
  uri?: string
  method?: string
  credentialsArn?: string
  description?: string
  payloadFormatVersion: '1.0' | '2.0'
  requestParameters?: Record<string, string>
  /** By status. */
  responseParameters?: Record<string, Record<string, string>>
  timeoutInMillis: number
}

export interface HttpRouteRecord {
  id: string
  /** `GET /pets/{id}`, `ANY /{proxy+}`, `$default`. */
  routeKey: string
  authorizationType: 'NONE' | 'AWS_IAM' | 'JWT' | 'CUSTOM'
  authorizerId?: string
  /** Of JWT: a token must have one of them. */
  authorizationScopes?: string[]
  operationName?: string
  /** `integrations/ID`. */
  target?: string
}

export type HttpAuthorizerRecord = JwtAuthorizer | LambdaAuthorizer

interface Authorizer {
  id: string
  name: string
  /** Where who asks stands: `$request.header.Authorization`. */
  identitySource: string[]
}

export interface JwtAuthorizer extends Authorizer {
  type: 'JWT'
  issuer: string
  audience: string[]
}

export interface LambdaAuthorizer extends Authorizer {
  type: 'REQUEST'
  uri: string
  credentialsArn?: string
  payloadFormatVersion: '1.0' | '2.0'
  simpleResponses: boolean
  /** How long what it says is good for whoever asks again with the same identity; 0 for not at all. */
  ttlSeconds?: number
}

export interface RouteSettings {
  detailedMetricsEnabled?: boolean
  throttlingBurstLimit?: number
  /** Requests a second. */
  throttlingRateLimit?: number
}

export interface HttpStageRecord {
  name: string
  description?: string
  autoDeploy: boolean
  /** The one it shows; of a stage that deploys by itself, what the last one was called. */
  deployment?: { id: string; created: number }
  variables?: Record<string, string>
  accessLog?: { destinationArn: string; format: string }
  defaultRouteSettings?: RouteSettings
  /** By route keys. */
  routeSettings?: Record<string, RouteSettings>
  tags: Record<string, string>
  created: number
  updated: number
}

/** Kind `httpApiDeployment`, key: `API/ID`. */
export interface HttpDeploymentRecord extends HttpApiContent {
  apiId: string
  id: string
  description?: string
  created: number
}

export const httpApiKind = 'httpApi'
export const httpDeploymentKind = 'httpApiDeployment'

const invalid = (what: string, id: string) => notFound(`Invalid ${what} identifier specified ${id}`)

/** They throw NotFoundException. */
export const httpApis = apisOfPlace<HttpApiRecord>({ kind: httpApiKind, deploymentKind: httpDeploymentKind }, (_, id) => invalid('API', id))
export const { require: requireHttpApi, change: changeHttpApi } = httpApis

/** @throws ApiError NotFoundException */
export function requireEntry<Entry>(
  entries: Record<string, Entry>,
  what: 'Integration' | 'Route' | 'Stage' | 'Authorizer',
  id: string,
): Entry {
  const entry = Object.hasOwn(entries, id) ? entries[id] : undefined
  if (!entry) throw invalid(what, id)
  return entry
}

/** @throws ApiError NotFoundException */
export function requireHttpDeployment(catalog: Catalog, apiId: string, id: string): HttpDeploymentRecord {
  const deployment = catalog.get<HttpDeploymentRecord>(httpDeploymentKind, `${apiId}/${id}`)
  if (!deployment) throw invalid('Deployment', id)
  return deployment
}

/** What a stage shows. Nothing as long as it has no deployment. */
export function contentOf(catalog: Catalog, api: HttpApiRecord, stage: HttpStageRecord): HttpApiContent | undefined {
  if (stage.autoDeploy) return api.content
  return stage.deployment && catalog.get<HttpDeploymentRecord>(httpDeploymentKind, `${api.id}/${stage.deployment.id}`)
}

/** The entries without the one of that id. */
export function without<Entry>(entries: Record<string, Entry>, id: string): Record<string, Entry> {
  const { [id]: _, ...others } = entries
  return others
}
