import { compilePath, isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { badRequest } from '../../apigateway/errors.ts'
import { jsonAt } from '../../apigateway/mapping/reference.ts'

/** What the values of parameters are taken from. */
export interface ParameterScope {
  request: {
    /** By names in small letters; several values of one are joined by commas. */
    headers: Readonly<Record<string, string>>
    querystring: Readonly<Record<string, string>>
    /** Without the stage. */
    path: string
    pathParameters: Readonly<Record<string, string>>
    body: string
  }
  context: JsonObject
  stageVariables: Readonly<Record<string, string>>
  /** Once the integration has answered. */
  response?: { headers: Readonly<Record<string, string>>; body: string }
}

/** The whole of a value. */
const bare = /^\$((?:request|response|context|stageVariables)\..+)$/
/** Within text. */
const braced = /\$\{([^{}]+)\}/g
const source =
  /^(?:request\.(?:header\.[\w$.-]+|querystring\.[\w$.-]+|path(?:\.[\w$-]+)?|body(?:\..+)?)|response\.(?:header\.[\w$.-]+|body(?:\..+)?)|context\.[\w.-]+|stageVariables\.\w+)$/
const requestPlace = /^(?:(?:append|overwrite|remove):(?:header|querystring)\.[\w$.-]+|overwrite:path)$/
const responsePlace = /^(?:(?:append|overwrite|remove):header\.[\w$.-]+|overwrite:statuscode)$/
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html, reserved headers. */
const reserved =
  /^(?:access-control-.*|apigw-.*|authorization|connection|content-encoding|content-length|content-location|forwarded|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers?|transfer-encoding|upgrade|x-amz-.*|x-amzn-.*|x-forwarded-(?:for|host|proto)|via)$/i

function invalid(reason: string): Error {
  return badRequest(`Invalid mapping expression specified: Validation Result: warnings : [], errors : [${reason}]`)
}

/** @throws ApiError BadRequestException */
export function checkRequestMapping(to: string, from: string): void {
  checkPlace(to, requestPlace)
  checkSource(from)
}

/** @throws ApiError BadRequestException */
export function checkResponseMapping(to: string, from: string): void {
  checkPlace(to, responsePlace)
  checkSource(from)
}

function checkPlace(to: string, form: RegExp): void {
  if (!form.test(to)) throw invalid(`Invalid mapping expression specified: ${to}`)
  const [, header = ''] = /:header\.(.+)$/.exec(to) ?? []
  if (reserved.test(header)) throw invalid(`Operations on header ${header} are restricted`)
}

/** @throws ApiError BadRequestException */
export function checkSource(from: string): void {
  for (const expression of expressionsIn(from)) {
    const path = bodyPath(expression)
    if (!source.test(expression) || (path !== undefined && !isPath(path))) {
      throw invalid(`Invalid mapping expression specified: $${expression}`)
    }
  }
}

function expressionsIn(from: string): string[] {
  const [, whole] = bare.exec(from) ?? []
  return whole === undefined ? [...from.matchAll(braced)].map(([, expression = '']) => expression) : [whole]
}

function isPath(path: string): boolean {
  try {
    compilePath(path)
    return true
  } catch {
    return false
  }
}

/**
 * The value of an expression: of `$request.body.order` what stands there, of text with references the text. Nothing where a reference
 * leads nowhere.
 */
export function parameterValue(from: string, scope: ParameterScope): Json | undefined {
  const [, whole] = bare.exec(from) ?? /^\$\{([^{}]+)\}$/.exec(from) ?? []
  if (whole !== undefined) return found(whole, scope)
  let isWhole = true
  const text = from.replaceAll(braced, (_, expression: string) => {
    const value = found(expression, scope)
    if (value === undefined) isWhole = false
    return textOf(value)
  })
  return isWhole ? text : undefined
}

/** JSON of what is no text. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
}

function found(expression: string, { request, response, context, stageVariables }: ParameterScope): Json | undefined {
  const path = bodyPath(expression)
  if (path !== undefined) {
    const { body = '' } = expression.startsWith('response.') ? (response ?? {}) : request
    return path === '$' ? body : jsonAt(body, path)
  }
  const [, root = '', name = ''] =
    /^(request\.header|request\.querystring|request\.path|response\.header|context|stageVariables)\.(.+)$/.exec(expression) ?? []
  switch (root) {
    case 'request.header':
      return own(request.headers, name.toLowerCase())
    case 'response.header':
      return own(response?.headers ?? {}, name.toLowerCase())
    case 'request.querystring':
      return own(request.querystring, name)
    case 'request.path':
      return own(request.pathParameters, name)
    case 'stageVariables':
      return own(stageVariables, name)
    case 'context':
      return name.split('.').reduce<Json | undefined>((value, member) => (isJsonObject(value) ? own(value, member) : undefined), context)
    default:
      return expression === 'request.path' ? request.path : undefined
  }
}

function own<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}

/** The JSONPath of an expression into a body. */
function bodyPath(expression: string): string | undefined {
  const [isBody, rest] = /^(?:request|response)\.body(?:\.(.+))?$/.exec(expression) ?? []
  if (isBody === undefined) return undefined
  return rest === undefined ? '$' : rest.startsWith('$') ? rest : `$.${rest}`
}

type Pair = [name: string, value: string]

/** Headers, or parameters of a query, after what the mappings of that kind (`header`, `querystring`) do to them. */
export function changedPairs(
  pairs: readonly (readonly [name: string, value: string])[],
  kind: 'header' | 'querystring',
  mappings: Record<string, string>,
  scope: ParameterScope,
): Pair[] {
  const same = kind === 'header' ? (name: string) => name.toLowerCase() : (name: string) => name
  let current = pairs.map(([name, value]): Pair => [name, value])
  for (const [to, from] of Object.entries(mappings)) {
    const [, change, place, name = ''] = /^(append|overwrite|remove):(header|querystring)\.(.+)$/.exec(to) ?? []
    if (place !== kind) continue
    const value = change === 'remove' ? undefined : parameterValue(from, scope)
    if (change !== 'remove' && (value === undefined || /[\r\n\0]/.test(textOf(value)))) continue
    if (change !== 'append') current = current.filter(([known]) => same(known) !== same(name))
    if (change !== 'remove') current.push([name, textOf(value)])
  }
  return current
}
