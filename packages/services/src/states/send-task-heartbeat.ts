import type { Operation, states } from '@pasos/wire'
import { deliverByToken, type TokenDependencies } from './deliver-by-token.ts'

export function sendTaskHeartbeat(deps: TokenDependencies): Operation<states.SendTaskHeartbeatInput, states.SendTaskHeartbeatOutput> {
  return async ({ taskToken }, context) => {
    await deliverByToken(deps, taskToken!, { type: 'TaskHeartbeat' }, context)
    return {}
  }
}
