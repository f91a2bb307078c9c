import type { Operation, states } from '@pasos/wire'
import { deliverByToken, type TokenDependencies } from './deliver-by-token.ts'
import type { StatesDependencies } from './dependencies.ts'
import { invalidOutput } from './errors.ts'

export function sendTaskSuccess(
  deps: TokenDependencies & Pick<StatesDependencies, 'checks'>,
): Operation<states.SendTaskSuccessInput, states.SendTaskSuccessOutput> {
  return async ({ taskToken, output }, context) => {
    const problem = deps.checks.jsonProblem(output!)
    if (problem !== undefined) throw invalidOutput(problem)
    await deliverByToken(deps, taskToken!, { type: 'TaskSucceeded', output: output! }, { ...context, brings: true })
    return {}
  }
}
