import { lookup } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { OutgoingHttp } from '@pasos/services'
import { isInnerAddress } from './inner-address.ts'

/** Answers are read this far; nobody is interested in more. */
const longestAnswer = 65_536

/**
 * HTTP to addresses that users gave. Addresses inside (the machine itself, its network, what only machines in a cloud can see) are
 * refused, but for those of `allowed` (`host` or `host:port`). A name is resolved once, and what it resolves to is what is called;
 * redirects are not followed.
 */
export function outgoingHttp(allowed: readonly string[]): OutgoingHttp {
  const isAllowed = ({ hostname, host }: URL): boolean => allowed.includes(hostname) || allowed.includes(host)

  return {
    post: (address, headers, body, timeoutMs) =>
      new Promise((resolve, reject) => {
        const url = new URL(address)
        if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`${url.protocol} is no protocol for an endpoint.`)
        const isTrusted = isAllowed(url)
        const literal = url.hostname.replace(/^\[|\]$/g, '')
        if (!isTrusted && isIP(literal) !== 0 && isInnerAddress(literal)) throw innerAddress(url)
        const send = url.protocol === 'https:' ? requestHttps : requestHttp
        const signal = AbortSignal.timeout(timeoutMs)
        const options = {
          method: 'POST',
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          signal,
          agent: false as const,
        }
        const outgoing = send(url, isTrusted ? options : { ...options, lookup: outerLookup }, answer => {
          let bytes = 0
          answer.on('data', (chunk: Buffer) => {
            bytes += chunk.length
            if (bytes > longestAnswer) answer.destroy()
          })
          answer.on('close', () => resolve({ status: answer.statusCode ?? 0 }))
          answer.on('error', () => resolve({ status: answer.statusCode ?? 0 }))
        })
        outgoing.on('error', error => reject(signal.aborted ? new Error(`No answer within ${timeoutMs} ms.`) : error))
        outgoing.end(body)
      }),
  }
}

function innerAddress({ host }: URL): Error {
  return new Error(`${host} is inside: start the server with --allow-http ${host} to let it be called.`)
}

/** Resolves a name as ever, but to nothing inside. */
const outerLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0)
    const inner = addresses.find(({ address }) => isInnerAddress(address))
    const first = addresses[0]
    if (inner || !first) return callback(innerAddress(new URL(`http://${hostname}`)), '', 0)
    if (options.all) return callback(null, addresses)
    callback(null, first.address, first.family)
  })
}
