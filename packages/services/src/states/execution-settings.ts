import type { Catalog, ExecutionSummary } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import { machineArnOfExecution, parseStateMachineArn } from './arn.ts'
import type { ReadDependencies } from './dependencies.ts'
import { checkReading, checkRunning } from './encryption-configuration.ts'
import { type FormerRevision, listFormerRevisions, revisionAt } from './former-revisions.ts'
import { type EncryptionConfiguration, findMachine, findVersion, listVersions, type Revision } from './state-machine-record.ts'

type Dependencies = Pick<ReadDependencies, 'catalog' | 'index'>

interface Settings {
  /** Those of the machine at the time, or of the version; missing where there is neither any more. */
  settings?: Revision | FormerRevision | undefined
  /** When they became the machine's. */
  date?: number | undefined
}

/** The settings that an execution runs with. `began`: when it did, or the one around it. */
export function settingsFor(
  { catalog }: Pick<Dependencies, 'catalog'>,
  { stateMachineVersionArn: versionArn }: Pick<ExecutionSummary, 'stateMachineVersionArn'>,
  { machineArn, began }: { machineArn: string; began: number },
): Settings {
  const number = versionArn === undefined ? undefined : parseStateMachineArn(versionArn).version
  const version = number === undefined ? undefined : findVersion(catalog, machineArn, number)
  const machine = findMachine(catalog, machineArn)
  if (machine && versionArn === undefined && began < machine.updateDate) {
    const former = revisionAt(catalog, machineArn, began)
    if (former) return { settings: former, date: former.updateDate }
  }
  return { settings: version ?? machine, date: version?.creationDate ?? machine?.updateDate }
}

/** Child executions run the definition of the execution whose Map state started them, so that one's beginning counts. */
export async function beginningOf({ index }: Pick<Dependencies, 'index'>, record: ExecutionSummary): Promise<number> {
  let outermost: ExecutionSummary = record
  while (outermost.mapRun !== undefined) {
    const parentArn = (await index.mapRun(outermost.mapRun.arn))?.executionArn
    const parent = parentArn === undefined ? undefined : await index.describe(parentArn)
    if (!parent) break
    outermost = parent
  }
  return outermost.startDate
}

/** The key of an execution's data, that of the machine's present revision where its own is not known, and the machine whose data it is. */
export async function encryptionOf(
  deps: Dependencies,
  record: ExecutionSummary,
): Promise<{ configuration: EncryptionConfiguration; machineArn: string }> {
  const machineArn = machineArnOfExecution(record.executionArn)
  if (!hadCustomerKey(deps.catalog, machineArn)) return { configuration: { type: 'AWS_OWNED_KEY' }, machineArn }
  const { settings } = settingsFor(deps, record, { machineArn, began: await beginningOf(deps, record) })
  return { configuration: settings?.encryptionConfiguration ?? { type: 'AWS_OWNED_KEY' }, machineArn }
}

/** Whether executions of a state machine may have a key of the customer's: it has one, had one, or one of its versions has. */
export function hadCustomerKey(catalog: Catalog, machineArn: string): boolean {
  let known = answers.get(catalog)
  if (known?.revision !== catalog.revision) {
    known = { revision: catalog.revision, machines: new Map() }
    answers.set(catalog, known)
  }
  let answer = known.machines.get(machineArn)
  if (answer === undefined) {
    answer = lookedForKey(catalog, machineArn)
    known.machines.set(machineArn, answer)
  }
  return answer
}

/** Asked for each execution that is looked at: good for as long as the catalog stays as it is. */
const answers = new WeakMap<Catalog, { revision: number; machines: Map<string, boolean> }>()

function lookedForKey(catalog: Catalog, machineArn: string): boolean {
  const machine = findMachine(catalog, machineArn)
  if (!machine) return false
  const revisions = [machine, ...listVersions(catalog, machineArn), ...listFormerRevisions(catalog, machineArn)]
  return revisions.some(({ encryptionConfiguration }) => encryptionConfiguration.kmsKeyId !== undefined)
}

/** Whether an execution can be given data of others, which its role encrypts. @throws ApiError KmsAccessDeniedException, KmsInvalidStateException */
export async function checkWritingOf(
  deps: Pick<ReadDependencies, 'catalog' | 'index' | 'proveKey'>,
  record: ExecutionSummary & { roleArn: string },
): Promise<void> {
  if (record.status !== 'RUNNING') return
  const { configuration, machineArn } = await encryptionOf(deps, record)
  await checkRunning(deps, configuration, machineArn, record.roleArn)
}

/** Whether the caller may see what an execution was given and made. @throws ApiError KmsAccessDeniedException, KmsInvalidStateException */
export async function checkReadingOf(
  deps: Pick<ReadDependencies, 'catalog' | 'index' | 'proveKey'>,
  record: ExecutionSummary,
  caller: OperationContext,
): Promise<void> {
  const { configuration, machineArn } = await encryptionOf(deps, record)
  await checkReading(deps, configuration, machineArn, caller)
}
