import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Arrival } from '@pasos/wire'
import type { RequestHead } from '../plain-calls/request-head.ts'
import type { Posture } from './posture.ts'

/** How a request came. */
export type ArrivalOf = (request: RequestHead) => Arrival

const noted = new WeakMap<RequestHead, Arrival>()

/** Of a request that another node hands on: as that node has seen it come, which one of an earlier version does not say. */
export function noteArrival(request: RequestHead, said: string | string[] | undefined): void {
  noted.set(request, typeof said === 'string' ? (JSON.parse(said) as Arrival) : { isSecure: false })
}

/**
 * By its connection, and by what the proxy says where there is one. What comes over loopback to a server that trusts its owner does not
 * leave the machine: it counts as secure, as that server stands for AWS's address, which has no other kind. Everywhere else only TLS does.
 */
export function arrivals({ posture, behindProxy = false }: { posture: Posture; behindProxy?: boolean | undefined }): ArrivalOf {
  return request => {
    const known = noted.get(request)
    if (known !== undefined) return known
    const { socket, headers } = request
    const sourceIp = plain(socket.remoteAddress)
    const isEncrypted = (socket as Partial<TLSSocket>).encrypted === true
    if (behindProxy) {
      // A proxy adds what it has seen at the end: what stands before that, anybody can have written.
      const client = plain(lastOf(headers['x-forwarded-for']))
      const scheme = lastOf(headers['x-forwarded-proto'])
      const isSecure = scheme === undefined ? isEncrypted : scheme.toLowerCase() === 'https'
      return { isSecure, ...sourced(client ?? sourceIp) }
    }
    const isOwnMachine = posture.auth === 'trust' && /^(127\.|::1$)/.test(sourceIp ?? '')
    return { isSecure: isEncrypted || isOwnMachine, ...sourced(sourceIp) }
  }
}

/** Of the port for functions, which is theirs alone and leaves the machine no more than AWS's own network leaves AWS. */
export const fromFunction: ArrivalOf = ({ socket }) => ({ isSecure: true, ...sourced(plain(socket.remoteAddress)) })

function sourced(sourceIp: string | undefined): { sourceIp?: string } {
  return sourceIp === undefined ? {} : { sourceIp }
}

function lastOf(header: string | string[] | undefined): string | undefined {
  return header === undefined ? undefined : [header].flat().join(',').split(',').at(-1)!.trim()
}

/** An address without the form that IPv4 has in IPv6; nothing for what is none. */
function plain(address: string | undefined): string | undefined {
  const bare = address?.replace(/^::ffff:(?=\d+\.)/i, '')
  return bare !== undefined && isIP(bare) > 0 ? bare : undefined
}
