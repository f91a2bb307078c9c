import type { SendTaskHeartbeatInput, SendTaskHeartbeatOutput } from '@aws-sdk/client-sfn'
import type { Operation } from '@pasos/wire'
import { deliverByToken } from './deliver-by-token.ts'
import type { StatesDependencies } from './dependencies.ts'

export function sendTaskHeartbeat(deps: StatesDependencies): Operation<SendTaskHeartbeatInput, SendTaskHeartbeatOutput> {
  return async ({ taskToken }) => {
    await deliverByToken(deps.runtime, taskToken!, { type: 'TaskHeartbeat' })
    return {}
  }
}
