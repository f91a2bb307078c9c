import { allOf, lastOf, orNull } from '../../apigateway/serving/proxy-event.ts'
import { format2Event, isTextType } from '../../http-payload/format-2.ts'
import { type AdmittedHttpRequest, contextOf, type FoundHttpRequest, joinedHeaders } from './admitted-request.ts'
import type { Authorization } from './authorizers/authorize-route.ts'

/** What a function is given of a request, in the format that the integration names. */
export function functionEvent(admitted: AdmittedHttpRequest): object {
  return admitted.integration.payloadFormatVersion === '2.0' ? inFormat2(admitted) : inFormat1(admitted)
}

function inFormat2(admitted: AdmittedHttpRequest): object {
  return eventInFormat2(admitted, authorizerOf(admitted.authorization))
}

/** @param authorizer what is told of who was let in */
export function eventInFormat2(found: FoundHttpRequest, authorizer: object | undefined): object {
  const { request, api, stage, route, pathParameters, requestId, now } = found
  return format2Event(
    { ...request, headers: joinedHeaders(request.headers) },
    {
      ...{ accountId: api.accountId, apiId: api.id, domainName: request.host, requestId, routeKey: route.routeKey, stage: stage.name, now },
      ...{ pathParameters, stageVariables: stage.variables ?? {}, ...(authorizer && { authorizer }) },
    },
  )
}

function authorizerOf(authorization: Authorization): object | undefined {
  switch (authorization.kind) {
    case 'none':
      return undefined
    case 'jwt':
      return { jwt: { claims: authorization.claims, scopes: authorization.scopes } }
    case 'lambda':
      return { lambda: authorization.context }
    case 'iam': {
      const { accessKeyId, accountId, userId, arn } = authorization.caller
      return {
        iam: {
          ...{ accessKey: accessKeyId, accountId, callerId: userId, cognitoIdentity: null },
          ...{ principalOrgId: null, userArn: arn, userId },
        },
      }
    }
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html, format 1.0. */
function inFormat1(admitted: AdmittedHttpRequest): object {
  const { request, stage, route, pathParameters, authorization } = admitted
  const query = [...new URLSearchParams(request.query)]
  const isText = isTextType(joinedHeaders(request.headers)['content-type'] ?? '')
  const resource = route.routeKey.split(' ').at(-1)
  return {
    ...{ version: '1.0', resource, path: request.path, httpMethod: request.method },
    ...{ headers: lastOf(request.headers), multiValueHeaders: allOf(request.headers) },
    ...{ queryStringParameters: lastOf(query), multiValueQueryStringParameters: allOf(query) },
    requestContext: {
      ...{ authorizer: { claims: null, scopes: null }, ...contextOf(admitted), resourceId: null, resourcePath: resource },
      ...(authorization.kind === 'jwt' && { authorizer: { claims: authorization.claims, scopes: authorization.scopes } }),
    },
    ...{ pathParameters: orNull(pathParameters), stageVariables: orNull(stage.variables ?? {}) },
    body: request.body.length === 0 ? null : Buffer.from(request.body).toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: request.body.length > 0 && !isText,
  }
}
