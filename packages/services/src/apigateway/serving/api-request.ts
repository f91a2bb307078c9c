import type { JsonObject } from '@pasos/asl'
import type { Caller } from '@pasos/wire'
import { requestTime } from '../../http-payload/request-time.ts'
import type { MappingScope } from '../mapping/reference.ts'
import type { ApiRecord, IntegrationRecord, StageRecord } from '../records/api-record.ts'
import type { GatewayResponseType } from '../records/gateway-response-record.ts'
import type { Route } from './routes.ts'

/** Who sends a request to an API. */
export type Sender =
  | { kind: 'nobody' }
  /** Somebody who signed it, or a role in this process. */
  | { kind: 'caller'; caller: Caller }
  /** A service on behalf of a resource: Step Functions of a state machine. */
  | { kind: 'service'; service: string; sourceArn: string }

/** A request to an API. */
export interface ApiRequest {
  apiId: string
  method: string
  /** Stage and path, percent-encoded: `/prod/pets/1`. */
  path: string
  /** As sent, without the question mark. */
  query: string
  /** As sent, in their order. */
  headers: readonly (readonly [name: string, value: string])[]
  body: Uint8Array
  sourceIp: string
  /** Whether nobody could read it on its way. */
  isSecure: boolean
  protocol: string
  /** The name under which the API was called. */
  host: string
  /** Asked only where the method or the API wants to know. */
  sender(): Sender
}

export interface ApiAnswer {
  status: number
  headers: [name: string, value: string][]
  body: Uint8Array
  /** Of an answer of the gateway itself, which an API may have otherwise. */
  gateway?: { type: GatewayResponseType; message: string }
}

/** A request whose method was found and which may come in. */
export interface AdmittedRequest {
  request: ApiRequest
  api: ApiRecord
  stage: StageRecord
  route: Route
  integration: IntegrationRecord
  /** Behind the stage, percent-encoded. */
  path: string
  requestId: string
  traceId: string
  /** Epoch milliseconds. */
  now: number
  /** `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`, the path as requested. */
  arn: string
  caller: Caller | undefined
}

/** The last value of each header, by its name in small letters. */
export function headersByName({ headers }: Pick<ApiRequest, 'headers'>): Record<string, string> {
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
}

/** `application/json` of a request that does not say. */
export function contentTypeOf(request: Pick<ApiRequest, 'headers'>): string {
  return headersByName(request)['content-type']?.split(';')[0]?.trim() || 'application/json'
}

/** One of which it may not be known where it leads. */
type ArrivedRequest = Omit<AdmittedRequest, 'integration' | 'route'> & { route: Route | undefined }

/** What the mapping of a request can refer to. */
export function requestScope(admitted: ArrivedRequest): MappingScope {
  const { request, route, stage } = admitted
  return {
    body: Buffer.from(request.body).toString('utf8'),
    params: {
      path: route?.pathParameters ?? {},
      querystring: Object.fromEntries(new URLSearchParams(request.query)),
      header: Object.fromEntries(request.headers),
    },
    context: contextOf(admitted),
    stageVariables: stage.variables ?? {},
  }
}

/** `$context`, and `requestContext` of a function's event. */
export function contextOf({ request, api, stage, route, path, requestId, now, caller }: ArrivedRequest): JsonObject {
  return {
    ...(route && { resourceId: route.resource.id, resourcePath: route.resourcePath }),
    ...{ httpMethod: request.method, extendedRequestId: requestId },
    requestTime: requestTime(now),
    ...{ path: `/${stage.stageName}${path}`, accountId: api.accountId, protocol: request.protocol, stage: stage.stageName },
    ...{
      domainPrefix: api.id,
      requestTimeEpoch: now,
      requestId,
      domainName: request.host,
      apiId: api.id,
      deploymentId: stage.deploymentId,
    },
    identity: {
      ...{ cognitoIdentityPoolId: null, cognitoIdentityId: null, cognitoAuthenticationType: null, cognitoAuthenticationProvider: null },
      ...{ accountId: caller?.accountId ?? null, caller: caller?.userId ?? null, user: caller?.userId ?? null },
      ...{ userArn: caller?.arn ?? null, accessKey: caller?.accessKeyId || null, principalOrgId: null },
      ...{ sourceIp: request.sourceIp, userAgent: headersByName(request)['user-agent'] ?? null },
    },
  }
}

/** Whether bodies of this type are bytes, by the API's settings. */
export function isBinaryType(binaryMediaTypes: readonly string[], contentType: string): boolean {
  const [type = ''] = contentType.split(';')
  const name = type.trim().toLowerCase()
  return binaryMediaTypes.some(
    known => known === '*/*' || known.toLowerCase() === name || known.toLowerCase() === `${name.split('/')[0]}/*`,
  )
}
