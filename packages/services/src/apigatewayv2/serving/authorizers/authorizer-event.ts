import { lastOf, orNull } from '../../../apigateway/serving/proxy-event.ts'
import { type FoundHttpRequest, joinedHeaders } from '../admitted-request.ts'
import { eventInFormat2 } from '../function-events.ts'

/** What an authorizer's function is given of a request: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export function authorizerEvent(found: FoundHttpRequest, version: '1.0' | '2.0', identity: readonly string[]): object {
  return version === '2.0' ? inFormat2(found, identity) : inFormat1(found, identity)
}

function inFormat2(found: FoundHttpRequest, identity: readonly string[]): object {
  const { version, body: _, isBase64Encoded: __, ...event } = eventInFormat2(found, undefined) as Record<string, unknown>
  return { ...{ version, type: 'REQUEST', routeArn: found.arn, identitySource: identity.length > 0 ? identity : null }, ...event }
}

function inFormat1(found: FoundHttpRequest, identity: readonly string[]): object {
  const { request, api, stage, route, pathParameters, arn, requestId, path } = found
  const resource = route.routeKey.split(' ').at(-1)
  const whole = identity.join(',')
  return {
    ...{ version: '1.0', type: 'REQUEST', methodArn: arn, identitySource: whole, authorizationToken: whole, resource },
    ...{ path: request.path, httpMethod: request.method, headers: joinedHeaders(request.headers) },
    ...{ queryStringParameters: lastOf([...new URLSearchParams(request.query)]) ?? {}, pathParameters: orNull(pathParameters) ?? {} },
    stageVariables: stage.variables ?? {},
    requestContext: {
      ...{ path, accountId: api.accountId, resourceId: route.id, stage: stage.name, requestId, apiId: api.id },
      ...{ identity: { sourceIp: request.sourceIp }, resourcePath: resource, httpMethod: request.method },
    },
  }
}
