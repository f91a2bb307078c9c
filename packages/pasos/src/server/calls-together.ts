import type { IncomingMessage } from 'node:http'
import type { IncomingRequest, WireResponse } from '@pasos/wire'
import type { ArrivalOf } from './door/arrival.ts'
import type { Route } from './listener.ts'
import { bodyUpTo } from './small-body.ts'

const PATH = '/_pasos/calls'
const LARGEST_BODY = 1024 * 1024
const MOST = 200
const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** A call of a service as a client would send it by itself. */
interface Call {
  method: string
  /** Path and query. */
  url: string
  /** With names in lower case. */
  headers: Record<string, string>
  body: string
}

interface Options {
  dispatch: (request: IncomingRequest) => Promise<WireResponse>
  arrivalOf: ArrivalOf
  report: (message: string, details: { error: unknown }) => void
}

/**
 * `POST /_pasos/calls` with `{ calls: [{ method, url, headers, body }] }`: calls of services that a page makes at once, as one request, for
 * browsers have six connections only. Each takes the same way as by itself, and is answered whatever becomes of the others, as
 * `{ answers: [{ status, headers, body }] }` in their order. For calls whose answers are texts; of others the answer is 400.
 */
export function callsTogether(options: Options): Route {
  return (request, response, { path }) => {
    if (path !== PATH || request.method !== 'POST') return false
    const gone = new AbortController()
    response.on('close', () => response.writableFinished || gone.abort())
    const send = (status: number, answer: object) => {
      if (!response.destroyed) response.writeHead(status, HEADERS).end(JSON.stringify(answer))
    }
    callsIn(request).then(
      async calls => {
        if (calls === undefined) return send(400, { message: `This is no list of up to ${MOST} calls.` })
        const answers = await Promise.all(calls.map(call => answerOf(call, request, gone.signal, options)))
        send(200, { answers })
      },
      // The client went away before it had said all.
      () => response.destroy(),
    )
    return true
  }
}

async function callsIn(request: IncomingMessage): Promise<Call[] | undefined> {
  const body = await bodyUpTo(request, LARGEST_BODY)
  try {
    const { calls } = JSON.parse(Buffer.from(body ?? '').toString()) as { calls?: unknown }
    return Array.isArray(calls) && calls.length <= MOST && calls.every(isCall) ? calls : undefined
  } catch {
    return undefined
  }
}

function isCall(value: unknown): value is Call {
  const { method, url, headers, body } = (value ?? {}) as Partial<Record<keyof Call, unknown>>
  const areTexts = [method, url, body].every(each => typeof each === 'string')
  const hasHeaders = typeof headers === 'object' && headers !== null && Object.values(headers).every(each => typeof each === 'string')
  // What is no service's, such as these calls, is not dispatched.
  return areTexts && hasHeaders && (url as string).startsWith('/') && !(url as string).startsWith('/_pasos')
}

async function answerOf(call: Call, request: IncomingMessage, signal: AbortSignal, options: Options) {
  try {
    const { status, headers, body, stream } = await options.dispatch({
      ...{ method: call.method, url: call.url, body: Buffer.from(call.body), signal },
      headers: { host: request.headers.host, ...call.headers },
      // The door lets nobody else come here.
      sender: 'owner',
      arrival: options.arrivalOf(request),
    })
    if (stream === undefined) return { status, headers, body: typeof body === 'string' ? body : Buffer.from(body).toString() }
    await stream[Symbol.asyncIterator]().return?.()
    return { status: 400, headers: {}, body: JSON.stringify({ message: 'What streams is asked for by itself.' }) }
  } catch (error) {
    options.report('a request failed', { error })
    return { status: 500, headers: {}, body: JSON.stringify({ message: 'The request could not be answered.' }) }
  }
}
