import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { IncomingRequest, WireResponse } from '@pasos/wire'
import { createBodyBudget } from './body-budget.ts'
import { discardRest } from './discard-rest.ts'
import type { ArrivalOf } from './door/arrival.ts'
import { meet } from './door/peer.ts'
import { openPlainConnections, type PlainConnections } from './plain-calls/plain-connections.ts'
import type { PlainCall } from './plain-calls/read-plain-call.ts'
import type { RequestHead } from './plain-calls/request-head.ts'
import { readBody } from './request-body.ts'
import { parseTarget, type RequestTarget } from './request-target.ts'
import { sendStream, streamBody } from './streamed-body.ts'
import { createUnderway, type Underway } from './underway.ts'

/** A request that is none of AWS's: answers it and returns true, or leaves it and returns false. */
export type Route = (request: IncomingMessage, response: ServerResponse, target: RequestTarget) => boolean

/** Certificate chain and private key, in PEM. */
export interface TlsMaterial {
  cert: string
  key: string
}

export interface ListenerOptions {
  /** The address to listen on. */
  host: string
  /** 0 takes any free port. */
  port: number
  /** Tried in order before a request is taken for an AWS call. */
  routes: Route[]
  dispatch: (request: IncomingRequest) => Promise<WireResponse>
  /** Whether a request may do without a key that the server knows. */
  senderOf: (request: RequestHead) => 'owner' | 'stranger'
  /** Whether a `POST /` is a call of AWS's that may come in, and so no route's; without it routes are asked about every request. */
  isCall?: (head: RequestHead) => boolean
  /** How it came; without it, as if from within. */
  arrivalOf?: ArrivalOf
  /** Speaks TLS with these. */
  tls?: TlsMaterial | undefined
  /** Listens already, and is served from now on; then host, port and TLS are its own. */
  standing?: StandingServer | undefined
  /** A route or the dispatcher threw: a defect of ours, which ends its request and nothing else. */
  report: (message: string, details: { error: unknown }) => void
}

/** A server that listened before there was anybody to serve, and goes on when whoever served has ended. */
export interface StandingServer {
  server: Server
  serve(listener: RequestListener): void
  /** Requests are for others from now on. What the listener has taken is its own to answer; `cut` ends what it has not answered by then. */
  takeBack(): { cut(): void }
}

export interface Listener {
  /** The port that was taken. */
  port: number
  /**
   * Takes no more requests, and lets calls under way end for at most so long (a second); then cuts what is left. Polls are told that nothing has
   * come; pages that follow what happens are not waited for.
   */
  close(mostMs?: number): Promise<void>
}

/** Large bodies that are read at the same time, over all connections: three payloads of functions, or one archive of code. */
const BODIES_BYTES = 20 * 1024 * 1024
/** How long requests may take to end when the server does. */
const LAST_MS = 1_000
/** Kept-alive connections of SDKs and the console must outlive their own idle times, or requests race with our close. */
const KEPT_MS = 75_000
const HEADERS_MS = 20_000

/** Opens the one port: AWS APIs, console and `/_pasos` together. Rejects with the socket's error, e.g. EADDRINUSE. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const budget = createBodyBudget(BODIES_BYTES)
  const underway = createUnderway()
  const polls = new Set<AbortController>()
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    try {
      const target = parseTarget(request.url)
      if (target === undefined) refuse(request, response, 400, 'The request line names no path.')
      else if (!options.routes.some(route => route(request, response, target))) {
        const gone = new AbortController()
        const answered = answer(request, response, target, gone).catch(error => fail(error, request, response))
        underway.until(whilePolling(request, gone, answered))
      }
    } catch (error) {
      fail(error, request, response)
    }
  }
  const server = options.standing?.server ?? newServer(options.tls, serve)
  const plain = options.standing || options.tls ? undefined : openPlain(server, options, { underway, whilePolling })

  /** What is answered, noted as long as it is a poll. */
  function whilePolling<Answer>(head: RequestHead, gone: AbortController, answered: Promise<Answer>): Promise<Answer> {
    if (!isPoll(head)) return answered
    polls.add(gone)
    return answered.finally(() => polls.delete(gone))
  }

  async function answer(request: IncomingMessage, response: ServerResponse, { url }: RequestTarget, gone: AbortController): Promise<void> {
    // Aborting costs a stack trace, so only those requests are aborted whose client really went away before the answer.
    response.on('close', () => response.writableFinished || gone.abort())
    const releases: (() => void)[] = []
    const reading = { budget, signal: gone.signal, afterAnswer: (release: () => void) => void releases.push(release) }
    const incoming: IncomingRequest = {
      method: request.method ?? 'GET',
      url,
      headers: headersOf(request),
      body: (limitBytes, take) => readBody(request, limitBytes, { ...reading, take }),
      stream: limitBytes => streamBody(request, limitBytes),
      signal: gone.signal,
      sender: options.senderOf(request),
    }
    if (options.arrivalOf) incoming.arrival = options.arrivalOf(request)
    let answered: WireResponse
    try {
      answered = await options.dispatch(incoming)
    } finally {
      for (const release of releases) release()
    }
    const { status, headers, body, stream } = answered
    if (response.destroyed) return
    if (!request.complete) discardRest(request)
    if (stream) {
      response.writeHead(status, headers)
      // A client whose answer breaks off sees that it is cut; there is nothing else to say any more.
      await sendStream(response, stream).catch(() => response.destroy())
      return
    }
    const length = request.method === 'HEAD' && headers['content-length'] !== undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    response.writeHead(status, { ...headers, ...length })
    response.end(body)
  }

  function fail(error: unknown, request: IncomingMessage, response: ServerResponse): void {
    options.report('a request failed', { error })
    if (response.headersSent) response.destroy()
    else refuse(request, response, 500, 'The request processing has failed because of an unknown error, exception or failure.')
  }

  if (options.standing) options.standing.serve(serve)
  else await listenOn(server, options)
  const answered = (mostMs: number): Promise<void> => {
    for (const poll of polls) poll.abort()
    return allOf(underway, mostMs)
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: (mostMs = LAST_MS) => (options.standing ? giveBack(options.standing, answered, mostMs) : close(server, plain, answered, mostMs)),
  }
}

/** Has calls that come as SDKs send them read by ourselves, where somebody tells them from others. */
function openPlain(
  server: Server,
  { isCall, senderOf, arrivalOf, dispatch, report }: ListenerOptions,
  {
    underway,
    whilePolling,
  }: { underway: Underway; whilePolling: <Answer>(head: RequestHead, gone: AbortController, answered: Promise<Answer>) => Promise<Answer> },
): PlainConnections | undefined {
  if (!isCall) return undefined
  function answer({ headers, body }: PlainCall, socket: Socket, gone: AbortController): Promise<WireResponse> {
    const head = { headers, socket }
    const incoming: IncomingRequest = { method: 'POST', url: '/', headers, body, signal: gone.signal, sender: senderOf(head) }
    if (arrivalOf) incoming.arrival = arrivalOf(head)
    return whilePolling(head, gone, dispatch(incoming))
  }
  return openPlainConnections(server, {
    isOurs: ({ headers }, socket) => isCall({ headers, socket }),
    answer,
    report: error => report('a request failed', { error }),
    ...{ underway, keptMs: KEPT_MS, firstMs: HEADERS_MS },
  })
}

/** A server as both the port for everybody and that for functions are. */
export function newServer(tls: TlsMaterial | undefined, serve: RequestListener): Server {
  const times = { keepAlive: true, requestTimeout: 120_000, headersTimeout: HEADERS_MS }
  const server = tls ? createTlsServer({ ...times, ...tls }, serve) : createServer(times, serve)
  server.on(tls ? 'secureConnection' : 'connection', meet)
  server.keepAliveTimeout = KEPT_MS
  server.maxRequestsPerSocket = 0
  server.on('connect', refuseTunnel)
  return server
}

/** Rejects with the socket's error, e.g. EADDRINUSE. */
export function listenOn(server: Server, { port, host }: { port: number; host: string }): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
}

/** Node joins the values of a header that comes several times by a comma and a space; signatures are made over a comma alone. */
export function headersOf(request: IncomingMessage): Record<string, string | undefined> {
  const headers = request.headers as Record<string, string | undefined>
  if (request.rawHeaders.length === 2 * Object.keys(headers).length) return headers
  const joined = Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(name === 'cookie' ? '; ' : ',')])
  // Of those that may come once only, such as `authorization`, Node has kept the first.
  return { ...Object.fromEntries(joined), ...onlyOnce(headers) }
}

function onlyOnce(headers: Record<string, string | undefined>): Record<string, string | undefined> {
  const names = ['authorization', 'host', 'content-type', 'content-length', 'date']
  return Object.fromEntries(names.filter(name => headers[name] !== undefined).map(name => [name, headers[name]]))
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  if (response.destroyed) return
  if (!request.complete) discardRest(request)
  const body = JSON.stringify({ message })
  // In so many words: an answer that could not be written has left those of its own status.
  response.writeHead(status, STATUS_CODES[status], { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/** Node closes a CONNECT without a word where nobody listens for it. */
function refuseTunnel(_request: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => undefined)
  socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
}

/** A call that asks whether there is something to do, and waits until there is. */
function isPoll({ headers }: Pick<RequestHead, 'headers'>): boolean {
  return /\.(GetActivityTask|ReceiveMessage)$/.test(String(headers['x-amz-target'] ?? ''))
}

/** Resolves when all are through, or after so long. */
async function allOf(underway: Underway, mostMs: number): Promise<void> {
  let late: NodeJS.Timeout | undefined
  const tooLate = new Promise<void>(resolve => {
    late = setTimeout(resolve, mostMs)
  })
  await Promise.race([underway.none(), tooLate])
  clearTimeout(late)
}

async function giveBack({ takeBack }: StandingServer, answered: (mostMs: number) => Promise<void>, mostMs: number): Promise<void> {
  const { cut } = takeBack()
  await answered(mostMs)
  cut()
}

async function close(
  server: Server,
  plain: PlainConnections | undefined,
  answered: (mostMs: number) => Promise<void>,
  mostMs: number,
): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  const closeIdle = (): void => {
    server.closeIdleConnections()
    plain?.closeIdle()
  }
  plain?.end()
  closeIdle()
  await answered(mostMs)
  // Answers that were just written are still on their way.
  const cut = setTimeout(
    () => {
      server.closeAllConnections()
      plain?.closeAll()
    },
    Math.min(mostMs, LAST_MS),
  )
  closeIdle()
  await closed
  clearTimeout(cut)
}
