import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'

/** One port for several servers: each request goes to the next of them, as any load balancer does it. */
export interface LoadBalancer {
  url: string
  close(): Promise<void>
}

const retryMs = 50
const patienceMs = 20_000
/** Of a connection, not of what goes over it. */
const ofConnection: ReadonlySet<string> = new Set(['connection', 'keep-alive'])

/**
 * `backends`: the addresses of those that are there at the moment. Who refuses the connection has got nothing, and the next is tried; what breaks off
 * later is answered 502, as nobody knows what became of it.
 */
export async function openLoadBalancer(backends: () => readonly string[], port = 0): Promise<LoadBalancer> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  let turn = 0

  const hand = async (request: IncomingMessage, response: ServerResponse, giveUp: number): Promise<void> => {
    const there = backends()
    const url = there[turn++ % Math.max(1, there.length)]
    if (url === undefined || !(await exchange(url, request, response))) {
      if (Date.now() > giveUp) return refuse(response)
      await new Promise(resolve => setTimeout(resolve, retryMs))
      return hand(request, response, giveUp)
    }
  }

  /** False when nobody was there to hear it. */
  const exchange = (url: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const { hostname, port: at } = new URL(url)
    const { method = 'GET', url: path = '/' } = request
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const outgoing = send({ agent, hostname, port: at, method, path, headers: kept(request), setHost: false })
    let hasBegun = false
    const begin = (): void => {
      hasBegun = true
      request.pipe(outgoing)
    }
    outgoing.on('socket', socket => {
      if (socket.connecting) socket.once('connect', begin)
      else begin()
    })
    outgoing.on('response', answer => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, kept(answer))
      response.flushHeaders()
      answer.pipe(response)
      answer.on('error', () => response.destroy())
      answer.on('end', () => resolve(true))
    })
    outgoing.on('error', () => {
      if (hasBegun) refuse(response)
      resolve(hasBegun)
    })
    const gone = (): void => {
      if (!response.writableFinished) outgoing.destroy()
      resolve(true)
    }
    response.on('close', gone)
    // Of many that are tried one after the other.
    return promise.finally(() => response.off('close', gone))
  }

  const server = createServer({ keepAlive: true, requestTimeout: 0 }, (request, response) => {
    hand(request, response, Date.now() + patienceMs).catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      agent.destroy()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** The same for connections, which nodes speak TLS on: each goes to the next of them that takes it. */
export async function openConnectionBalancer(backends: () => readonly string[], port = 0): Promise<LoadBalancer> {
  const sockets = new Set<Socket>()
  let turn = 0

  const hand = async (socket: Socket, giveUp: number): Promise<void> => {
    const there = backends()
    const url = there[turn++ % Math.max(1, there.length)]
    const outgoing = url === undefined ? undefined : await connected(url)
    if (outgoing && !socket.destroyed) return join(socket, outgoing)
    outgoing?.destroy()
    if (socket.destroyed || Date.now() > giveUp) return void socket.destroy()
    await new Promise(resolve => setTimeout(resolve, retryMs))
    return hand(socket, giveUp)
  }

  /** Undefined when nobody was there to take it. */
  const connected = (url: string): Promise<Socket | undefined> =>
    new Promise(resolve => {
      const { hostname, port: at } = new URL(url)
      const outgoing = connect({ host: hostname, port: Number(at), noDelay: true })
      outgoing.once('connect', () => resolve(outgoing))
      outgoing.once('error', () => resolve(undefined))
    })

  const join = (socket: Socket, outgoing: Socket): void => {
    keep(outgoing)
    socket.pipe(outgoing).pipe(socket)
    socket.on('close', () => outgoing.destroy())
    outgoing.on('close', () => socket.destroy())
  }

  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }

  const server = createTcpServer({ noDelay: true }, socket => {
    keep(socket)
    void hand(socket, Date.now() + patienceMs)
  })
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Headers as they came, in their spelling, which signatures are made over. */
function kept({ rawHeaders }: IncomingMessage): string[] {
  const headers: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (!ofConnection.has(rawHeaders[at]!.toLowerCase())) headers.push(rawHeaders[at]!, rawHeaders[at + 1]!)
  return headers
}

function refuse(response: ServerResponse): void {
  if (response.headersSent) response.destroy()
  else response.writeHead(502).end()
}
