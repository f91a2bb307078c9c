import type { Operation, states } from '@pasos/wire'
import { parseExecutionArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { executionDoesNotExist } from './errors.ts'

/** Stopping what has ended answers when it ended. */
export function stopExecution(
  deps: Pick<StatesDependencies, 'runtime' | 'clock'>,
): Operation<states.StopExecutionInput, states.StopExecutionOutput> {
  return async ({ executionArn, error, cause }, context) => {
    parseExecutionArn(executionArn!, context)
    const reason = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
    const record = await deps.runtime.stop(executionArn!, reason, context.executionArn !== undefined)
    if (!record) throw executionDoesNotExist(executionArn!)
    return { stopDate: new Date(record.stopDate ?? deps.clock.now()) }
  }
}
