import type { Operation, states } from '@pasos/wire'
import { anyCustomerKey } from './any-customer-key.ts'
import { parseExecutionArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { executionDoesNotExist } from './errors.ts'
import { checkWritingOf } from './execution-settings.ts'

/** Stopping what has ended answers when it ended. AWS: error and cause are encrypted by the execution's role; without them no key is needed. */
export function stopExecution(
  deps: Pick<StatesDependencies, 'runtime' | 'clock' | 'catalog' | 'index' | 'proveKey'>,
): Operation<states.StopExecutionInput, states.StopExecutionOutput> {
  return async ({ executionArn, error, cause }, context) => {
    parseExecutionArn(executionArn!, context)
    const reason = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
    if ((error !== undefined || cause !== undefined) && anyCustomerKey(deps.catalog)) {
      const asked = await deps.index.describe(executionArn!)
      if (asked) await checkWritingOf(deps, asked)
    }
    const record = await deps.runtime.stop(executionArn!, reason, context.executionArn !== undefined)
    if (!record) throw executionDoesNotExist(executionArn!)
    return { stopDate: new Date(record.stopDate ?? deps.clock.now()) }
  }
}
