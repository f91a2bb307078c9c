import type { ExecutionRecord, ExecutionSummary } from '@pasos/engine'
import type { Operation, states } from '@pasos/wire'
import { parseDescribedArn } from './arn.ts'
import type { ReadDependencies } from './dependencies.ts'
import { executionDoesNotExist } from './errors.ts'
import { checkReadingOf } from './execution-settings.ts'
import { notRedrivableReason } from './redrivability.ts'

export function describeExecution(deps: ReadDependencies): Operation<states.DescribeExecutionInput, states.DescribeExecutionOutput> {
  return async ({ executionArn, includedData }, context) => {
    parseDescribedArn(executionArn!, context)
    const record = await deps.index.describe(executionArn!)
    if (!record) throw executionDoesNotExist(executionArn!)
    const isIncluded = includedData !== 'METADATA_ONLY'
    if (isIncluded) await checkReadingOf(deps, record, context)
    return {
      ...summary(record),
      ...data(record, isIncluded),
      ...failure(record),
      ...(record.traceHeader !== undefined && { traceHeader: record.traceHeader }),
      ...(await redriveStatus(deps, record)),
    }
  }
}

/** AWS: a child execution is redriven by its Map Run only. */
async function redriveStatus(deps: ReadDependencies, record: ExecutionRecord) {
  const reason = await notRedrivableReason(deps, record)
  if (reason !== undefined) return { redriveStatus: 'NOT_REDRIVABLE' as const, redriveStatusReason: reason }
  return { redriveStatus: record.mapRun === undefined ? ('REDRIVABLE' as const) : ('REDRIVABLE_BY_MAP_RUN' as const) }
}

/** The members that an execution has in lists too. */
export function summary(record: ExecutionSummary) {
  return {
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status: record.status,
    startDate: new Date(record.startDate),
    redriveCount: record.redriveCount,
    ...(record.stopDate !== undefined && { stopDate: new Date(record.stopDate) }),
    ...(record.stateMachineVersionArn !== undefined && { stateMachineVersionArn: record.stateMachineVersionArn }),
    ...(record.stateMachineAliasArn !== undefined && { stateMachineAliasArn: record.stateMachineAliasArn }),
    ...(record.redriveDate !== undefined && { redriveDate: new Date(record.redriveDate) }),
    ...(record.mapRun !== undefined && { mapRunArn: record.mapRun.arn }),
  }
}

function data(record: ExecutionRecord, isIncluded: boolean) {
  const details = { included: isIncluded }
  return {
    ...(isIncluded && { input: record.input }),
    inputDetails: details,
    ...(isIncluded && record.output !== undefined && { output: record.output }),
    ...(record.output !== undefined && { outputDetails: details }),
  }
}

/** AWS: a timed-out execution has neither error nor cause. */
function failure(record: ExecutionRecord) {
  if (record.status === 'TIMED_OUT') return {}
  return {
    ...(record.error !== undefined && { error: record.error }),
    ...(record.cause !== undefined && { cause: record.cause }),
  }
}
