import type { Operation, states } from '@pasos/wire'
import { deliverByToken } from './deliver-by-token.ts'
import type { StatesDependencies } from './dependencies.ts'

export function sendTaskFailure(
  deps: Pick<StatesDependencies, 'runtime'>,
): Operation<states.SendTaskFailureInput, states.SendTaskFailureOutput> {
  return async ({ taskToken, error = '', cause = '' }, context) => {
    await deliverByToken(deps.runtime, taskToken!, { type: 'TaskFailed', error, cause }, context)
    return {}
  }
}
