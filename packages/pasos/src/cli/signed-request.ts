import { signatureHeaders } from '@pasos/wire'
import { refuseForeign } from '../project/foreign-answer.ts'
import { callerKeys, callerRegion } from './endpoint.ts'

interface Unsigned {
  /** The service that it is signed for, such as `states`. */
  service: string
  method?: 'GET' | 'POST'
  /** With its query. */
  address?: string
  headers?: Record<string, string>
  body?: string
}

/** Sends a request that no SDK client of the command knows, signed as one would sign it. @throws ForeignAnswer */
export async function signedRequest(
  endpoint: string,
  { service, method = 'GET', address = '/', headers = {}, body }: Unsigned,
): Promise<Response> {
  const url = new URL(address, endpoint)
  const region = callerRegion()
  const signed = signatureHeaders(
    { method, url: `${url.pathname}${url.search}`, headers: { host: url.host, ...headers }, body: Buffer.from(body ?? '') },
    { ...callerKeys(), region, service, now: Date.now() },
  )
  const response = await fetch(url, { method, headers: { ...headers, ...signed }, ...(body !== undefined && { body }) })
  refuseForeign(response.headers.get('content-type'))
  return response
}
