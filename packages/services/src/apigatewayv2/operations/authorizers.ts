import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../../apigateway/dependencies.ts'
import { badRequest, conflict } from '../../apigateway/errors.ts'
import { newId } from '../../apigateway/records/api-record.ts'
import type { HttpApiDependencies } from '../dependencies.ts'
import { functionArnOf } from '../records/function-arn.ts'
import { type HttpApiContent, type HttpAuthorizerRecord, requireEntry, requireHttpApi, without } from '../records/http-api-record.ts'
import { changeContent, itemsOf, type Listed, type OfHttpApi, present } from './content.ts'

interface OfAuthorizer extends OfHttpApi {
  AuthorizerId: string
}

interface AuthorizerInput {
  AuthorizerCredentialsArn?: string
  AuthorizerPayloadFormatVersion?: string
  AuthorizerResultTtlInSeconds?: number
  AuthorizerType?: string
  AuthorizerUri?: string
  EnableSimpleResponses?: boolean
  IdentityValidationExpression?: string
  IdentitySource?: string[]
  JwtConfiguration?: { Audience?: string[]; Issuer?: string }
  Name?: string
}

const ofRequest = /^\$request\.(?:header|querystring)\.[\w$.-]+$/
const source = /^\$(?:request\.(?:header|querystring)\.[\w$.-]+|context\.[\w.]+|stageVariables\.\w+)$/

/** The record of an authorizer, checked. @throws ApiError BadRequestException */
export function builtAuthorizer(id: string, input: AuthorizerInput): HttpAuthorizerRecord {
  const { AuthorizerType: type, IdentitySource: identitySource = [], Name: name = '' } = input
  if (name === '') throw badRequest('Authorizer name is required')
  if (input.IdentityValidationExpression) throw badRequest('IdentityValidationExpression is not supported for HTTP protocol Apis')
  if (type === 'JWT') return jwtAuthorizer({ id, name, identitySource }, input)
  if (type !== 'REQUEST') throw badRequest('Authorizer type must be JWT or REQUEST for HTTP protocol Apis')
  const { AuthorizerUri: uri, AuthorizerPayloadFormatVersion: version, EnableSimpleResponses: simpleResponses = false } = input
  if (uri === undefined || functionArnOf(uri) === undefined) throw badRequest(`Invalid authorizer URI: ${uri ?? ''}`)
  if (version !== '1.0' && version !== '2.0') {
    throw badRequest('AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer, 1.0 or 2.0')
  }
  if (simpleResponses && version === '1.0') throw badRequest('Simple responses are only supported by AuthorizerPayloadFormatVersion 2.0')
  const wrong = identitySource.find(each => !source.test(each))
  if (wrong !== undefined) throw badRequest(`Invalid identity source ${wrong}`)
  const { AuthorizerResultTtlInSeconds: ttlSeconds } = input
  if (ttlSeconds !== undefined && (ttlSeconds < 0 || ttlSeconds > 3_600)) {
    throw badRequest('Authorizer result TTL should be between 0 and 3600 seconds')
  }
  if (ttlSeconds !== undefined && ttlSeconds > 0 && identitySource.length === 0) {
    throw badRequest('Identity source is required when caching is enabled')
  }
  return {
    ...{ id, name, type, identitySource, uri, payloadFormatVersion: version, simpleResponses },
    ...present({ ttlSeconds, credentialsArn: input.AuthorizerCredentialsArn || undefined }),
  }
}

function jwtAuthorizer(
  common: { id: string; name: string; identitySource: string[] },
  { JwtConfiguration: { Issuer: issuer = '', Audience: audience = [] } = {} }: AuthorizerInput,
): HttpAuthorizerRecord {
  const [only = '', ...more] = common.identitySource
  if (more.length > 0 || !ofRequest.test(only)) throw badRequest('JWT authorizers have one identity source, of a header or the query')
  if (!/^https:\/\/[^\s]+$/.test(issuer)) throw badRequest('Invalid issuer: it must be an address that begins with https://')
  if (audience.length === 0) throw badRequest('A JWT authorizer needs an audience')
  return { ...common, type: 'JWT', issuer, audience }
}

export function createAuthorizer(deps: ApiGatewayDependencies): Operation<OfHttpApi & AuthorizerInput, object> {
  return (input, context) => {
    const authorizer = builtAuthorizer(newId(deps.ids, 6), input)
    return changeContent(deps, context, input.ApiId, content => placed(content, authorizer))
  }
}

function placed(content: HttpApiContent, authorizer: HttpAuthorizerRecord): { next: HttpApiContent; result: object } {
  const { authorizers = {} } = content
  if (Object.values(authorizers).some(({ id, name }) => name === authorizer.name && id !== authorizer.id)) {
    throw conflict(`Authorizer name ${authorizer.name} already exists for this API`)
  }
  return {
    next: { ...content, authorizers: { ...authorizers, [authorizer.id]: authorizer } },
    result: authorizerAnswer(authorizer),
  }
}

/** What is not named stays as it is. */
export function updateAuthorizer(deps: ApiGatewayDependencies): Operation<OfAuthorizer & AuthorizerInput, object> {
  return ({ ApiId, AuthorizerId, ...input }, context) =>
    changeContent(deps, context, ApiId, content => {
      const before = requireEntry(content.authorizers ?? {}, 'Authorizer', AuthorizerId)
      return placed(content, builtAuthorizer(AuthorizerId, { ...authorizerAnswer(before), ...present(input) }))
    })
}

export function getAuthorizer({ catalog }: ApiGatewayDependencies): Operation<OfAuthorizer, object> {
  return ({ ApiId, AuthorizerId }, context) =>
    authorizerAnswer(requireEntry(requireHttpApi(catalog, context, ApiId).content.authorizers ?? {}, 'Authorizer', AuthorizerId))
}

export function getAuthorizers({ catalog }: ApiGatewayDependencies): Operation<OfHttpApi & Listed, object> {
  return (input, context) => {
    const { authorizers = {} } = requireHttpApi(catalog, context, input.ApiId).content
    return itemsOf(Object.values(authorizers), ({ id }) => id, input, authorizerAnswer)
  }
}

export function deleteAuthorizer(deps: ApiGatewayDependencies): Operation<OfAuthorizer, object> {
  return ({ ApiId, AuthorizerId }, context) =>
    changeContent(deps, context, ApiId, content => {
      const { authorizers = {} } = content
      requireEntry(authorizers, 'Authorizer', AuthorizerId)
      const user = Object.values(content.routes).find(({ authorizerId }) => authorizerId === AuthorizerId)
      if (user) throw conflict(`Cannot delete Authorizer '${AuthorizerId}' due to: Route with key '${user.routeKey}' uses it.`)
      return { next: { ...content, authorizers: without(authorizers, AuthorizerId) }, result: {} }
    })
}

/** Of a stage: what authorizers said for it is not good any more. */
export function resetAuthorizersCache({
  catalog,
  forgetAuthorizers,
}: HttpApiDependencies): Operation<OfHttpApi & { StageName: string }, object> {
  return ({ ApiId, StageName }, context) => {
    requireEntry(requireHttpApi(catalog, context, ApiId).stages, 'Stage', StageName)
    forgetAuthorizers(ApiId)
    return {}
  }
}

function authorizerAnswer(authorizer: HttpAuthorizerRecord): AuthorizerInput & { AuthorizerId: string } {
  const { id, name, type, identitySource } = authorizer
  const common = { AuthorizerId: id, Name: name, AuthorizerType: type, IdentitySource: identitySource }
  if (authorizer.type === 'JWT') return { ...common, JwtConfiguration: { Audience: authorizer.audience, Issuer: authorizer.issuer } }
  return {
    ...{ ...common, AuthorizerUri: authorizer.uri, AuthorizerPayloadFormatVersion: authorizer.payloadFormatVersion },
    EnableSimpleResponses: authorizer.simpleResponses,
    ...present({ AuthorizerCredentialsArn: authorizer.credentialsArn, AuthorizerResultTtlInSeconds: authorizer.ttlSeconds }),
  }
}
