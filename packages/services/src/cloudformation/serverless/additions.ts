import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { ResourceDeclaration } from '../template/template.ts'
import { notServed } from './refusals.ts'
import type { RouteAccess } from './route-access.ts'
import type { RouteRequest } from './route-requests.ts'

/** What a transform adds to a template. */
export interface Additions {
  resources: Record<string, ResourceDeclaration>
  /** Policies that the function's own role needs. */
  granted: Json[]
  /** Routes of APIs, by the API's logical id. */
  routes: ApiRoute[]
  httpRoutes: HttpApiRoute[]
  /** Ids of what is made beside resources, by the names that templates have for it: `Function.Alias`. */
  parts: Map<string, string>
}

/** What an event is told to. */
export interface EventTarget {
  /** Of the function or state machine. */
  id: string
  /** The function, or its alias, as permissions and mappings name it. */
  name: Json
  arn: Json
}

export interface ApiRoute {
  api: string
  path: string
  method: string
  target: EventTarget
  /** Of a state machine: the role that starts it. */
  role?: Json
  request?: RouteRequest
  access: RouteAccess
  /** Of a state machine: single quotes of its input are as they were sent. */
  isUnescaped?: boolean
}

export interface HttpApiRoute {
  api: string
  routeKey: string
  target: EventTarget
  /** Of the integration. */
  settings: JsonObject
  /** What the event says of who may call. */
  auth: JsonObject
  /** Of the route, on the API's stage. */
  routeSettings?: JsonObject
}

export function declaration(type: string, properties: JsonObject, more: Partial<ResourceDeclaration> = {}): ResourceDeclaration {
  return { type, properties, dependsOn: [], deletionPolicy: 'Delete', updateReplacePolicy: 'Delete', ...more }
}

export const attribute = (id: string, name: string): Json => ({ 'Fn::GetAtt': [id, name] })

/** The names of the implicit APIs. */
export const implicitApi = 'ServerlessRestApi'
export const implicitHttpApi = 'ServerlessHttpApi'

export function permission(FunctionName: Json, service: string, source: JsonObject): ResourceDeclaration {
  const properties = { Action: 'lambda:InvokeFunction', FunctionName, Principal: `${service}.amazonaws.com`, ...source }
  return declaration('AWS::Lambda::Permission', properties)
}

/** Letters and digits alone, each other character as its code: for logical ids. */
export function textInId(value: Json): string {
  return String(value).replace(/[^A-Za-z0-9]/g, character => character.charCodeAt(0).toString(16))
}

/** Lets all of an API call a function. */
export function addPermission(added: Additions, api: string, { id, name }: EventTarget): void {
  const source = 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${api}/*'
  const SourceArn = { 'Fn::Sub': [source, { api: { Ref: api } }] }
  added.resources[`${id}${api}Permission`] = permission(name, 'apigateway', { SourceArn })
}

/** `s3://BUCKET/KEY`, or its parts. */
export function placeOf(id: string, uri: Json): JsonObject {
  if (isJsonObject(uri)) return uri
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(String(uri)) ?? []
  if (Bucket === undefined || Key === undefined) throw notServed(id, `'${String(uri)}', which is no object of S3,`)
  return { Bucket, Key }
}

export function trust(service: string): JsonObject {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: [service] }, Action: ['sts:AssumeRole'] }] }
}
