import type { WaitsDeps } from './find-waits.ts'
import { keptCounts } from './kept-counts.ts'
import type { Route } from './listener.ts'
import { sendJson } from './send-json.ts'

const PATH = '/_pasos/waits'

/**
 * `GET /_pasos/waits?limit=…&cursor=…`: what executions that run wait for, the newest executions first, as `{ waits, running, seen, cursor? }`: in one
 * call, whatever their number. `seen` is how many executions were looked at, at most `limit` of the `running` ones; the cursor goes on behind them.
 * Express executions wait for nobody.
 */
export function executionWaits(deps: WaitsDeps): Route {
  const totals = keptCounts(deps.index)
  return (request, response, { path }) => {
    if (path !== PATH || request.method !== 'GET') return false
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
    // What reads histories is not loaded with the server.
    const found = import('./find-waits.ts').then(({ findWaits }) => findWaits(deps, totals, searchParams))
    sendJson(response, found, error => deps.report('what waits could not be read', { error }))
    return true
  }
}
