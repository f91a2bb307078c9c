import type { IncomingMessage, ServerResponse } from 'node:http'
import { AuthenticationError, type AuthenticationOptions, authenticate, isFormUpload } from '@pasos/wire'
import type { Route } from '../listener.ts'
import type { RequestHead } from '../plain-calls/request-head.ts'
import type { RequestTarget } from '../request-target.ts'
import { isOfForeignPage } from './browser-guard.ts'
import { type ConsoleSessions, SESSION_PATH } from './console-session.ts'
import { type HostRules, isOurHost } from './host-names.ts'
import { type Peer, peerOf } from './peer.ts'
import type { Posture } from './posture.ts'

export interface DoorOptions {
  posture: Posture
  hosts: HostRules
  scheme: 'http' | 'https'
  /** Where strangers are verified, the console's own way in. */
  sessions?: ConsoleSessions | undefined
  /** How a signature of the root is known, for what is no AWS operation. */
  authentication: Omit<AuthenticationOptions, 'mode'>
  /** Whose process sent a request; by its connection, unless another node has seen that. */
  peer?: ((request: RequestHead) => Peer) | undefined
}

/** Everything that is asked of a request before anybody reads what it wants. */
export interface Door {
  /** Comes first: refuses requests for other hosts, of foreign pages but for their forms, and of anybody but the owner under `/_pasos`. */
  route: Route
  /** Whether the request may do without a key that the server knows. */
  senderOf(request: RequestHead): Peer
  /** Whether `route` would let a request for `/` pass, as which every program comes. */
  admits(head: RequestHead): boolean
}

/** Answered to everybody: whether the server is well, the way in itself, and code at addresses that are signed themselves. */
const OPEN_PATHS = new Set(['/_pasos/health', SESSION_PATH])
const CODE_PATH = '/_pasos/code/'
/** Addresses that are made for everybody: they have rules of their own for other sites' pages, and know nobody without a signature. */
const PUBLIC_PATHS = ['/_lambda-url/', '/_execute-api/']

export function createDoor({ posture, hosts, scheme, sessions, authentication, peer }: DoorOptions): Door {
  /** Clients name the same host all day long. */
  let ours: string | undefined
  function isOurs(host: string | undefined): boolean {
    if (host !== undefined && host === ours) return true
    const isOne = isOurHost(host, hosts)
    if (isOne) ours = host
    return isOne
  }

  function senderOf(request: RequestHead): Peer {
    // Only a form of a page elsewhere comes this far: its policy must be signed with a key that is known.
    if (isOfForeignPage(request.headers, scheme)) return 'stranger'
    if (posture.auth === 'none' || sessions?.holds(request.headers)) return 'owner'
    return posture.auth === 'trust' ? (peer?.(request) ?? peerOf(request.socket)) : 'stranger'
  }

  /** The owner, or whoever signs with a key of the root. */
  function mayAdminister(request: IncomingMessage, { url, query }: RequestTarget): boolean {
    if (senderOf(request) === 'owner') return true
    const { method = 'GET', headers } = request
    const signed = { method, url, headers: headers as Record<string, string | undefined>, body: new Uint8Array(0) }
    try {
      const { caller } = authenticate({ ...signed, signal: NEVER }, query, { ...authentication, mode: 'verify' })
      return caller.arn.endsWith(':root')
    } catch (error) {
      if (error instanceof AuthenticationError) return false
      throw error
    }
  }

  return {
    senderOf,
    admits: ({ headers }) => isOurs(headers.host) && !isOfForeignPage(headers, scheme),
    route: (request, response, target) => {
      if (!isOurs(request.headers.host)) {
        return refuse(response, 'Pasos does not answer to this Host. Name it with --allow-host if it is yours.')
      }
      const isPublic = PUBLIC_PATHS.some(path => target.path.startsWith(path))
      if (!isPublic && isOfForeignPage(request.headers, scheme) && !bringsForm(request, target)) {
        return refuse(response, 'Pasos answers web pages only when it served them itself.')
      }
      const isOpen = OPEN_PATHS.has(target.path) || target.path.startsWith(CODE_PATH)
      const isAdministration = target.path.startsWith('/_pasos') && !isOpen
      if (isAdministration && !mayAdminister(request, target)) return refuse(response, 'This is for the owner of the server alone.')
      return sessions?.route(request, response, target) ?? false
    },
  }
}

function bringsForm({ method = 'GET', headers }: IncomingMessage, target: RequestTarget): boolean {
  return isFormUpload({ request: { method, headers: headers as Record<string, string | undefined> }, ...target })
}

const NEVER = new AbortController().signal

function refuse(response: ServerResponse, message: string): true {
  response.writeHead(403, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ message }))
  return true
}
