import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LambdaFace } from '@pasos/services'
import { askedOf, type CallerOf } from './client-request.ts'
import type { ArrivalOf } from './door/arrival.ts'
import type { Route } from './listener.ts'
import type { RequestTarget } from './request-target.ts'
import { bodyUpTo } from './small-body.ts'

/** As the Lambda service makes them. */
const PATH = /^\/_lambda-url\/([a-z0-9]+)(\/.*)?$/
/** AWS's limit of a payload. */
const LARGEST_BODY = 6 * 1024 * 1024

export interface FunctionUrlOptions {
  lambda(): Promise<LambdaFace> | undefined
  callerOf: CallerOf
  arrivalOf: ArrivalOf
  report(message: string, details: { error: unknown }): void
}

/** Functions under an address of their own, which CreateFunctionUrlConfig answers. */
export function functionUrl(options: FunctionUrlOptions): Route {
  return (request, response, target) => {
    const match = PATH.exec(target.path)
    if (!match) return false
    answer(options, request, response, target, { id: match[1]!, path: match[2] ?? '/' }).catch(error => {
      options.report('a function URL could not be answered', { error })
      response.destroy()
    })
    return true
  }
}

async function answer(
  { lambda, callerOf, arrivalOf }: FunctionUrlOptions,
  request: IncomingMessage,
  response: ServerResponse,
  target: RequestTarget,
  { id, path }: { id: string; path: string },
): Promise<void> {
  const body = await bodyUpTo(request, LARGEST_BODY)
  if (body === undefined) {
    response.writeHead(413, { 'content-type': 'application/json', connection: 'close' }).end('{"Message":"Request Entity Too Large"}')
    return
  }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  const served = await (await lambda())?.serveUrl({
    ...askedOf(request, target, arrivalOf(request)),
    ...{ id, path, headers, body },
    caller: () => callerOf(request, target, body),
  })
  if (response.destroyed) return
  const { status, headers: answered, body: content } = served ?? { status: 404, headers: {}, body: '' }
  response.writeHead(status, { ...answered, 'content-length': Buffer.byteLength(content) }).end(content)
}
