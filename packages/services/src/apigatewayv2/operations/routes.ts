import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../../apigateway/dependencies.ts'
import { badRequest, conflict } from '../../apigateway/errors.ts'
import { newId } from '../../apigateway/records/api-record.ts'
import { type HttpApiContent, type HttpRouteRecord, requireEntry, requireHttpApi, without } from '../records/http-api-record.ts'
import { changeContent, itemsOf, type Listed, type OfHttpApi, present } from './content.ts'

interface OfRoute extends OfHttpApi {
  RouteId: string
}

interface RouteInput {
  ApiKeyRequired?: boolean
  AuthorizationScopes?: string[]
  AuthorizationType?: string
  AuthorizerId?: string
  OperationName?: string
  RequestParameters?: object
  RouteKey?: string
  Target?: string
}

const part = /^(?:[^{}/\s]+|\{[A-Za-z0-9._-]+\})$/
const lastPart = /^(?:[^{}/\s]+|\{[A-Za-z0-9._-]+\+?\})?$/

/** `$default`, or a method and a path whose last part may take all that is left. @throws ApiError BadRequestException */
export function checkedRouteKey(key: string): string {
  if (key === '$default') return key
  const [, path] = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) \/(.*)$/.exec(key) ?? []
  const parts = path?.split('/')
  const last = parts?.pop()
  if (parts === undefined || last === undefined || !parts.every(each => part.test(each)) || !lastPart.test(last)) {
    throw badRequest(
      `The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default": ${key}`,
    )
  }
  return key
}

/** @throws ApiError BadRequestException, ConflictException */
export function checkedRoute(content: HttpApiContent, id: string, input: RouteInput): HttpRouteRecord {
  const { Target: target, OperationName: operationName } = input
  if (input.ApiKeyRequired) throw badRequest('API keys are not supported by HTTP APIs')
  const routeKey = checkedRouteKey(input.RouteKey ?? '')
  if (Object.values(content.routes).some(other => other.id !== id && other.routeKey === routeKey)) {
    throw conflict(`Route with key ${routeKey} already exists for this API`)
  }
  const [, integrationId] = /^integrations\/(.+)$/.exec(target ?? '') ?? []
  if (target !== undefined && (integrationId === undefined || !Object.hasOwn(content.integrations, integrationId))) {
    throw badRequest(`Invalid Integration identifier specified in target ${target}`)
  }
  return { id, routeKey, ...authorizationOf(content, input), ...present({ operationName, target }) }
}

/** @throws ApiError BadRequestException */
function authorizationOf(
  { authorizers = {} }: HttpApiContent,
  { AuthorizationType: authorizationType = 'NONE', AuthorizerId: authorizerId, AuthorizationScopes: scopes = [] }: RouteInput,
): Pick<HttpRouteRecord, 'authorizationType' | 'authorizerId' | 'authorizationScopes'> {
  if (authorizationType === 'NONE' || authorizationType === 'AWS_IAM') {
    if (scopes.length > 0) throw badRequest('Authorization scopes are only supported by routes with a JWT authorizer')
    return { authorizationType }
  }
  if (authorizationType !== 'JWT' && authorizationType !== 'CUSTOM') throw badRequest(`Invalid authorization type ${authorizationType}`)
  const authorizer = authorizerId !== undefined && Object.hasOwn(authorizers, authorizerId) ? authorizers[authorizerId] : undefined
  if (authorizerId === undefined || !authorizer)
    throw badRequest(`Invalid authorizer ID specified. The authorizer ${authorizerId ?? ''} does not exist.`)
  if ((authorizer.type === 'JWT') !== (authorizationType === 'JWT')) {
    throw badRequest(`Authorizer type is not compatible with the authorization type ${authorizationType}`)
  }
  if (scopes.length > 0 && authorizationType === 'CUSTOM')
    throw badRequest('Authorization scopes are only supported by routes with a JWT authorizer')
  return { authorizationType, authorizerId, ...(scopes.length > 0 && { authorizationScopes: scopes }) }
}

export function createRoute(deps: ApiGatewayDependencies): Operation<OfHttpApi & RouteInput, object> {
  return (input, context) =>
    changeContent(deps, context, input.ApiId, content => {
      const route = checkedRoute(content, newId(deps.ids, 7), input)
      return { next: { ...content, routes: { ...content.routes, [route.id]: route } }, result: routeAnswer(route) }
    })
}

/** What is not named stays as it is. */
export function updateRoute(deps: ApiGatewayDependencies): Operation<OfRoute & RouteInput, object> {
  return ({ ApiId, RouteId, ...input }, context) =>
    changeContent(deps, context, ApiId, content => {
      const before = requireEntry(content.routes, 'Route', RouteId)
      const route = checkedRoute(content, RouteId, { ...settingsOf(before, input), ...present(input) })
      return { next: { ...content, routes: { ...content.routes, [RouteId]: route } }, result: routeAnswer(route) }
    })
}

/** A route that stops having an authorizer has its scopes no more. */
function settingsOf(before: HttpRouteRecord, { AuthorizationType }: RouteInput): RouteInput {
  const isSame = AuthorizationType === undefined || AuthorizationType === before.authorizationType
  return present({
    ...{
      RouteKey: before.routeKey,
      AuthorizationType: before.authorizationType,
      OperationName: before.operationName,
      Target: before.target,
    },
    ...(isSame && { AuthorizerId: before.authorizerId, AuthorizationScopes: before.authorizationScopes }),
  })
}

export function getRoute({ catalog }: ApiGatewayDependencies): Operation<OfRoute, object> {
  return ({ ApiId, RouteId }, context) =>
    routeAnswer(requireEntry(requireHttpApi(catalog, context, ApiId).content.routes, 'Route', RouteId))
}

export function getRoutes({ catalog }: ApiGatewayDependencies): Operation<OfHttpApi & Listed, object> {
  return (input, context) =>
    itemsOf(Object.values(requireHttpApi(catalog, context, input.ApiId).content.routes), ({ id }) => id, input, routeAnswer)
}

export function deleteRoute(deps: ApiGatewayDependencies): Operation<OfRoute, object> {
  return ({ ApiId, RouteId }, context) =>
    changeContent(deps, context, ApiId, content => {
      requireEntry(content.routes, 'Route', RouteId)
      return { next: { ...content, routes: without(content.routes, RouteId) }, result: {} }
    })
}

function routeAnswer(route: HttpRouteRecord): object {
  return {
    ...{ RouteId: route.id, RouteKey: route.routeKey, AuthorizationType: route.authorizationType, ApiKeyRequired: false },
    ...present({ AuthorizerId: route.authorizerId, AuthorizationScopes: route.authorizationScopes }),
    ...present({ OperationName: route.operationName, Target: route.target }),
  }
}
