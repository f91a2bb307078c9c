import type { Route } from './listener.ts'

/** `GET /_pasos/health`: 200 with JSON as soon as the listener is open, which is when everything else is ready. */
export function health(facts: () => Record<string, unknown>): Route {
  return (request, response, { path }) => {
    if (request.method !== 'GET' || path !== '/_pasos/health') return false
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(JSON.stringify({ status: 'ok', ...facts() }))
    return true
  }
}
