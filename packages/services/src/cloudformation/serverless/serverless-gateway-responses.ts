import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { only } from '../resources/resource-type.ts'
import { type Additions, declaration } from './additions.ts'
import { invalidResource, mapIn } from './refusals.ts'

const members = ['ResponseParameters', 'ResponseTemplates', 'StatusCode']
const places: Readonly<Record<string, string>> = { Headers: 'header', Paths: 'path', QueryStrings: 'querystring' }

/**
 * `GatewayResponses` of a REST API, as properties of AWS::ApiGateway::GatewayResponse, by type:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
 *
 * @throws ApiError ValidationError
 */
export function readGatewayResponses(api: string, given: Json | undefined): Record<string, JsonObject> {
  if (given === undefined) return {}
  const told = Object.entries(mapIn(api, 'GatewayResponses', given)).map(([type, value]): [string, JsonObject] => {
    const response = mapIn(api, `GatewayResponses.${type}`, value)
    const other = Object.keys(response).find(name => !members.includes(name))
    if (other !== undefined) throw invalidResource(api, `Invalid property '${other}' in 'GatewayResponses' property '${type}'.`)
    const { ResponseParameters } = response
    const parameters = ResponseParameters === undefined ? {} : parametersOf(api, type, ResponseParameters)
    return [type, { ...only(response, members), ...(ResponseParameters !== undefined && { ResponseParameters: parameters }) }]
  })
  return Object.fromEntries(told)
}

function parametersOf(api: string, type: string, given: Json): JsonObject {
  const name = `GatewayResponses.${type}.ResponseParameters`
  const all = Object.entries(mapIn(api, name, given)).flatMap(([kind, values]) => {
    const place = Object.hasOwn(places, kind) ? places[kind] : undefined
    if (place === undefined) throw invalidResource(api, `Invalid property '${kind}' in 'GatewayResponses' property 'ResponseParameters'.`)
    return Object.entries(mapIn(api, `${name}.${kind}`, values)).map(([key, value]) => [`gatewayresponse.${place}.${key}`, value] as const)
  })
  return Object.fromEntries(all)
}

/** The logical ids of what says so of the API. */
export function addGatewayResponses(added: Additions, api: string, responses: Readonly<Record<string, JsonObject>>): string[] {
  return Object.entries(responses).map(([ResponseType, response]) => {
    const id = `${api}${ResponseType.replaceAll('_', '')}Response`
    added.resources[id] = declaration('AWS::ApiGateway::GatewayResponse', { RestApiId: { Ref: api }, ResponseType, ...response })
    return id
  })
}

const extension = 'x-amazon-apigateway-gateway-responses'

/** An API's own document which says so besides what it says itself. */
export function withGatewayResponses(document: JsonObject, responses: Readonly<Record<string, JsonObject>>): JsonObject {
  if (Object.keys(responses).length === 0) return document
  const present = document[extension]
  const told = Object.entries(responses).map(([type, response]) => [
    type,
    Object.fromEntries(Object.entries(response).map(([name, value]) => [name[0]!.toLowerCase() + name.slice(1), value])),
  ])
  return { ...document, [extension]: { ...(isJsonObject(present ?? null) ? (present as JsonObject) : {}), ...Object.fromEntries(told) } }
}
