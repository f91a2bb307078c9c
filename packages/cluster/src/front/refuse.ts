import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * How long a request waits for somebody who serves: a lease, the opening of the home on a busy machine, and some more. SDKs give up after a few
 * attempts, but wait for an answer for a minute.
 */
export const patienceForHomeMs = 20_000

/** As a service says that it is busy, which SDKs take as a reason to try again. */
export function refuse(request: IncomingMessage, response: ServerResponse): void {
  if (response.destroyed || response.headersSent) {
    response.destroy()
    return
  }
  request.unpipe()
  request.resume()
  const message = 'No node of the cluster serves at this moment. Try again.'
  const type = 'ServiceUnavailableException'
  const body = speaksJson(request) ? JSON.stringify({ __type: type, message }) : ''
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1', 'x-amzn-errortype': type })
  response.end(body)
}

/** Clients of protocols that speak XML or CBOR fail on JSON, and do not try again; all take no body at all for what the status says. */
function speaksJson({ headers }: IncomingMessage): boolean {
  return headers['x-amz-target'] !== undefined || String(headers['content-type']).includes('json')
}
