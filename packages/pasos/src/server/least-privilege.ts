import type { Composition } from './compose-services.ts'
import type { Route } from './listener.ts'

const PATH = '/_pasos/least-privilege'

/** `GET /_pasos/least-privilege?stateMachine=NAME-OR-ARN`: what the role of a state machine must be allowed; 404 where there is no such machine. */
export function leastPrivilege(composition: Pick<Composition, 'leastPrivilege'>): Route {
  return (request, response, { path, query }) => {
    if (path !== PATH || request.method !== 'GET') return false
    const found = composition.leastPrivilege(query.get('stateMachine') ?? '')
    response.writeHead(found ? 200 : 404, {
      ...{ 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    })
    response.end(JSON.stringify(found ?? { message: 'There is no such state machine.' }))
    return true
  }
}
