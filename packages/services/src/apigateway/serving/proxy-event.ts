import { decoded } from '../../http-payload/decoded.ts'
import { type AdmittedRequest, contentTypeOf, contextOf, isBinaryType } from './api-request.ts'

/**
 * What a function is given of a request: format 1.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyEvent(admitted: AdmittedRequest): object {
  const { request, api, stage, route, path } = admitted
  const isBinary = isBinaryType(api.binaryMediaTypes ?? [], contentTypeOf(request))
  const query = [...new URLSearchParams(request.query)]
  return {
    ...{ resource: route.resourcePath, path: decoded(path), httpMethod: request.method },
    ...{ headers: lastOf(request.headers), multiValueHeaders: allOf(request.headers) },
    ...{ queryStringParameters: lastOf(query), multiValueQueryStringParameters: allOf(query) },
    pathParameters: orNull(route.pathParameters),
    stageVariables: orNull(stage.variables ?? {}),
    requestContext: contextOf(admitted),
    body: request.body.length === 0 ? null : Buffer.from(request.body).toString(isBinary ? 'base64' : 'utf8'),
    isBase64Encoded: isBinary && request.body.length > 0,
  }
}

export type Pair = readonly [name: string, value: string]

/** AWS has null where there is nothing. */
export function orNull<T>(values: Record<string, T>): Record<string, T> | null {
  return Object.keys(values).length === 0 ? null : values
}

/** The last value of each name. */
export function lastOf(pairs: readonly Pair[]): Record<string, string> | null {
  return orNull(Object.fromEntries(pairs))
}

/** All values of each name. */
export function allOf(pairs: readonly Pair[]): Record<string, string[]> | null {
  const all = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const values = all.get(name)
    if (values) values.push(value)
    else all.set(name, [value])
  }
  return orNull(Object.fromEntries(all))
}

const token = /^[\w!#$%&'*+.^`|~-]+$/
/** The connection is the server's matter. */
const notTheirs = /^(?:connection|content-length|transfer-encoding|keep-alive|upgrade|te|trailer)$/i

/** The headers of a function's answer, of both kinds; nothing where they are none. */
export function headerOfProxy(headers: unknown, multiValueHeaders: unknown): [name: string, value: string][] | undefined {
  const [single, multi] = [headers ?? {}, multiValueHeaders ?? {}]
  if (typeof single !== 'object' || typeof multi !== 'object' || Array.isArray(single) || Array.isArray(multi)) return undefined
  const many = Object.entries(multi).flatMap(([name, values]) =>
    Array.isArray(values) ? values.map(value => [name, String(value)] as const) : [],
  )
  const named = new Set(many.map(([name]) => name.toLowerCase()))
  const all = [...Object.entries(single).filter(([name]) => !named.has(name.toLowerCase())), ...many]
  return all.flatMap(([name, value]) => {
    const text = String(value)
    return token.test(name) && !notTheirs.test(name) && !/[\r\n\0]/.test(text) ? [[name, text] as [string, string]] : []
  })
}
