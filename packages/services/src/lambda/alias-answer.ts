import type { lambda } from '@pasos/wire'
import { aliasNotFound, functionNotFound, invalidParameter, validation } from './errors.ts'
import { functionArn } from './function-name.ts'
import type { AliasRecord, FunctionRecord } from './function-record.ts'

export function aliasArn(record: FunctionRecord, name: string): string {
  return functionArn({ accountId: record.accountId, region: record.region, name: record.name, qualifier: name })
}

export function aliasAnswer(record: FunctionRecord, alias: AliasRecord): lambda.AliasConfiguration {
  return {
    AliasArn: aliasArn(record, alias.name),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    ...(Object.keys(alias.weights).length > 0 ? { RoutingConfig: { AdditionalVersionWeights: alias.weights } } : {}),
    RevisionId: alias.revisionId,
  }
}

/** @throws ApiError ResourceNotFoundException */
export function requireAlias(record: FunctionRecord, name: string): AliasRecord {
  const alias = record.aliases.find(candidate => candidate.name === name)
  if (!alias) throw aliasNotFound(aliasArn(record, name))
  return alias
}

const aliasPattern = /^(?!^\d+$)[a-zA-Z0-9-_]+$/

/** @throws ApiError ValidationException, ResourceNotFoundException, InvalidParameterValueException */
export function checkAlias(record: FunctionRecord, alias: Pick<AliasRecord, 'name' | 'functionVersion' | 'weights'>): void {
  if (!aliasPattern.test(alias.name)) {
    throw validation([
      `Value '${alias.name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)`,
    ])
  }
  requireVersion(record, alias.functionVersion)
  const weights = Object.entries(alias.weights)
  if (weights.length === 0) return
  if (weights.length > 1) throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1')
  if (alias.functionVersion === '$LATEST') throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version')
  for (const [version, weight] of weights) {
    if (version === '$LATEST') throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version')
    requireVersion(record, version)
    if (version === alias.functionVersion) {
      throw invalidParameter(
        `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
      )
    }
    if (weight < 0 || weight > 1) {
      throw validation([
        `Value '${JSON.stringify(alias.weights)}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0]`,
      ])
    }
  }
}

function requireVersion(record: FunctionRecord, version: string): void {
  if (version === '$LATEST' || record.versions.some(settings => settings.version === version)) return
  throw functionNotFound(aliasArn(record, version))
}

export function weightsOf(routing: lambda.AliasRoutingConfiguration | undefined): Record<string, number> {
  return routing?.AdditionalVersionWeights ?? {}
}
