import type { JsonObject } from '@pasos/asl'
import type { ApiRequest } from '../../apigateway/serving/api-request.ts'
import { joinedParameters } from '../../http-payload/format-2.ts'
import { requestTime } from '../../http-payload/request-time.ts'
import type { HttpApiRecord, HttpIntegrationRecord, HttpRouteRecord, HttpStageRecord } from '../records/http-api-record.ts'
import type { Authorization } from './authorizers/authorize-route.ts'
import type { ParameterScope } from './parameter-mapping.ts'

/** A request whose route was found. */
export interface FoundHttpRequest {
  request: ApiRequest
  api: HttpApiRecord
  stage: HttpStageRecord
  route: HttpRouteRecord
  /** Decoded. */
  pathParameters: Record<string, string>
  /** Without the stage, percent-encoded. */
  path: string
  requestId: string
  /** Epoch milliseconds. */
  now: number
  /** `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`, the path as requested. */
  arn: string
}

/** A request that may come in. */
export interface AdmittedHttpRequest extends FoundHttpRequest {
  integration: HttpIntegrationRecord
  authorization: Authorization
}

/** Headers by their names in small letters; several values of one are joined by commas. */
export function joinedHeaders(headers: ApiRequest['headers']): Record<string, string> {
  const joined = new Map<string, string>()
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    joined.set(key, joined.has(key) ? `${joined.get(key)}${key === 'cookie' ? '; ' : ','}${value}` : value)
  }
  return Object.fromEntries(joined)
}

/** What the values of an integration's parameters can be taken from. */
export function parameterScope(admitted: FoundHttpRequest | AdmittedHttpRequest): ParameterScope {
  const { request, pathParameters, stage, path } = admitted
  return {
    request: {
      ...{ headers: joinedHeaders(request.headers), querystring: joinedParameters(request.query), path, pathParameters },
      body: Buffer.from(request.body).toString('utf8'),
    },
    context: contextOf(admitted),
    stageVariables: stage.variables ?? {},
  }
}

/** `$context`: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
export function contextOf(found: FoundHttpRequest | AdmittedHttpRequest): JsonObject {
  const { request, api, stage, route, requestId, now } = found
  const authorization: Authorization = 'authorization' in found ? found.authorization : { kind: 'none' }
  const caller = authorization.kind === 'iam' ? authorization.caller : undefined
  const authorizer = authorizerContext(authorization)
  return {
    ...{ accountId: api.accountId, apiId: api.id, stage: stage.name, routeKey: route.routeKey, requestId, extendedRequestId: requestId },
    ...{ domainName: request.host, domainPrefix: api.id, httpMethod: request.method, path: request.path, protocol: request.protocol },
    ...{ requestTime: requestTime(now), requestTimeEpoch: now },
    ...(authorizer && { authorizer }),
    identity: {
      ...{ sourceIp: request.sourceIp, userAgent: joinedHeaders(request.headers)['user-agent'] ?? null },
      ...{
        accountId: caller?.accountId ?? null,
        caller: caller?.userId ?? null,
        user: caller?.userId ?? null,
        userArn: caller?.arn ?? null,
      },
    },
  }
}

/** `$context.authorizer`. */
function authorizerContext(authorization: Authorization): JsonObject | undefined {
  if (authorization.kind === 'jwt') return { claims: authorization.claims }
  if (authorization.kind !== 'lambda') return undefined
  const { context, principalId } = authorization
  return { ...context, ...(principalId !== undefined && { principalId }) }
}
