import type { Operation, states } from '@pasos/wire'
import type { ReadDependencies } from './dependencies.ts'
import { checkReading } from './encryption-configuration.ts'
import { heaviest, resolveMachine } from './resolve-machine.ts'
import type { Revision } from './state-machine-record.ts'
import { variableReferences } from './variable-references.ts'

/** The definition is answered byte for byte. A version shows what it froze; an alias its main version, under the alias's ARN. */
export function describeStateMachine(
  deps: ReadDependencies,
): Operation<states.DescribeStateMachineInput, states.DescribeStateMachineOutput> {
  return async (input, context) => {
    const { arn, machine, version } = resolveMachine(deps.catalog, input.stateMachineArn!, heaviest)
    const metadataOnly = input.includedData === 'METADATA_ONLY'
    const { encryptionConfiguration } = version ?? machine
    if (!metadataOnly) await checkReading(deps, encryptionConfiguration, machine.stateMachineArn, context)
    return {
      stateMachineArn: input.stateMachineArn,
      name: machine.name,
      status: machine.status,
      type: machine.type,
      creationDate: new Date((version ?? machine).creationDate),
      ...describeRevision(version ?? machine, metadataOnly),
      ...(version?.description !== undefined && { description: version.description }),
      ...(arn.label !== undefined && { label: arn.label }),
    }
  }
}

/** The members that DescribeStateMachine and DescribeStateMachineForExecution share. AWS: METADATA_ONLY answers `{}` as definition. */
export function describeRevision(revision: Revision, metadataOnly: boolean) {
  const references = metadataOnly ? {} : variableReferences(revision.definition)
  return {
    definition: metadataOnly ? '{}' : revision.definition,
    roleArn: revision.roleArn,
    loggingConfiguration: revision.loggingConfiguration,
    tracingConfiguration: revision.tracingConfiguration,
    encryptionConfiguration: revision.encryptionConfiguration,
    ...(revision.revisionId !== undefined && { revisionId: revision.revisionId }),
    ...(Object.keys(references).length > 0 && { variableReferences: references }),
  }
}
