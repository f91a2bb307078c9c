import type { Operation, states } from '@pasos/wire'
import { deliverByToken } from './deliver-by-token.ts'
import type { StatesDependencies } from './dependencies.ts'

export function sendTaskHeartbeat(
  deps: Pick<StatesDependencies, 'runtime'>,
): Operation<states.SendTaskHeartbeatInput, states.SendTaskHeartbeatOutput> {
  return async ({ taskToken }, context) => {
    await deliverByToken(deps.runtime, taskToken!, { type: 'TaskHeartbeat' }, context)
    return {}
  }
}
