import type { Json, JsonObject } from '@pasos/asl'
import { anyMethod, defined } from '../../apigateway/openapi/document.ts'
import type {
  HttpApiContent,
  HttpApiRecord,
  HttpAuthorizerRecord,
  HttpIntegrationRecord,
  HttpRouteRecord,
} from '../records/http-api-record.ts'

interface Exported {
  api: HttpApiRecord
  content: HttpApiContent
  /** Where the API answers. */
  url: string
  /** The stage that is exported; none for the API as it is edited. */
  stage?: string | undefined
  /** With API Gateway's extensions, by which an import makes the same API again. */
  hasExtensions: boolean
}

/** A document of OpenAPI 3.0 that says what an HTTP API has: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-export.html */
export function writeHttpOpenApi({ api, content, url, stage, hasExtensions }: Exported): JsonObject {
  const routes = Object.values(content.routes).sort((a, b) => (a.routeKey < b.routeKey ? -1 : 1))
  const paths = new Map<string, JsonObject>()
  for (const route of routes) {
    const [method, path] = placeOf(route)
    paths.set(path, { ...paths.get(path), [method]: operationOf(route, content, hasExtensions) })
  }
  const schemes = schemesOf(routes, content, hasExtensions)
  return defined({
    openapi: '3.0.1',
    info: defined({ title: api.name, description: api.description, version: api.version ?? moment(api.created) }),
    servers: [{ url: `${url}/{basePath}`, variables: { basePath: { default: stage === undefined || stage === '$default' ? '' : stage } } }],
    tags: hasExtensions ? tagsOf(api) : undefined,
    paths: Object.fromEntries(paths),
    components: Object.keys(schemes).length > 0 ? { securitySchemes: schemes } : undefined,
    ...(hasExtensions && {
      'x-amazon-apigateway-cors': api.cors && small(api.cors as JsonObject),
      'x-amazon-apigateway-endpoint-configuration': api.disableExecuteApiEndpoint ? { disableExecuteApiEndpoint: true } : undefined,
      'x-amazon-apigateway-importexport-version': '1.0',
    }),
  })
}

function placeOf({ routeKey }: HttpRouteRecord): [method: string, path: string] {
  if (routeKey === '$default') return [anyMethod, '/$default']
  const [method = '', path = ''] = routeKey.split(' ')
  return [method === 'ANY' ? anyMethod : method.toLowerCase(), path]
}

function operationOf(route: HttpRouteRecord, { integrations, authorizers = {} }: HttpApiContent, hasExtensions: boolean): JsonObject {
  const { routeKey, operationName, authorizationType, authorizerId, authorizationScopes = [], target = '' } = route
  const integration = integrations[target.replace('integrations/', '')]
  const scheme = authorizationType === 'AWS_IAM' ? signed : authorizers[authorizerId ?? '']?.name
  const variables = [...routeKey.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => ({
    ...{ name, in: 'path', description: `Generated path parameter for ${name}`, required: true, schema: { type: 'string' } },
  }))
  return defined({
    operationId: operationName,
    parameters: variables.length > 0 ? variables : undefined,
    responses: { default: { description: `Default response for ${routeKey}` } },
    security: scheme === undefined ? undefined : [{ [scheme]: authorizationScopes }],
    isDefaultRoute: hasExtensions && routeKey === '$default' ? true : undefined,
    'x-amazon-apigateway-integration': hasExtensions && integration ? integrationOf(integration) : undefined,
  })
}

function integrationOf(integration: HttpIntegrationRecord): JsonObject {
  const { type, subtype, uri, method, credentialsArn, description, payloadFormatVersion, timeoutInMillis } = integration
  return defined({
    ...{ type: type.toLowerCase(), integrationSubtype: subtype, uri, credentials: credentialsArn, description },
    ...{ httpMethod: method, connectionType: 'INTERNET', payloadFormatVersion, timeoutInMillis },
    ...{ requestParameters: integration.requestParameters, responseParameters: integration.responseParameters },
  })
}

/** What routes that want a signature are said to want. */
const signed = 'sigv4'
const fromHeader = { type: 'apiKey', name: 'Authorization', in: 'header' }

function schemesOf(routes: readonly HttpRouteRecord[], { authorizers = {} }: HttpApiContent, hasExtensions: boolean): JsonObject {
  const schemes = Object.values(authorizers).map((authorizer): [string, JsonObject] => {
    const asked = hasExtensions && { 'x-amazon-apigateway-authorizer': authorizerOf(authorizer) }
    return [authorizer.name, { ...(authorizer.type === 'JWT' ? { type: 'oauth2' } : fromHeader), ...asked }]
  })
  if (routes.some(({ authorizationType }) => authorizationType === 'AWS_IAM')) {
    schemes.push([signed, { ...fromHeader, ...(hasExtensions && { 'x-amazon-apigateway-authtype': 'awsSigv4' }) }])
  }
  return Object.fromEntries(schemes)
}

function authorizerOf(authorizer: HttpAuthorizerRecord): JsonObject {
  const identitySource = authorizer.identitySource.join(',')
  if (authorizer.type === 'JWT') {
    const { issuer, audience } = authorizer
    return { type: 'jwt', identitySource, jwtConfiguration: { issuer, audience } }
  }
  return defined({
    ...{ type: 'request', identitySource: identitySource === '' ? undefined : identitySource, authorizerUri: authorizer.uri },
    ...{ authorizerCredentials: authorizer.credentialsArn, authorizerPayloadFormatVersion: authorizer.payloadFormatVersion },
    ...{ authorizerResultTtlInSeconds: authorizer.ttlSeconds, enableSimpleResponses: authorizer.simpleResponses },
  })
}

function tagsOf({ tags }: HttpApiRecord): Json | undefined {
  const listed = Object.entries(tags).map(([name, value]) => ({ name, 'x-amazon-apigateway-tag-value': value }))
  return listed.length > 0 ? listed : undefined
}

/** AWS: `2020-02-24 18:43:06UTC` */
function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}UTC`
}

function small(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [`${name.slice(0, 1).toLowerCase()}${name.slice(1)}`, value]))
}
