import { partitionOf } from '@pasos/asl'
import type { DispatcherOptions, IncomingRequest, WireResponse } from '@pasos/wire'
import { createConsoleSessions } from './door/console-session.ts'
import { createDoor } from './door/door.ts'
import { isLoopbackHost, type Posture } from './door/posture.ts'
import type { RootKey } from './door/root-key.ts'
import { type Listener, type ListenerOptions, listen, type Route, type TlsMaterial } from './listener.ts'

/** Where and to whom a server answers. */
export interface FrontOptions {
  host: string
  port: number
  posture: Posture
  /** Names besides those of loopback that `Host` may have. */
  allowedHosts: readonly string[]
  tls?: TlsMaterial | undefined
}

export interface ListenersOptions extends FrontOptions {
  accountId: string
  region: string
  /** Where strangers are verified. */
  rootKey: RootKey | undefined
  credential: NonNullable<DispatcherOptions['credential']>
  routes: Route[]
  dispatch: (request: IncomingRequest) => Promise<WireResponse>
  report: ListenerOptions['report']
  /** Epoch milliseconds. */
  now(): number
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
  const hosts = { allowed: options.allowedHosts.map(name => name.toLowerCase()), answersAddresses: !isLoopbackHost(host) }
  const door = createDoor({ posture, hosts, scheme, sessions, authentication })
  const front = await listen({ host, port, tls, routes: [door.route, ...options.routes], senderOf: door.senderOf, dispatch, report })
  const forFunctions = await openForFunctions({ dispatch, report }).catch(async error => {
    await front.close()
    throw error
  })
  return {
    url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${front.port}`,
    functionsUrl: `http://127.0.0.1:${forFunctions.port}`,
    close: async (mostMs, functionsEnd) => {
      const begun = performance.now()
      await front.close(mostMs)
      await functionsEnd(Math.max(0, mostMs - (performance.now() - begun)))
      await forFunctions.close()
    },
  }
}

function openForFunctions(options: Pick<ListenersOptions, 'dispatch' | 'report'>): Promise<Listener> {
  const refuseAdministration: Route = (_request, response, { path }) => {
    if (!path.startsWith('/_pasos')) return false
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}')
    return true
  }
  return listen({ host: '127.0.0.1', port: 0, routes: [refuseAdministration], senderOf: () => 'stranger', ...options })
}
