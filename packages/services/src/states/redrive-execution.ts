import type { ExecutionRecord } from '@pasos/engine'
import type { Operation, states } from '@pasos/wire'
import { parseExecutionArn } from './arn.ts'
import type { ReadDependencies, StatesDependencies } from './dependencies.ts'
import { checkRunning } from './encryption-configuration.ts'
import { executionDoesNotExist, executionNotRedrivable } from './errors.ts'
import { encryptionOf } from './execution-settings.ts'
import { notRedrivableReason } from './redrivability.ts'

/** API reference, RedriveExecution: so many client tokens of an execution are remembered. */
const mostTokens = 10

/** A redrive that was asked for with a token: the one that makes the execution's count this. Of an older one its date is noted, too. */
interface AskedRedrive {
  clientToken: string
  redriveCount: number
  redriveDate?: number
}

/**
 * Idempotent for a repeated client token: answers the redrive that the first call made. The token is noted before, so that whoever dies between the
 * redrive and its answer leaves enough to answer the repetition by: SDKs send the same token again.
 */
export function redriveExecution(
  deps: ReadDependencies & Pick<StatesDependencies, 'runtime'>,
): Operation<states.RedriveExecutionInput, states.RedriveExecutionOutput> {
  return async ({ executionArn, clientToken }) => {
    const arn = executionArn!
    parseExecutionArn(arn)
    const record = await deps.index.describe(arn)
    if (!record) throw executionDoesNotExist(arn)
    const asked = deps.catalog.get<{ asked?: AskedRedrive[] }>('redrive', arn)?.asked?.find(each => each.clientToken === clientToken)
    if (asked !== undefined && asked.redriveCount <= record.redriveCount)
      return { redriveDate: new Date(asked.redriveDate ?? record.redriveDate ?? deps.clock.now()) }
    const reason = await notRedrivableReason(deps, record)
    if (reason !== undefined) throw executionNotRedrivable(reason)
    if (record.mapRun !== undefined) throw executionNotRedrivable('A child workflow execution is redriven by its Map Run')
    const { configuration, machineArn } = await encryptionOf(deps, record)
    await checkRunning(deps, configuration, machineArn, record.roleArn)
    if (clientToken !== undefined) await note(deps, record, clientToken)
    const redriven = await deps.runtime.redrive(arn, record.redriveCount)
    if (!redriven) throw executionDoesNotExist(arn)
    return { redriveDate: new Date(redriven.redriveDate ?? deps.clock.now()) }
  }
}

function note(
  { catalog }: Pick<StatesDependencies, 'catalog'>,
  { executionArn, redriveCount, redriveDate }: ExecutionRecord,
  clientToken: string,
): Promise<void> {
  return catalog.update<{ asked?: AskedRedrive[] }, void>('redrive', executionArn, current => {
    const former = (current?.asked ?? [])
      .filter(each => each.clientToken !== clientToken)
      .map(each => (each.redriveCount === redriveCount && redriveDate !== undefined ? { ...each, redriveDate } : each))
    const asked = [...former, { clientToken, redriveCount: redriveCount + 1 }].slice(-mostTokens)
    return { next: { asked }, result: undefined }
  })
}
