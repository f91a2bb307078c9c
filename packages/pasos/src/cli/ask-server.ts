import { EXIT } from './exit-codes.ts'
import { signedRequest } from './signed-request.ts'

/** A signed request to what a server offers besides AWS's operations (`/_pasos/…`), without a body. */
export function askServer(endpoint: string, address: string, method: 'GET' | 'POST' = 'GET'): Promise<Response> {
  return signedRequest(endpoint, { service: 'pasos', method, address })
}

/** How a command ends that such a request refused. */
export function exitCodeOfStatus(status: number): number {
  if (status === 401 || status === 403) return EXIT.notAllowed
  return status === 404 ? EXIT.notFound : EXIT.failed
}
