import type { ExecutionRecord } from '@pasos/engine'
import { machineArnOfExecution } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { findMachine } from './state-machine-record.ts'

/** Why an execution cannot be redriven, in AWS's words (API reference, DescribeExecution: redriveStatusReason); nothing when it can. */
export async function notRedrivableReason(
  deps: Pick<StatesDependencies, 'catalog' | 'index' | 'clock' | 'limits'>,
  record: ExecutionRecord,
): Promise<string | undefined> {
  if (findMachine(deps.catalog, machineArnOfExecution(record.executionArn))?.status === 'DELETING')
    return 'State machine is in DELETING status'
  if (record.status === 'RUNNING' || record.status === 'SUCCEEDED') return `Execution is ${record.status} and cannot be redriven`
  if (deps.clock.now() - (record.stopDate ?? record.startDate) > deps.limits.redrivableMs) return 'Execution redrivable period exceeded'
  const [newest] = (await deps.index.history(record.executionArn, { reverse: true, limit: 1 })).events
  return (newest?.id ?? 0) >= deps.limits.redrivableEvents ? 'Execution history event limit exceeded' : undefined
}
