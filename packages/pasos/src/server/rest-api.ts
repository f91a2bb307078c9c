import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiGatewayFace, ApiRequest } from '@pasos/services'
import { askedOf, type CallerOf } from './client-request.ts'
import type { ArrivalOf } from './door/arrival.ts'
import type { Route } from './listener.ts'
import type { RequestTarget } from './request-target.ts'
import { bodyUpTo } from './small-body.ts'

/** `/_execute-api/ID/STAGE/PATH`. No bucket can have this name. */
const PATH = /^\/_execute-api\/([a-z0-9]+)(\/.*)?$/
/** `ID.execute-api.localhost`, or AWS's own name where the operator lets it in. */
const HOST = /^([a-z0-9]{10})\.execute-api\./
/** AWS's limit of a payload. */
const LARGEST_BODY = 10 * 1024 * 1024

export interface RestApiOptions {
  apis(): Promise<ApiGatewayFace> | undefined
  callerOf: CallerOf
  arrivalOf: ArrivalOf
  report(message: string, details: { error: unknown }): void
}

/** Whether a host is that of an API. */
export function isApiHost(host: string | undefined): boolean {
  return HOST.test(host ?? '')
}

/** APIs of API Gateway for clients: under a path of this port, and under a host of their own. */
export function restApi(options: RestApiOptions): Route {
  return (request, response, target) => {
    const [, idInPath, rest = '/'] = PATH.exec(target.path) ?? []
    const apiId = idInPath ?? HOST.exec(request.headers.host ?? '')?.[1]
    if (apiId === undefined) return false
    const path = idInPath === undefined ? target.path : rest
    answer(options, request, response, target, { apiId, path }).catch(error => {
      options.report('a request to an API could not be answered', { error })
      response.destroy()
    })
    return true
  }
}

async function answer(
  { apis, callerOf, arrivalOf }: RestApiOptions,
  request: IncomingMessage,
  response: ServerResponse,
  target: RequestTarget,
  { apiId, path }: { apiId: string; path: string },
): Promise<void> {
  const body = await bodyUpTo(request, LARGEST_BODY)
  if (body === undefined) {
    response.writeHead(413, { 'content-type': 'application/json', connection: 'close' }).end('{"message":"Request Entity Too Large"}')
    return
  }
  const served = await (await apis())?.serve({
    ...askedOf(request, target, arrivalOf(request)),
    ...{ apiId, path, body, headers: pairsOf(request.rawHeaders), host: request.headers.host ?? '' },
    sender() {
      const caller = callerOf(request, target, body)
      return caller ? { kind: 'caller', caller } : { kind: 'nobody' }
    },
  } satisfies ApiRequest)
  if (response.destroyed) return
  if (!served) {
    response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"Forbidden"}')
    return
  }
  // The connection is this listener's matter.
  const headers = served.headers.filter(([name]) => name.toLowerCase() !== 'connection')
  response.writeHead(served.status, headers.flat()).end(served.body)
}

function pairsOf(rawHeaders: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, at) => [rawHeaders[2 * at]!, rawHeaders[2 * at + 1]!])
}
