import type { ExecutionRecord } from '@pasos/engine'
import type { Operation, states } from '@pasos/wire'
import { machineArnOfExecution, parseExecutionArn } from './arn.ts'
import type { ReadDependencies } from './dependencies.ts'
import { describeRevision } from './describe-state-machine.ts'
import { checkReading } from './encryption-configuration.ts'
import { executionDoesNotExist } from './errors.ts'
import { beginningOf, settingsFor } from './execution-settings.ts'
import type { Revision } from './state-machine-record.ts'

/** The definition and role that the execution runs, whatever was deployed since. */
export function describeStateMachineForExecution(
  deps: ReadDependencies,
): Operation<states.DescribeStateMachineForExecutionInput, states.DescribeStateMachineForExecutionOutput> {
  return async ({ executionArn, includedData }, context) => {
    const { stateMachineName } = parseExecutionArn(executionArn!)
    const record = await deps.index.describe(executionArn!)
    const definition = record && (await deps.index.definition(record.definitionId))
    if (!record || definition === undefined) throw executionDoesNotExist(executionArn!)
    const { revision, date } = revisionFor(deps, record, definition, await beginningOf(deps, record))
    const metadataOnly = includedData === 'METADATA_ONLY'
    if (!metadataOnly) await checkReading(deps, revision.encryptionConfiguration, machineArnOfExecution(executionArn!), context)
    return {
      stateMachineArn: record.mapRun === undefined ? machineArnOfExecution(executionArn!) : record.stateMachineArn,
      name: stateMachineName,
      ...(record.mapRun !== undefined && { mapRunArn: record.mapRun.arn, label: stateMachineName.split('/')[1] ?? '' }),
      updateDate: new Date(date),
      ...describeRevision(revision, metadataOnly),
    }
  }
}

/** The settings are those of the version, or of the machine as it was when the execution began; without either those of a machine that had none. */
function revisionFor(
  deps: ReadDependencies,
  ...[record, definition, began]: [ExecutionRecord, string, number]
): { revision: Revision; date: number } {
  // A child execution's own machine is the Map state with its label; its settings are those of the machine around it.
  const machineArn = machineArnOfExecution(record.executionArn)
  const { settings, date: known } = settingsFor(deps, record, { machineArn, began })
  const isSame =
    settings !== undefined && 'definition' in settings ? settings.definition === definition && settings.roleArn === record.roleArn : true
  const date = isSame ? known : undefined
  const revision: Revision = {
    definition,
    roleArn: record.roleArn,
    loggingConfiguration: settings?.loggingConfiguration ?? { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: settings?.tracingConfiguration ?? { enabled: false },
    encryptionConfiguration: settings?.encryptionConfiguration ?? { type: 'AWS_OWNED_KEY' },
    ...(date !== undefined && settings?.revisionId !== undefined && { revisionId: settings.revisionId }),
  }
  return { revision, date: date ?? record.startDate }
}
