import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WireRequest, WireResponse } from '@pasos/wire'

/** A request that is none of AWS's: answers it and returns true, or leaves it and returns false. */
export type Route = (request: IncomingMessage, response: ServerResponse) => boolean

export interface ListenerOptions {
  /** Loopback address to listen on. */
  host: string
  /** 0 takes any free port. */
  port: number
  /** Tried in order before a request is taken for an AWS call. */
  routes: Route[]
  dispatch: (request: WireRequest) => Promise<WireResponse>
}

export interface Listener {
  /** The port that was taken. */
  port: number
  /** Takes no more requests, lets those under way end for at most a second, then cuts them. */
  close(): Promise<void>
}

/** A base64 zip of 50 MB with its JSON around it; no AWS request that Pasos serves is larger. */
const LARGEST_BODY = 72 * 1024 * 1024

/** Opens the one port: AWS APIs, console and `/_pasos` together. Rejects with the socket's error, e.g. EADDRINUSE. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const server = createServer({ keepAlive: true, requestTimeout: 120_000, headersTimeout: 20_000 }, (request, response) => {
    if (options.routes.some(route => route(request, response))) return
    void answer(request, response, options.dispatch)
  })
  // Kept-alive connections of SDKs and the console must outlive their own idle times, or requests race with our close.
  server.keepAliveTimeout = 75_000
  server.maxRequestsPerSocket = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return { port: (server.address() as AddressInfo).port, close: () => close(server) }
}

async function answer(request: IncomingMessage, response: ServerResponse, dispatch: ListenerOptions['dispatch']): Promise<void> {
  const gone = new AbortController()
  // Aborting costs a stack trace, so only those requests are aborted whose client really went away before the answer.
  response.on('close', () => response.writableFinished || gone.abort())
  const body = await readBody(request)
  if (body === undefined) return refuseBody(request, response)
  const {
    status,
    headers,
    body: content,
  } = await dispatch({
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers: request.headers as Record<string, string | undefined>,
    body,
    signal: gone.signal,
  })
  if (response.destroyed) return
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(content) })
  response.end(content)
}

/** The whole body, or undefined when it is larger than any valid request. Nothing beyond the limit is kept. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) return undefined
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > LARGEST_BODY) return undefined
      chunks.push(chunk)
    }
  } catch {
    // The client went away while sending: there is nobody to answer, and half a request must not run.
    return undefined
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
}

function refuseBody(request: IncomingMessage, response: ServerResponse): void {
  if (response.destroyed) return
  const message = JSON.stringify({ __type: 'RequestEntityTooLargeException', message: 'Request must be smaller than 75497472 bytes' })
  response.writeHead(413, { 'content-type': 'application/x-amz-json-1.0', connection: 'close' })
  response.end(message)
  request.destroy()
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    const cut = setTimeout(() => server.closeAllConnections(), 1_000)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
