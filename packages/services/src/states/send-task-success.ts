import type { SendTaskSuccessInput, SendTaskSuccessOutput } from '@aws-sdk/client-sfn'
import type { Operation } from '@pasos/wire'
import { deliverByToken } from './deliver-by-token.ts'
import type { StatesDependencies } from './dependencies.ts'
import { invalidOutput } from './errors.ts'

export function sendTaskSuccess(deps: StatesDependencies): Operation<SendTaskSuccessInput, SendTaskSuccessOutput> {
  return async ({ taskToken, output }) => {
    const problem = deps.checks.jsonProblem(output!)
    if (problem !== undefined) throw invalidOutput(problem)
    await deliverByToken(deps.runtime, taskToken!, { type: 'TaskSucceeded', output: output! })
    return {}
  }
}
