import { lookup } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { HttpExchange, HttpExchanged, OutgoingHttp } from '@pasos/services'
import { isInnerAddress } from './inner-address.ts'

/** Answers are read this far; nobody is interested in more. */
const longestAnswer = 65_536

/**
 * HTTP to addresses that users gave. Addresses inside (the machine itself, its network, what only machines in a cloud can see) are
 * refused, but for those of `allowed` (`host` or `host:port`; `all` where the owner of the server gave the address). A name is resolved once, and what it resolves to is what is called;
 * redirects are not followed.
 */
export function outgoingHttp(allowed: readonly string[] | 'all', resolve: typeof lookup = lookup): OutgoingHttp {
  const outerLookup = outerLookupBy(resolve)
  const isAllowed = ({ hostname, host }: URL): boolean => allowed === 'all' || allowed.includes(hostname) || allowed.includes(host)

  const exchange = (asked: HttpExchange): Promise<HttpExchanged> =>
    new Promise((resolve, reject) => {
      const url = new URL(asked.url)
      if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`${url.protocol} is no protocol for an endpoint.`)
      const isTrusted = isAllowed(url)
      if (asked.needsTls && url.protocol !== 'https:' && !isTrusted) throw new Error('The endpoint must be an https URL.')
      const literal = url.hostname.replace(/^\[|\]$/g, '')
      if (!isTrusted && isIP(literal) !== 0 && isInnerAddress(literal)) throw innerAddress(url)
      const send = url.protocol === 'https:' ? requestHttps : requestHttp
      const { method, body, timeoutMs } = asked
      const signal = AbortSignal.timeout(timeoutMs)
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
      const options = {
        method,
        headers: { ...asked.headers, ...length },
        signal,
        agent: false as const,
        ...(asked.authority !== undefined && { ca: asked.authority }),
      }
      const failed = (error: Error): void => reject(signal.aborted ? new Error(`No answer within ${timeoutMs} ms.`) : error)
      const outgoing = send(url, isTrusted ? options : { ...options, lookup: outerLookup }, answer => {
        const chunks: Buffer[] = []
        let left = asked.longestAnswerBytes
        answer.on('data', (chunk: Buffer) => {
          if (left > 0) chunks.push(chunk.subarray(0, left))
          left -= chunk.length
          if (left < 0) answer.destroy()
        })
        const { statusCode: status = 0, statusMessage: statusText = '', headers } = answer
        answer.on('close', () => {
          // Cut off by the time: there is no whole answer.
          if (signal.aborted) failed(new Error('aborted'))
          else resolve({ status, statusText, headers, rawHeaders: inPairs(answer.rawHeaders), body: Buffer.concat(chunks) })
        })
        answer.on('error', failed)
      })
      outgoing.on('error', failed)
      outgoing.end(body)
    })

  return {
    exchange,
    async post(url, headers, body, timeoutMs) {
      const { status } = await exchange({ url, method: 'POST', headers, body, timeoutMs, longestAnswerBytes: longestAnswer })
      return { status }
    },
  }
}

function inPairs(flat: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at]!, flat[2 * at + 1]!])
}

function innerAddress({ host }: URL): Error {
  return new Error(`${host} is inside: start the server with --allow-http ${host} to let it be called.`)
}

/** Resolves a name as ever, but to nothing inside. What the connection is made to is what was looked at here: nobody asks a second time. */
function outerLookupBy(resolve: typeof lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0)
      const inner = addresses.find(({ address }) => isInnerAddress(address))
      const first = addresses[0]
      if (inner || !first) return callback(innerAddress(new URL(`http://${hostname}`)), '', 0)
      if (options.all) return callback(null, addresses)
      callback(null, first.address, first.family)
    })
  }
}
