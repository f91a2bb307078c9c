import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { patienceForHomeMs, refuse } from './refuse.ts'

const pollMs = 25

/**
 * Serves while the node can be sure that nobody has been judged its heir. What it would answer from memory otherwise another one may have changed
 * since; such requests wait, and are refused in the end, as while the home changes hands. Health is told at any time.
 */
export function whileCurrent(serve: RequestListener, isCurrent: () => boolean, patienceMs = patienceForHomeMs): RequestListener {
  const later = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const giveUp = Date.now() + patienceMs
    while (!isCurrent() && Date.now() < giveUp && !response.destroyed) await wait(pollMs)
    if (isCurrent()) serve(request, response as Parameters<RequestListener>[1])
    else refuse(request, response)
  }
  return (request, response) => {
    if (isCurrent() || request.url === '/_pasos/health') return serve(request, response)
    later(request, response).catch(() => response.destroy())
  }
}
