import type { Operation, OperationContext, states } from '@pasos/wire'
import { parseStateMachineArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { checkedEncryption } from './encryption-configuration.ts'
import { missingUpdate, stateMachineDoesNotExist } from './errors.ts'
import { keepRevision } from './former-revisions.ts'
import { loggingConfiguration } from './logging-configuration.ts'
import { publishVersion } from './publishing.ts'
import { checkDefinition, checkLogDelivery, checkManagedRules, checkRole, checkVersionDescription, isSameRevision } from './revision.ts'
import { requireActive, requireMachine, type StateMachineRecord } from './state-machine-record.ts'

/** A new revision only when something changed; executions that run keep theirs. */
export function updateStateMachine(deps: StatesDependencies): Operation<states.UpdateStateMachineInput, states.UpdateStateMachineOutput> {
  return async (input, context) => {
    const sent = input.stateMachineArn!
    const arn = parseStateMachineArn(sent)
    // AWS: versions cannot be updated, and answers as if the qualified ARN were unknown.
    if (arn.baseArn !== sent) throw stateMachineDoesNotExist(sent)
    if (!hasChange(input)) throw missingUpdate()
    checkVersionDescription(input)
    const before = requireMachine(deps.catalog, arn, sent)
    requireActive(before)
    const change = await checkedChange(deps, input, { before, caller: context })
    const now = deps.clock.now()
    const revisionId = deps.ids.uuid()
    // Written before the machine changes, in the same commit as a rule: what is kept of a revision that stays the present one says nothing
    // wrong, but one that is lost would be missed.
    const keeping = isKept(before) && !isSameRevision(before, { ...before, ...change }) ? keepRevision(deps.catalog, before) : undefined
    const updating = deps.catalog.update<StateMachineRecord, Updated>('stateMachine', sent, current => {
      if (!current) throw stateMachineDoesNotExist(sent)
      requireActive(current)
      const changed = { ...current, ...change }
      if (isSameRevision(current, changed)) return { next: current, result: { machine: current } }
      const { published, ...rest } = changed
      const next = { ...rest, updateDate: now, revisionId }
      return { next, result: { machine: next, former: current } }
    })
    const [{ machine, former }] = await Promise.all([updating, keeping])
    // Somebody else has changed it meanwhile.
    if (former && isKept(former) && former.updateDate !== before.updateDate) await keepRevision(deps.catalog, former)
    const output: states.UpdateStateMachineOutput = {
      updateDate: new Date(machine.updateDate),
      ...(machine.revisionId !== undefined && { revisionId: machine.revisionId }),
    }
    if (!input.publish) return output
    const version = await publishVersion(deps, { stateMachineArn: sent, description: input.versionDescription })
    return { ...output, stateMachineVersionArn: version.stateMachineVersionArn }
  }
}

/** Executions of EXPRESS machines are not asked for what they run. */
function isKept({ type }: StateMachineRecord): boolean {
  return type === 'STANDARD'
}

interface Updated {
  machine: StateMachineRecord
  /** What it was, if that made a difference. */
  former?: StateMachineRecord
}

function hasChange(input: states.UpdateStateMachineInput): boolean {
  const { definition, roleArn, loggingConfiguration: logging, tracingConfiguration, encryptionConfiguration: encryption } = input
  return [definition, roleArn, logging, tracingConfiguration, encryption].some(member => member !== undefined)
}

async function checkedChange(
  deps: StatesDependencies,
  input: states.UpdateStateMachineInput,
  { before, caller }: { before: StateMachineRecord; caller: OperationContext },
): Promise<Partial<StateMachineRecord>> {
  const change: Partial<StateMachineRecord> = {}
  if (input.definition !== undefined) {
    if (input.definition !== before.definition) checkDefinition(deps, input.definition, before.type)
    change.definition = input.definition
  }
  if (input.loggingConfiguration !== undefined) {
    change.loggingConfiguration = loggingConfiguration(input.loggingConfiguration, deps.logGroupExists)
  }
  if (input.tracingConfiguration !== undefined) {
    change.tracingConfiguration = { enabled: input.tracingConfiguration.enabled ?? false }
  }
  // A new definition is of the key's data too.
  if (input.encryptionConfiguration ?? input.definition) {
    const wanted = input.encryptionConfiguration ?? before.encryptionConfiguration
    const checked = await checkedEncryption(deps, wanted, { arn: before.stateMachineArn, caller })
    // Somebody else may have given it another meanwhile.
    if (input.encryptionConfiguration !== undefined) change.encryptionConfiguration = checked
  }
  if (input.roleArn !== undefined) {
    checkRole(deps, input.roleArn, before.stateMachineArn)
    change.roleArn = input.roleArn
  }
  const after = { ...before, ...change }
  if (change.roleArn ?? change.loggingConfiguration) checkLogDelivery(deps, after.roleArn, after.loggingConfiguration)
  if (change.roleArn ?? change.definition) checkManagedRules(deps, after)
  return change
}
