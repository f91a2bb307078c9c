import type { Route } from '../listener.ts'

/** What keeps a server from being well, in words; and whether it takes no more work because it is about to end. */
export interface Wellbeing {
  isDraining: boolean
  reasons: readonly string[]
}

/**
 * `GET /_pasos/health`: 200 with JSON as soon as the listener is open, which is when everything else is ready; `degraded` with the
 * reasons while something is refused; 503 and `draining` once the server is about to end, so that nobody sends it more.
 */
export function health(facts: () => Record<string, unknown>, wellbeing: () => Wellbeing): Route {
  return (request, response, { path }) => {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || path !== '/_pasos/health') return false
    const { isDraining, reasons } = wellbeing()
    const status = isDraining ? 'draining' : reasons.length > 0 ? 'degraded' : 'ok'
    response.writeHead(isDraining ? 503 : 200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(JSON.stringify({ status, ...(reasons.length > 0 ? { reasons } : {}), ...facts() }))
    return true
  }
}
