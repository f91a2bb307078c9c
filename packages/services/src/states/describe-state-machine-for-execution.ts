import type { ExecutionRecord } from '@pasos/engine'
import type { Operation, states } from '@pasos/wire'
import { machineArnOfExecution, parseExecutionArn, parseStateMachineArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { describeRevision } from './describe-state-machine.ts'
import { executionDoesNotExist } from './errors.ts'
import { findMachine, findVersion, type Revision } from './state-machine-record.ts'

/** The definition and role that the execution runs, whatever was deployed since. */
export function describeStateMachineForExecution(
  deps: StatesDependencies,
): Operation<states.DescribeStateMachineForExecutionInput, states.DescribeStateMachineForExecutionOutput> {
  return async ({ executionArn, includedData }) => {
    const { stateMachineName } = parseExecutionArn(executionArn!)
    const record = await deps.index.describe(executionArn!)
    const definition = record && (await deps.index.definition(record.definitionId))
    if (!record || definition === undefined) throw executionDoesNotExist(executionArn!)
    const { revision, date } = revisionFor(deps, record, definition)
    return {
      stateMachineArn: record.mapRun === undefined ? machineArnOfExecution(executionArn!) : record.stateMachineArn,
      name: stateMachineName,
      ...(record.mapRun !== undefined && { mapRunArn: record.mapRun.arn, label: stateMachineName.split('/')[1] ?? '' }),
      updateDate: new Date(date),
      ...describeRevision(revision, includedData === 'METADATA_ONLY'),
    }
  }
}

/** The settings are those of the version, or of the machine as it is now; without either those of a machine that had none. */
function revisionFor(deps: StatesDependencies, record: ExecutionRecord, definition: string): { revision: Revision; date: number } {
  // A child execution's own machine is the Map state with its label; its settings are those of the machine around it.
  const machineArn = machineArnOfExecution(record.executionArn)
  const versionArn = record.stateMachineVersionArn
  const number = versionArn === undefined ? undefined : parseStateMachineArn(versionArn).version
  const version = number === undefined ? undefined : findVersion(deps.catalog, machineArn, number)
  const machine = findMachine(deps.catalog, machineArn)
  const settings = version ?? machine
  const isCurrent = settings?.definition === definition && settings.roleArn === record.roleArn
  const revision: Revision = {
    definition,
    roleArn: record.roleArn,
    loggingConfiguration: settings?.loggingConfiguration ?? { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: settings?.tracingConfiguration ?? { enabled: false },
    encryptionConfiguration: settings?.encryptionConfiguration ?? { type: 'AWS_OWNED_KEY' },
    ...(isCurrent && settings.revisionId !== undefined && { revisionId: settings.revisionId }),
  }
  const date = isCurrent ? (version?.creationDate ?? machine?.updateDate) : undefined
  return { revision, date: date ?? record.startDate }
}
