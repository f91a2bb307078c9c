import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { only } from '../resources/resource-type.ts'
import { type ApiRoute, type EventTarget, type HttpApiRoute, implicitApi, implicitHttpApi } from './additions.ts'
import { invalidEvent } from './event-properties.ts'
import { mapIn } from './refusals.ts'
import { readAccess } from './route-access.ts'
import { readRequest } from './route-requests.ts'

const ofHttpAuth = ['AuthorizationScopes', 'Authorizer']

/** The route of an HTTP API that an event is. @throws ApiError ValidationError */
export function httpRouteOf(properties: JsonObject, target: EventTarget, event: string): HttpApiRoute {
  const { ApiId, Path, Method = 'any', Auth, RouteSettings } = properties
  const within = (member: string, value: Json) => mapIn(target.id, `Events.${event}.Properties.${member}`, value)
  const auth = Auth === undefined ? {} : within('Auth', Auth)
  const other = Object.keys(auth).find(name => !ofHttpAuth.includes(name))
  if (other !== undefined) throw invalidEvent(target.id, event, `property ${other} not defined for Auth of type HttpApi`)
  return {
    ...{ api: referenceTo(ApiId, implicitHttpApi), target, auth },
    routeKey: Path === undefined ? '$default' : `${methodOf(Method)} ${String(Path)}`,
    settings: only(properties, ['PayloadFormatVersion', 'TimeoutInMillis']),
    ...(RouteSettings !== undefined && { routeSettings: within('RouteSettings', RouteSettings) }),
  }
}

/** The route of a REST API that an event is. @throws ApiError ValidationError */
export function routeOf(properties: JsonObject, target: EventTarget, event: string): ApiRoute {
  const { RestApiId, Path, Method = 'any' } = properties
  const access = readAccess(target.id, event, properties)
  const request = readRequest(target.id, event, properties)
  const route = { api: referenceTo(RestApiId, implicitApi), path: String(Path), method: methodOf(Method), target, access }
  return request === undefined ? route : { ...route, request }
}

function referenceTo(value: Json | undefined, otherwise: string): string {
  return value === undefined ? otherwise : String((isJsonObject(value) ? value['Ref'] : undefined) ?? value)
}

/** SAM takes `any` as well as `x-amazon-apigateway-any-method`. */
function methodOf(method: Json): string {
  const text = String(method).toUpperCase()
  return text === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? 'ANY' : text
}
