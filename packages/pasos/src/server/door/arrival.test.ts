import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { arrivals, fromFunction, noteArrival } from './arrival.ts'

const requestFrom = (remoteAddress: string | undefined, headers: object = {}, encrypted?: boolean) =>
  ({ socket: { remoteAddress, encrypted }, headers }) as unknown as IncomingMessage

describe('how a request came', () => {
  const trusting = arrivals({ posture: { auth: 'trust' } })
  const verifying = arrivals({ posture: { auth: 'verify' } })
  const proxied = arrivals({ posture: { auth: 'verify' }, behindProxy: true })

  it('is secure over TLS, and over the loopback of a machine that trusts its owner; nowhere else', () => {
    expect(trusting(requestFrom('::ffff:127.0.0.1'))).toEqual({ sourceIp: '127.0.0.1', isSecure: true })
    expect(trusting(requestFrom('::1')).isSecure).toBe(true)
    expect(trusting(requestFrom('192.0.2.1')).isSecure).toBe(false)
    expect(verifying(requestFrom('127.0.0.1')).isSecure).toBe(false)
    expect(verifying(requestFrom('192.0.2.1', {}, true))).toEqual({ sourceIp: '192.0.2.1', isSecure: true })
    expect(arrivals({ posture: { auth: 'none' } })(requestFrom('127.0.0.1')).isSecure).toBe(false)
    expect(fromFunction(requestFrom('127.0.0.1'))).toEqual({ sourceIp: '127.0.0.1', isSecure: true })
  })

  it('is what a proxy has seen, at the end of what its headers say, where there is one', () => {
    const headers = { 'x-forwarded-for': '10.9.9.9, 203.0.113.7', 'x-forwarded-proto': 'https' }
    expect(proxied(requestFrom('10.0.0.1', headers))).toEqual({ sourceIp: '203.0.113.7', isSecure: true })
    expect(proxied(requestFrom('10.0.0.1', { ...headers, 'x-forwarded-proto': 'https, http' })).isSecure).toBe(false)
    expect(proxied(requestFrom('10.0.0.1', { 'x-forwarded-for': 'unknown' }))).toEqual({ sourceIp: '10.0.0.1', isSecure: false })
    expect(proxied(requestFrom('10.0.0.1', {}, true)).isSecure).toBe(true)
  })

  it('is nothing that a client says of itself where there is no proxy', () => {
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https', 'x-pasos-arrival': '{"isSecure":true}' }
    expect(verifying(requestFrom('192.0.2.1', headers))).toEqual({ sourceIp: '192.0.2.1', isSecure: false })
  })

  it('is what another node has seen that hands it on', () => {
    const request = requestFrom('10.0.0.2')
    noteArrival(request, '{"sourceIp":"203.0.113.7","isSecure":true}')
    expect(verifying(request)).toEqual({ sourceIp: '203.0.113.7', isSecure: true })
    const older = requestFrom('127.0.0.1')
    noteArrival(older, undefined)
    expect(trusting(older)).toEqual({ isSecure: false })
  })
})
