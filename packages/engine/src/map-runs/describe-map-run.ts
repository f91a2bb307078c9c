import { childNames, type MapRun, type MapRunSpec, type Tally } from '@pasos/asl'
import type { MapRunCounts, MapRunRecord } from '../ports/runtime.ts'

/** What DescribeMapRun says. */
export function describeMapRun(spec: MapRunSpec, run: MapRun): MapRunRecord {
  const { settings, redriveCount, redriveDate, startDate, stopDate, notRedrivable } = run
  const started = sum(run.items)
  const pendingItems = Math.max((run.total ?? started) - started, 0)
  const perChild = spec.batch === undefined ? 1 : (spec.batch.maxItems ?? Number.POSITIVE_INFINITY)
  const pendingExecutions = perChild === Number.POSITIVE_INFINITY ? Math.min(pendingItems, 1) : Math.ceil(pendingItems / perChild)
  const isWritten = run.phase === 'ended' && spec.writer?.resource !== undefined && run.failure?.error !== 'States.ResultWriterFailed'
  return {
    ...{ mapRunArn: spec.arn, executionArn: spec.executionArn, stateMachineArn: childNames(spec, 0).stateMachineArn },
    ...{ status: run.status, startDate, redriveCount, ...settings },
    itemCounts: counts(run.items, pendingItems, notRedrivable.items, isWritten),
    executionCounts: counts(run.executions, pendingExecutions, notRedrivable.executions, isWritten),
    ...(stopDate === undefined ? {} : { stopDate }),
    ...(redriveDate === undefined ? {} : { redriveDate }),
  }
}

function counts(tally: Tally, pending: number, failuresNotRedrivable: number, isWritten: boolean): MapRunCounts {
  const { running, succeeded, failed, timedOut, aborted, pendingRedrive } = tally
  const total = sum(tally) + pending
  const resultsWritten = isWritten ? sum(tally) : 0
  return { pending, running, succeeded, failed, timedOut, aborted, total, resultsWritten, failuresNotRedrivable, pendingRedrive }
}

function sum({ running, succeeded, failed, timedOut, aborted, pendingRedrive }: Tally): number {
  return running + succeeded + failed + timedOut + aborted + pendingRedrive
}
