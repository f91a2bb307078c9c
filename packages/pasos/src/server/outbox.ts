import type { SnsFace } from '@pasos/services'
import { limitIn } from './asked-wrongly.ts'
import type { Route } from './listener.ts'
import { sendJson } from './send-json.ts'

const PATH = '/_pasos/outbox'
const DEFAULT_LIMIT = 50
const MOST = 500

/** `GET /_pasos/outbox?limit=…`: letters and short messages that topics sent to people, the newest first, as `{ entries }`. */
export function outbox(sns: () => Promise<SnsFace> | undefined, report: (message: string, details: { error: unknown }) => void): Route {
  return (request, response, { path, query }) => {
    if (path !== PATH || request.method !== 'GET') return false
    sendJson(response, read(sns, query), error => report('the outbox could not be read', { error }))
    return true
  }
}

async function read(sns: () => Promise<SnsFace> | undefined, query: URLSearchParams) {
  const limit = limitIn(query, { most: MOST, otherwise: DEFAULT_LIMIT })
  return { entries: (await (await sns())?.outbox(limit)) ?? [] }
}
