import type { Operation, states } from '@pasos/wire'
import { deliverByToken } from './deliver-by-token.ts'
import type { StatesDependencies } from './dependencies.ts'
import { invalidOutput } from './errors.ts'

export function sendTaskSuccess(
  deps: Pick<StatesDependencies, 'runtime' | 'checks'>,
): Operation<states.SendTaskSuccessInput, states.SendTaskSuccessOutput> {
  return async ({ taskToken, output }, context) => {
    const problem = deps.checks.jsonProblem(output!)
    if (problem !== undefined) throw invalidOutput(problem)
    await deliverByToken(deps.runtime, taskToken!, { type: 'TaskSucceeded', output: output! }, context)
    return {}
  }
}
