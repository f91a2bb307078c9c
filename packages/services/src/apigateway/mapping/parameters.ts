import { compilePath, isJsonObject, type Json } from '@pasos/asl'
import { badRequest } from '../errors.ts'
import { jsonAt, type MappingScope } from './reference.ts'

const requestPlace = /^integration\.request\.(header|querystring|path)\.([\w$.-]+)$/
const responsePlace = /^method\.response\.header\.([\w$-]+)$/
const common = /^(?:'[^']*'|context\.[\w.]+|stageVariables\.\w+)$/
const requestSource = /^method\.request\.(?:(?:multivalue)?(?:header|querystring)\.[\w$-]+|path\.[\w$-]+|body(?:\..+)?)$/
const responseSource = /^integration\.response\.(?:(?:multivalue)?header\.[\w$-]+|body(?:\..+)?)$/

export function invalidMapping(expression: string): Error {
  return badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${expression}]`,
  )
}

/** Of PutIntegration's requestParameters. @throws ApiError BadRequestException */
export function checkRequestMapping(to: string, from: string): void {
  if (!requestPlace.test(to)) throw invalidMapping(to)
  if (!common.test(from) && !requestSource.test(from)) throw invalidMapping(from)
  checkBodyPath(from)
}

/** Of PutIntegrationResponse's responseParameters. @throws ApiError BadRequestException */
export function checkResponseMapping(to: string, from: string): void {
  if (!responsePlace.test(to)) throw invalidMapping(to)
  if (!common.test(from) && !responseSource.test(from)) throw invalidMapping(from)
  checkBodyPath(from)
}

function bodyPath(from: string): string | undefined {
  const [, rest] = /^(?:method\.request|integration\.response)\.body(?:\.(.+))?$/.exec(from) ?? [undefined, null]
  return rest === null ? undefined : rest === undefined ? '$' : rest.startsWith('$') ? rest : `$.${rest}`
}

function checkBodyPath(from: string): void {
  const path = bodyPath(from)
  if (path === undefined) return
  try {
    compilePath(path)
  } catch {
    throw invalidMapping(from)
  }
}

export interface IntegrationParameters {
  header: Record<string, string>
  querystring: Record<string, string>
  path: Record<string, string>
}

/** What the integration is sent besides the body. */
export function requestParameters(mappings: Record<string, string> | undefined, scope: MappingScope): IntegrationParameters {
  const parameters: IntegrationParameters = { header: {}, querystring: {}, path: {} }
  for (const [to, from] of Object.entries(mappings ?? {})) {
    const [, kind, name] = requestPlace.exec(to) ?? []
    const value = sourceValue(from, scope)
    if (value !== undefined && name !== undefined) parameters[kind as keyof IntegrationParameters][name] = value
  }
  return parameters
}

/** The headers of the answer; `scope` has the body and the headers of the integration's. */
export function responseHeaders(mappings: Record<string, string> | undefined, scope: MappingScope): [name: string, value: string][] {
  return Object.entries(mappings ?? {}).flatMap(([to, from]) => {
    const [, name] = responsePlace.exec(to) ?? []
    const value = sourceValue(from, scope)
    return value === undefined || name === undefined || /[\r\n\0]/.test(value) ? [] : [[name, value] as [string, string]]
  })
}

/** Of a quoted text, of what a request or an answer has, of the context or of a stage's variables. */
export function sourceValue(from: string, scope: MappingScope): string | undefined {
  if (from.startsWith("'")) return from.slice(1, -1)
  const path = bodyPath(from)
  if (path !== undefined) return path === '$' ? scope.body : textOf(jsonAt(scope.body, path))
  const [, kind, name = ''] = /\.(?:multivalue)?(header|querystring|path)\.([\w$-]+)$/.exec(from) ?? []
  if (kind === 'header') return headerOf(scope.params.header, name)
  if (kind === 'querystring' || kind === 'path') return Object.hasOwn(scope.params[kind], name) ? scope.params[kind][name] : undefined
  const [root = '', ...members] = from.split('.')
  let value: Json | undefined = root === 'context' ? scope.context : scope.stageVariables
  for (const member of members) value = isJsonObject(value) && Object.hasOwn(value, member) ? value[member] : undefined
  return textOf(value)
}

function headerOf(headers: Record<string, string>, name: string): string | undefined {
  return Object.entries(headers).find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1]
}

function textOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
