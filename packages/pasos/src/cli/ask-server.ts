import { signedRequest } from './signed-request.ts'

/** A signed request to what a server offers besides AWS's operations (`/_pasos/…`), without a body. */
export function askServer(endpoint: string, address: string, method: 'GET' | 'POST' = 'GET'): Promise<Response> {
  return signedRequest(endpoint, { service: 'pasos', method, address })
}
