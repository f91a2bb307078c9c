import { signatureHeaders } from '@pasos/wire'
import { callerKeys, DEFAULT_REGION } from './endpoint.ts'

/** A signed request to what a server offers besides AWS's operations (`/_pasos/…`), without a body. */
export function askServer(endpoint: string, address: string, method: 'GET' | 'POST' = 'GET'): Promise<Response> {
  const url = new URL(address, endpoint)
  const unsigned = { method, url: `${url.pathname}${url.search}`, headers: { host: url.host }, body: new Uint8Array(0) }
  const headers = signatureHeaders(unsigned, { ...callerKeys(), region: DEFAULT_REGION, service: 'pasos', now: Date.now() })
  return fetch(url, { method, headers })
}
