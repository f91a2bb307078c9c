import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { ARRIVAL_HEADER, CREDENTIAL_HEADER, isFromNode, NODE_HEADER, SENDER_HEADER } from './node-signature.ts'
import { BrokenOff, TryAgain } from './try-again.ts'

/** Under it nodes call each other; every other path is a request that is handed on. */
export const CALLS_PATH = '/_node/'

/** Answers one kind of call with JSON. Rejects with `TryAgain` when another node is to be asked. */
export type NodeCall = (body: unknown) => Promise<unknown>

/** So long who has not seen yet that everything has gone elsewhere is told so, over connections that end with that. */
const lastMs = 300

/** Where other nodes reach this one. */
export interface NodeServer {
  url: string
  server: Server
  /** Requests that others hand on are for whoever serves; none is served before, nor while nobody does any more. */
  serveHandedOn(serve: RequestListener | undefined): void
  close(): Promise<void>
}

export interface NodeServerOptions {
  host: string
  /** 0 takes any free port. */
  port: number
  secret: Buffer
  calls: Readonly<Record<string, NodeCall>>
  report(message: string, details: { error: unknown }): void
}

export async function openNodeServer({ host, port, secret, calls, report }: NodeServerOptions): Promise<NodeServer> {
  let serve: RequestListener | undefined
  let isEnding = false

  const answer = async (name: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = calls[name]
    if (!call) return reply(response, 404, { message: `Nodes have no call ${name}.` })
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    try {
      const result = await call(JSON.parse(Buffer.concat(chunks).toString() || '{}'))
      reply(response, 200, { result })
    } catch (error) {
      if (error instanceof TryAgain) return reply(response, 421, { message: error.message })
      if (error instanceof BrokenOff) return reply(response, 410, { message: error.message })
      report('a call of another node failed', { error })
      reply(response, 500, { message: error instanceof Error ? error.message : String(error) })
    }
  }

  const server = createServer({ keepAlive: true, requestTimeout: 0 }, (request, response) => {
    const { method = 'GET', url = '/', headers } = request
    if (isEnding) response.setHeader('connection', 'close')
    const signed = {
      ...{ method, url, sender: textOf(headers[SENDER_HEADER]) },
      ...{ credential: textOf(headers[CREDENTIAL_HEADER]), arrival: textOf(headers[ARRIVAL_HEADER]) },
    }
    if (!isFromNode(secret, signed, textOf(headers[NODE_HEADER]), Date.now()))
      return reply(response, 403, { message: 'This is for nodes of the cluster alone.' })
    if (url.startsWith(CALLS_PATH)) {
      answer(url.slice(CALLS_PATH.length), request, response).catch(error => {
        report('a call of another node broke off', { error })
        response.destroy()
      })
      return
    }
    if (serve) serve(request, response)
    else reply(response, 421, { message: 'Another node serves.' })
  })
  server.keepAliveTimeout = 75_000
  server.maxRequestsPerSocket = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const taken = (server.address() as AddressInfo).port
  return {
    server,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    serveHandedOn(listener) {
      serve = listener
    },
    async close() {
      isEnding = true
      await wait(lastMs)
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeIdleConnections()
      const cut = setTimeout(() => server.closeAllConnections(), lastMs)
      await closed
      clearTimeout(cut)
    },
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json', [NODE_HEADER]: 'answer' })
  response.end(JSON.stringify(body))
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header
}
