import { partitionOf } from '@pasos/asl'
import type { DispatcherOptions, IncomingRequest, WireResponse } from '@pasos/wire'
import { type ArrivalOf, fromFunction, noteArrival } from './door/arrival.ts'
import { createConsoleSessions } from './door/console-session.ts'
import { createDoor, type DoorOptions } from './door/door.ts'
import { hostRules } from './door/host-names.ts'
import type { Peer } from './door/peer.ts'
import type { Posture } from './door/posture.ts'
import type { RootKey } from './door/root-key.ts'
import { type Listener, type ListenerOptions, listen, type Route, type StandingServer, type TlsMaterial } from './listener.ts'
import type { RequestHead } from './plain-calls/request-head.ts'
import { isApiHost } from './rest-api.ts'

/** Where and to whom a server answers. */
export interface FrontOptions {
  host: string
  port: number
  posture: Posture
  /** A proxy speaks TLS with the clients, and says how and whence they came. */
  behindProxy?: boolean | undefined
  /** Names besides those of loopback that `Host` may have. */
  allowedHosts: readonly string[]
  tls?: TlsMaterial | undefined
}

export interface ListenersOptions extends FrontOptions {
  accountId: string
  region: string
  /** Where strangers are verified. */
  rootKey: RootKey | undefined
  arrivalOf: ArrivalOf
  credential: NonNullable<DispatcherOptions['credential']>
  routes: Route[]
  /** What functions find at their own address besides AWS's services. */
  functionRoutes: Route[]
  dispatch: (request: IncomingRequest) => Promise<WireResponse>
  report: ListenerOptions['report']
  /** Epoch milliseconds. */
  now(): number
  /** Of a node of a cluster: its port is open already, and other nodes hand on to it what they were asked. */
  node?: NodePorts | undefined
}

export interface NodePorts {
  front: StandingServer
  handedOn: StandingServer
  /** Gets to know a credential that another node has given to a function of its own. */
  adoptCredential(credential: string): void
}

export interface Listeners {
  url: string
  /** Where functions call: no console, nothing of `/_pasos`, and nobody who does not sign with a session that the server gave out. */
  functionsUrl: string
  /** Takes no more requests and lets calls under way end for at most so long, then functions; those may call until then. */
  close(mostMs: number, functionsEnd: (mostMs: number) => Promise<void>): Promise<void>
}

/** Opens the port for people and their programs, and another one for functions, always on loopback. */
export async function openListeners(options: ListenersOptions): Promise<Listeners> {
  const { host, port, posture, rootKey, dispatch, report, tls, now } = options
  const scheme = tls ? 'https' : 'http'
  const sessions = rootKey && createConsoleSessions({ secret: rootKey.secretAccessKey, isSecure: tls !== undefined, now })
  const { accountId, region, credential } = options
  const authentication = { defaultAccountId: accountId, defaultRegion: region, partition: partitionOf, credential, now }
  const knowing = { posture, hosts: hostRules(options), scheme, sessions, authentication } as const
  const door = createDoor(knowing)
  const standing = options.node?.front
  const front = await listen({
    host,
    port,
    tls,
    standing,
    routes: [door.route, ...options.routes],
    senderOf: door.senderOf,
    isCall: head => door.admits(head) && !isApiHost(head.headers.host),
    arrivalOf: options.arrivalOf,
    dispatch,
    report,
  })
  const fromNodes = options.node && (await openForNodes(knowing, options.node, options))
  const forFunctions = await openForFunctions(options).catch(async error => {
    await front.close()
    throw error
  })
  return {
    url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${front.port}`,
    functionsUrl: `http://127.0.0.1:${forFunctions.port}`,
    close: async (mostMs, functionsEnd) => {
      const begun = performance.now()
      await Promise.all([front.close(mostMs), fromNodes?.close(mostMs)])
      await functionsEnd(Math.max(0, mostMs - (performance.now() - begun)))
      await forFunctions.close()
    },
  }
}

/** For what other nodes hand on: they have seen who sent it. */
async function openForNodes(
  knowing: DoorOptions,
  node: NodePorts,
  { routes, dispatch, arrivalOf, report }: ListenersOptions,
): Promise<Listener> {
  // Only here: a server by itself needs nothing of it.
  const { ARRIVAL_HEADER, CREDENTIAL_HEADER, SENDER_HEADER } = await import('@pasos/cluster')
  const senderOf = (request: RequestHead): Peer => (request.headers[SENDER_HEADER] === 'owner' ? 'owner' : 'stranger')
  const isOfFunction = (request: RequestHead): boolean => request.headers[SENDER_HEADER] === 'function'
  const door = createDoor({ ...knowing, peer: senderOf })
  const forFunction: Route = (request, response, target) => {
    const credential = request.headers[CREDENTIAL_HEADER]
    if (typeof credential === 'string') node.adoptCredential(credential)
    noteArrival(request, request.headers[ARRIVAL_HEADER])
    return isOfFunction(request) && refuseAdministration(request, response, target)
  }
  const doorUnlessFunction: Route = (request, ...rest) => !isOfFunction(request) && door.route(request, ...rest)
  return listen({
    ...{ host: '', port: 0, standing: node.handedOn, dispatch, arrivalOf, report },
    routes: [forFunction, doorUnlessFunction, ...routes],
    senderOf: request => (isOfFunction(request) ? 'stranger' : door.senderOf(request)),
  })
}

const refuseAdministration: Route = (_request, response, { path }) => {
  if (!path.startsWith('/_pasos')) return false
  response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}')
  return true
}

function openForFunctions({ functionRoutes, dispatch, report }: ListenersOptions): Promise<Listener> {
  const routes = [...functionRoutes, refuseAdministration]
  return listen({ host: '127.0.0.1', port: 0, routes, senderOf: () => 'stranger', arrivalOf: fromFunction, dispatch, report })
}
