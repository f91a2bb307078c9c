import type { Operation, states } from '@pasos/wire'
import { deliverByToken, type TokenDependencies } from './deliver-by-token.ts'

export function sendTaskFailure(deps: TokenDependencies): Operation<states.SendTaskFailureInput, states.SendTaskFailureOutput> {
  return async ({ taskToken, error, cause }, context) => {
    const brings = error !== undefined || cause !== undefined
    await deliverByToken(deps, taskToken!, { type: 'TaskFailed', error: error ?? '', cause: cause ?? '' }, { ...context, brings })
    return {}
  }
}
