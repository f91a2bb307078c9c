import type { ExecutionRecord } from '@pasos/engine'
import type { Operation, states } from '@pasos/wire'
import { machineArnOfExecution, parseExecutionArn, parseStateMachineArn } from './arn.ts'
import type { ReadDependencies } from './dependencies.ts'
import { describeRevision } from './describe-state-machine.ts'
import { executionDoesNotExist } from './errors.ts'
import { revisionAt } from './former-revisions.ts'
import { findMachine, findVersion, type Revision } from './state-machine-record.ts'

/** The definition and role that the execution runs, whatever was deployed since. */
export function describeStateMachineForExecution(
  deps: ReadDependencies,
): Operation<states.DescribeStateMachineForExecutionInput, states.DescribeStateMachineForExecutionOutput> {
  return async ({ executionArn, includedData }) => {
    const { stateMachineName } = parseExecutionArn(executionArn!)
    const record = await deps.index.describe(executionArn!)
    const definition = record && (await deps.index.definition(record.definitionId))
    if (!record || definition === undefined) throw executionDoesNotExist(executionArn!)
    const { revision, date } = revisionFor(deps, record, definition, await beginningOf(deps, record))
    return {
      stateMachineArn: record.mapRun === undefined ? machineArnOfExecution(executionArn!) : record.stateMachineArn,
      name: stateMachineName,
      ...(record.mapRun !== undefined && { mapRunArn: record.mapRun.arn, label: stateMachineName.split('/')[1] ?? '' }),
      updateDate: new Date(date),
      ...describeRevision(revision, includedData === 'METADATA_ONLY'),
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
  const { settings, date } = settingsFor(deps, record, definition, { machineArn, began })
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

interface Settings {
  settings?: Omit<Revision, 'definition' | 'roleArn'> | undefined
  /** When they became the machine's; missing where they may be those of another revision than the execution's. */
  date?: number | undefined
}

function settingsFor(
  deps: ReadDependencies,
  ...[record, definition, { machineArn, began }]: [ExecutionRecord, string, { machineArn: string; began: number }]
): Settings {
  const versionArn = record.stateMachineVersionArn
  const number = versionArn === undefined ? undefined : parseStateMachineArn(versionArn).version
  const version = number === undefined ? undefined : findVersion(deps.catalog, machineArn, number)
  const machine = findMachine(deps.catalog, machineArn)
  if (machine && versionArn === undefined && began < machine.updateDate) {
    const former = revisionAt(deps.catalog, machineArn, began)
    if (former) return { settings: former, date: former.updateDate }
  }
  const settings = version ?? machine
  const isSame = settings?.definition === definition && settings.roleArn === record.roleArn
  return { settings, ...(isSame && { date: version?.creationDate ?? machine?.updateDate }) }
}

/** Child executions run the definition of the execution whose Map state started them, so that one's beginning counts. */
async function beginningOf(deps: ReadDependencies, record: ExecutionRecord): Promise<number> {
  let outermost = record
  while (outermost.mapRun !== undefined) {
    const parentArn = (await deps.index.mapRun(outermost.mapRun.arn))?.executionArn
    const parent = parentArn === undefined ? undefined : await deps.index.describe(parentArn)
    if (!parent) break
    outermost = parent
  }
  return outermost.startDate
}
