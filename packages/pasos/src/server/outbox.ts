import type { SnsFace } from '@pasos/services'
import type { Route } from './listener.ts'

const PATH = '/_pasos/outbox'
const DEFAULT_LIMIT = 50
const MOST = 500

/** `GET /_pasos/outbox?limit=…`: letters and short messages that topics sent to people, the newest first, as `{ entries }`. */
export function outbox(sns: () => Promise<SnsFace> | undefined, report: (message: string, details: { error: unknown }) => void): Route {
  return (request, response, { path, query }) => {
    if (path !== PATH || request.method !== 'GET') return false
    const limit = Math.min(MOST, Math.max(1, Number(query.get('limit')) || DEFAULT_LIMIT))
    read(sns, limit).then(
      entries => {
        response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
        response.end(JSON.stringify({ entries }))
      },
      error => {
        report('the outbox could not be read', { error })
        response.destroy()
      },
    )
    return true
  }
}

async function read(sns: () => Promise<SnsFace> | undefined, limit: number) {
  return (await (await sns())?.outbox(limit)) ?? []
}
