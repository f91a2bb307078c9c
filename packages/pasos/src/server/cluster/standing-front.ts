import type { IncomingMessage, RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HandOn, Sender } from '@pasos/cluster'
import { arrivals, fromFunction } from '../door/arrival.ts'
import { peerOf } from '../door/peer.ts'
import type { Posture } from '../door/posture.ts'
import { listenOn, newServer, type TlsMaterial } from '../listener.ts'
import type { Lendable } from './lent-server.ts'

export interface FrontOfNodeOptions {
  host: string
  port: number
  tls?: TlsMaterial | undefined
  posture: Posture
  behindProxy?: boolean | undefined
  handOn: HandOn
  /** Answers for the health of this node, while it is not the one that serves; and hands everything else on. */
  withHealth(handOn: RequestListener): RequestListener
  /** Nobody shall send this node any more. */
  isDraining(): boolean
}

/** A node's port for everybody: open from the beginning. What comes is handed on to the node that serves, unless this one does. */
export interface FrontOfNode extends Lendable {
  port: number
  close(mostMs: number): Promise<void>
}

export async function openFrontOfNode(options: FrontOfNodeOptions): Promise<FrontOfNode> {
  const { host, port, tls, posture, handOn, withHealth, isDraining } = options
  const arrivalOf = arrivals(options)
  const senderOf = (request: IncomingMessage): Sender => ({
    // The console's sessions, and signatures, are known to whoever serves.
    sender: posture.auth === 'none' || (posture.auth === 'trust' && peerOf(request.socket) === 'owner') ? 'owner' : 'stranger',
    arrival: JSON.stringify(arrivalOf(request)),
  })
  const handedOn = withHealth((request, response) => handOn(request, response, senderOf(request)))
  let serve = handedOn
  const server = await opened(host, port, tls, (request, response) => {
    // What clients ask next they shall ask of another node.
    if (isDraining()) response.setHeader('connection', 'close')
    serve(request, response)
  })
  return standing(server, listener => {
    serve = listener ?? handedOn
  })
}

/** Where functions of this node call: they sign with what this node gave them. */
export async function openFunctionsFront(handOn: HandOn, credentialOf: (accessKeyId: string) => string | undefined): Promise<FrontOfNode> {
  const server = await opened('127.0.0.1', 0, undefined, (request, response) => {
    const accessKeyId = /\bCredential=([A-Z0-9]+)[/%]/.exec(`${request.headers.authorization ?? ''} ${request.url ?? ''}`)?.[1]
    const credential = accessKeyId === undefined ? undefined : credentialOf(accessKeyId)
    handOn(request, response, { sender: 'function', credential, arrival: JSON.stringify(fromFunction(request)) })
  })
  return standing(server, () => undefined)
}

async function opened(host: string, port: number, tls: TlsMaterial | undefined, serve: RequestListener) {
  const server = newServer(tls, serve)
  await listenOn(server, { host, port })
  return server
}

function standing(server: Awaited<ReturnType<typeof opened>>, serve: Lendable['serve']): FrontOfNode {
  return {
    ...{ server, serve, port: (server.address() as AddressInfo).port },
    async close(mostMs) {
      if (!server.listening) return
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeIdleConnections()
      const cut = setTimeout(() => server.closeAllConnections(), mostMs)
      await closed
      clearTimeout(cut)
    },
  }
}
