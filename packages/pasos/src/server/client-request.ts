import type { IncomingMessage } from 'node:http'
import { type Arrival, AuthenticationError, type AuthenticationOptions, authenticate, type Caller } from '@pasos/wire'
import type { RequestTarget } from './request-target.ts'

/** Who signed a request to an address that users made; nothing when nobody did, or wrongly. */
export type CallerOf = (request: IncomingMessage, target: RequestTarget, body: Uint8Array) => Caller | undefined

/** Finds who signed, as every API does. */
export function signerOf(options: AuthenticationOptions): CallerOf {
  return ({ method = 'GET', headers }, { url, query }, body) => {
    if (headers.authorization === undefined && !query.has('X-Amz-Signature')) return undefined
    const request = { method, url, headers: headers as Record<string, string | undefined>, body, signal: new AbortController().signal }
    try {
      return authenticate(request, query, options).caller
    } catch (error) {
      if (error instanceof AuthenticationError) return undefined
      throw error
    }
  }
}

/** What functions and APIs behind such an address learn of a request's line and of who sent it. */
export function askedOf(request: IncomingMessage, { url }: RequestTarget, { sourceIp = '', isSecure }: Arrival) {
  const mark = url.indexOf('?')
  return {
    method: request.method ?? 'GET',
    query: mark < 0 ? '' : url.slice(mark + 1),
    ...{ sourceIp, isSecure },
    protocol: `HTTP/${request.httpVersion}`,
  }
}
