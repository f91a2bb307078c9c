import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Route } from '../listener.ts'

export const SESSION_PATH = '/_pasos/session'
const COOKIE = 'pasos-session'
const COOKIE_VALUE = /(?:^|;) *pasos-session=([^;]*)/
const LINK_MINUTES = 15
const SESSION_HOURS = 12

/** The console's own way in: a link that works once becomes a cookie that no script reads and no other site sends. */
export interface ConsoleSessions {
  /** Follows a link: sets the cookie and sends the browser to the console. */
  route: Route
  /** Whether the request carries a cookie that is still good. */
  holds(headers: IncomingHttpHeaders): boolean
}

export interface ConsoleSessionOptions {
  /** Whoever has it can make links; the secret of the root key. */
  secret: string
  /** Only over TLS is the cookie kept from the wire. */
  isSecure: boolean
  /** Epoch milliseconds. */
  now: () => number
}

/**
 * The path of a link that works once, for a quarter of an hour, on any server that has the secret: `pasos env` makes them without
 * asking the server.
 */
export function consoleLink(secret: string, now: number): string {
  return `${SESSION_PATH}?ticket=${sealed('link', secret, now + LINK_MINUTES * 60_000)}`
}

export function createConsoleSessions({ secret, isSecure, now }: ConsoleSessionOptions): ConsoleSessions {
  /** Tickets that were used, until they would have run out. */
  const used = new Map<string, number>()

  function isGood(ticket: string): boolean {
    const expiresAt = expiryOf('link', secret, ticket)
    if (expiresAt === undefined || expiresAt <= now() || used.has(ticket)) return false
    for (const [old, until] of used) if (until <= now()) used.delete(old)
    used.set(ticket, expiresAt)
    return true
  }

  return {
    route: (request, response, { path, query }) => {
      if (path !== SESSION_PATH) return false
      // A program that looks at links before a person follows them must not use the ticket up.
      if (request.method !== 'GET' || !isGood(query.get('ticket') ?? '')) {
        response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
        response.end('This link was used or is too old. "pasos env" prints a new one.\n')
        return true
      }
      const value = sealed('session', secret, now() + SESSION_HOURS * 3_600_000)
      const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${SESSION_HOURS * 3_600}${isSecure ? '; Secure' : ''}`
      // A page and no redirect: a cookie of SameSite=Strict is not sent along a redirect that began on another site.
      const page = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Pasos</title>'
      response.writeHead(200, {
        ...{ 'set-cookie': `${COOKIE}=${value}; ${flags}`, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
        ...{ 'referrer-policy': 'no-referrer', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" },
      })
      response.end(page)
      return true
    },
    holds: ({ cookie = '' }) => {
      const value = cookie === '' ? undefined : COOKIE_VALUE.exec(cookie)?.[1]
      const expiresAt = value === undefined ? undefined : expiryOf('session', secret, value)
      return expiresAt !== undefined && expiresAt > now()
    },
  }
}

type Purpose = 'link' | 'session'

/** `EXPIRY.NONCE.SEAL`: what the server need not remember to know again. */
function sealed(purpose: Purpose, secret: string, expiresAt: number): string {
  const content = `${Math.floor(expiresAt)}.${randomBytes(16).toString('base64url')}`
  return `${content}.${seal(purpose, secret, content)}`
}

/** Until when it is good, in epoch milliseconds; nothing where the seal is not ours. */
function expiryOf(purpose: Purpose, secret: string, text: string): number | undefined {
  const end = text.lastIndexOf('.')
  const content = text.slice(0, Math.max(end, 0))
  const given = Buffer.from(text.slice(end + 1))
  const expected = Buffer.from(seal(purpose, secret, content))
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  return Number(content.split('.')[0])
}

function seal(purpose: Purpose, secret: string, content: string): string {
  return createHmac('sha256', secret).update(`pasos console ${purpose} ${content}`).digest('base64url')
}
