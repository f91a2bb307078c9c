import type { JsonObject } from '@pasos/asl'
import type { Caller } from '@pasos/wire'
import type { ApiRequest } from '../../apigateway/serving/api-request.ts'
import { joinedParameters } from '../../http-payload/format-2.ts'
import { requestTime } from '../../http-payload/request-time.ts'
import type { HttpApiRecord, HttpIntegrationRecord, HttpRouteRecord, HttpStageRecord } from '../records/http-api-record.ts'
import type { ParameterScope } from './parameter-mapping.ts'

/** A request whose route was found and which may come in. */
export interface AdmittedHttpRequest {
  request: ApiRequest
  api: HttpApiRecord
  stage: HttpStageRecord
  route: HttpRouteRecord
  /** Decoded. */
  pathParameters: Record<string, string>
  integration: HttpIntegrationRecord
  /** Without the stage, percent-encoded. */
  path: string
  requestId: string
  /** Epoch milliseconds. */
  now: number
  /** `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`, the path as requested. */
  arn: string
  caller: Caller | undefined
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
export function parameterScope(admitted: AdmittedHttpRequest): ParameterScope {
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
export function contextOf({ request, api, stage, route, requestId, now, caller }: AdmittedHttpRequest): JsonObject {
  return {
    ...{ accountId: api.accountId, apiId: api.id, stage: stage.name, routeKey: route.routeKey, requestId, extendedRequestId: requestId },
    ...{ domainName: request.host, domainPrefix: api.id, httpMethod: request.method, path: request.path, protocol: request.protocol },
    ...{ requestTime: requestTime(now), requestTimeEpoch: now },
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
