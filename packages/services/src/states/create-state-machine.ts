import type { Operation, OperationContext, states } from '@pasos/wire'
import { stateMachineArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { checkedEncryption } from './encryption-configuration.ts'
import { stateMachineAlreadyExists, stateMachineLimitExceeded } from './errors.ts'
import { loggingConfiguration } from './logging-configuration.ts'
import { checkName } from './names.ts'
import { publishVersion } from './publishing.ts'
import { checkDefinition, checkLogDelivery, checkManagedRules, checkRole, checkVersionDescription, isSameSettings } from './revision.ts'
import { requireActive, type StateMachineRecord } from './state-machine-record.ts'
import { withTags } from './tags.ts'

/**
 * Idempotent on name, definition, type, logging, tracing, encryption, publish and versionDescription; another role or other tags
 * are ignored then (API reference, CreateStateMachine).
 */
export function createStateMachine(deps: StatesDependencies): Operation<states.CreateStateMachineInput, states.CreateStateMachineOutput> {
  return async (input, context) => {
    const arn = stateMachineArn(context, input.name!)
    const wanted = await newMachine(deps, input, { arn, caller: context })
    const isNew = !deps.catalog.get('stateMachine', arn)
    if (isNew && deps.catalog.list('stateMachine', stateMachineArn(context, '')).length >= deps.limits.stateMachines) {
      throw stateMachineLimitExceeded()
    }
    const machine = await deps.catalog.update<StateMachineRecord, StateMachineRecord>('stateMachine', arn, current => {
      if (!current) return { next: wanted, result: wanted }
      requireActive(current)
      if (!isSameCreation(current, wanted)) throw stateMachineAlreadyExists(arn)
      return { next: current, result: current }
    })
    const output = { stateMachineArn: arn, creationDate: new Date(machine.creationDate) }
    if (!input.publish) return output
    const version = await publishVersion(deps, { stateMachineArn: arn, description: input.versionDescription })
    return { ...output, stateMachineVersionArn: version.stateMachineVersionArn }
  }
}

async function newMachine(
  deps: StatesDependencies,
  input: states.CreateStateMachineInput,
  { arn, caller }: { arn: string; caller: OperationContext },
): Promise<StateMachineRecord> {
  const { type = 'STANDARD', versionDescription } = input
  const [name, definition, roleArn] = [input.name!, input.definition!, input.roleArn!]
  checkName(name)
  checkVersionDescription(input)
  checkDefinition(deps, definition, type)
  const logging = loggingConfiguration(input.loggingConfiguration, deps.logGroupExists)
  checkRole(deps, roleArn, arn)
  checkLogDelivery(deps, roleArn, logging)
  checkManagedRules(deps, { stateMachineArn: arn, definition, roleArn })
  const encryption = await checkedEncryption(deps, input.encryptionConfiguration, { arn, caller })
  const now = deps.clock.now()
  return {
    stateMachineArn: arn,
    name,
    type,
    status: 'ACTIVE',
    definition,
    roleArn,
    loggingConfiguration: logging,
    tracingConfiguration: { enabled: input.tracingConfiguration?.enabled ?? false },
    encryptionConfiguration: encryption,
    creationDate: now,
    updateDate: now,
    tags: withTags([], input.tags ?? [], { arn, limit: deps.limits.tagsPerResource }),
    lastVersion: 0,
    creation: { publish: input.publish ?? false, ...(versionDescription !== undefined && { versionDescription }) },
  }
}

function isSameCreation(current: StateMachineRecord, wanted: StateMachineRecord): boolean {
  return (
    current.definition === wanted.definition &&
    current.type === wanted.type &&
    isSameSettings(current, wanted) &&
    current.creation.publish === wanted.creation.publish &&
    current.creation.versionDescription === wanted.creation.versionDescription
  )
}
