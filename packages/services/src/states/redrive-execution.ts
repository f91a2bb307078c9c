import type { Operation, states } from '@pasos/wire'
import { parseExecutionArn } from './arn.ts'
import type { ReadDependencies, StatesDependencies } from './dependencies.ts'
import { executionDoesNotExist, executionNotRedrivable } from './errors.ts'
import { notRedrivableReason } from './redrivability.ts'

interface LastRedrive {
  clientToken: string
  redriveDate: number
}

/** Idempotent for a repeated client token: answers the redrive that the first call made. */
export function redriveExecution(
  deps: ReadDependencies & Pick<StatesDependencies, 'runtime'>,
): Operation<states.RedriveExecutionInput, states.RedriveExecutionOutput> {
  return async ({ executionArn, clientToken }) => {
    const arn = executionArn!
    parseExecutionArn(arn)
    const record = await deps.index.describe(arn)
    if (!record) throw executionDoesNotExist(arn)
    const last = deps.catalog.get<LastRedrive>('redrive', arn)
    if (clientToken !== undefined && last?.clientToken === clientToken) return { redriveDate: new Date(last.redriveDate) }
    const reason = await notRedrivableReason(deps, record)
    if (reason !== undefined) throw executionNotRedrivable(reason)
    if (record.mapRun !== undefined) throw executionNotRedrivable('A child workflow execution is redriven by its Map Run')
    const redriven = await deps.runtime.redrive(arn)
    if (!redriven) throw executionDoesNotExist(arn)
    const redriveDate = redriven.redriveDate ?? deps.clock.now()
    if (clientToken !== undefined) {
      const next: LastRedrive = { clientToken, redriveDate }
      await deps.catalog.update<LastRedrive, void>('redrive', arn, () => ({ next, result: undefined }))
    }
    return { redriveDate: new Date(redriveDate) }
  }
}
