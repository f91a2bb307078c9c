import type { Operation, states } from '@pasos/wire'
import { parseMapRunArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { resourceNotFound, validation } from './errors.ts'

export function describeMapRun(deps: StatesDependencies): Operation<states.DescribeMapRunInput, states.DescribeMapRunOutput> {
  return async ({ mapRunArn }) => {
    parseMapRunArn(mapRunArn!)
    const record = await deps.index.mapRun(mapRunArn!)
    if (!record) throw resourceNotFound(mapRunArn!)
    const { executionArn, status, startDate, stopDate, maxConcurrency, itemCounts, executionCounts, redriveCount, redriveDate } = record
    return {
      ...{ mapRunArn: record.mapRunArn, executionArn, status, startDate: new Date(startDate), maxConcurrency },
      toleratedFailurePercentage: record.toleratedPercentage ?? 0,
      toleratedFailureCount: record.toleratedCount ?? 0,
      ...{ itemCounts, executionCounts, redriveCount },
      ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
      ...(redriveDate !== undefined && { redriveDate: new Date(redriveDate) }),
    }
  }
}

/** Takes effect on the children that have not started yet, and on what may still fail. */
export function updateMapRun(deps: StatesDependencies): Operation<states.UpdateMapRunInput, states.UpdateMapRunOutput> {
  return async ({ mapRunArn, maxConcurrency, toleratedFailureCount, toleratedFailurePercentage }) => {
    parseMapRunArn(mapRunArn!)
    const outcome = await deps.runtime.updateMapRun(mapRunArn!, {
      ...(maxConcurrency !== undefined && { maxConcurrency }),
      ...(toleratedFailureCount !== undefined && { toleratedCount: toleratedFailureCount }),
      ...(toleratedFailurePercentage !== undefined && { toleratedPercentage: toleratedFailurePercentage }),
    })
    if (outcome === 'unknown') throw resourceNotFound(mapRunArn!)
    if (outcome === 'ended') throw validation('The Map Run has ended and cannot be updated')
    return {}
  }
}
