import type { IncomingMessage } from 'node:http'
import type { MachineDraft } from '@pasos/services'
import type { Composition } from './compose-services.ts'
import type { Route } from './listener.ts'
import { bodyUpTo } from './small-body.ts'

const PATH = '/_pasos/least-privilege'
/** A definition of the largest size that AWS takes, with its characters escaped. */
const LARGEST_BODY = 3 * 1024 * 1024
const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

type Asked = Pick<Composition, 'leastPrivilege' | 'leastPrivilegeOfDraft'>

/**
 * `GET /_pasos/least-privilege?stateMachine=NAME-OR-ARN`: what the role of a state machine must be allowed; 404 where there is no such machine.
 * `POST` with `{ name, definition, logs }` asks the same of one that is only drafted.
 */
export function leastPrivilege(composition: Asked): Route {
  return (request, response, { path, query }) => {
    if (path !== PATH || (request.method !== 'GET' && request.method !== 'POST')) return false
    const send = (status: number, answer: unknown) => {
      if (response.destroyed) return
      response.writeHead(status, HEADERS)
      response.end(JSON.stringify(answer))
    }
    if (request.method === 'GET') {
      const found = composition.leastPrivilege(query.get('stateMachine') ?? '')
      send(found ? 200 : 404, found ?? { message: 'There is no such state machine.' })
      return true
    }
    draftIn(request).then(
      draft => send(draft ? 200 : 400, draft ? composition.leastPrivilegeOfDraft(draft) : { message: 'This is no draft.' }),
      // The client went away before it had said all.
      () => response.destroy(),
    )
    return true
  }
}

async function draftIn(request: IncomingMessage): Promise<MachineDraft | undefined> {
  const body = await bodyUpTo(request, LARGEST_BODY)
  try {
    const { name, definition, logs } = JSON.parse(Buffer.from(body ?? '').toString()) as Record<string, unknown>
    return typeof name === 'string' && typeof definition === 'string' ? { name, definition, logs: logs === true } : undefined
  } catch {
    return undefined
  }
}
