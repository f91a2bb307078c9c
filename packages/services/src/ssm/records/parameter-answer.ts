import type { OperationContext, ssm } from '@pasos/wire'
import type { ParameterDependencies } from '../dependencies.ts'
import { latestOf, type ParameterRecord, type ParameterVersion } from './parameter-record.ts'
import { readValue } from './parameter-value.ts'

/** A version as GetParameter answers it. `selector`: with which it was asked for. */
export async function parameterAnswer(
  deps: ParameterDependencies,
  record: ParameterRecord,
  version: ParameterVersion,
  { selector, withDecryption }: { selector?: string | undefined; withDecryption: boolean | undefined },
  context: OperationContext,
): Promise<ssm.Parameter> {
  return {
    ...{ Name: record.name, Type: version.type, Value: await readValue(deps, record, version, withDecryption, context) },
    Version: version.version,
    ...(selector !== undefined && { Selector: `:${selector}` }),
    ...{ LastModifiedDate: new Date(version.modifiedAt), ARN: record.arn, DataType: version.dataType },
  }
}

/** A parameter without its value. */
export function metadataAnswer(record: ParameterRecord): ssm.ParameterMetadata {
  return { ARN: record.arn, ...versionMetadata(record, latestOf(record)) }
}

export function versionMetadata({ name }: ParameterRecord, version: ParameterVersion) {
  return {
    ...{ Name: name, Type: version.type, LastModifiedDate: new Date(version.modifiedAt), LastModifiedUser: version.modifiedBy },
    ...(version.keyId !== undefined && { KeyId: version.keyId }),
    ...(version.description !== undefined && { Description: version.description }),
    ...(version.allowedPattern !== undefined && { AllowedPattern: version.allowedPattern }),
    ...{ Version: version.version, Tier: version.tier, Policies: [], DataType: version.dataType },
  }
}
