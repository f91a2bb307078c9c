import type { Operation, OperationContext, secretsmanager } from '@pasos/wire'
import type { SecretsDependencies } from '../dependencies.ts'
import { invalidRequest, versionExists } from '../errors.ts'
import { changeSecret, checkNotDeleted, requireSecret, type SecretRecord, type SecretVersion } from '../records/secret-record.ts'
import { dropValues, givenValue, keepValue, readValue, type SecretValue } from '../records/secret-value.ts'
import { CURRENT, withoutOldest, withStagesAt } from '../records/stages.ts'
import { isSameValue } from './create-secret.ts'

export function putSecretValue(
  deps: SecretsDependencies,
): Operation<secretsmanager.PutSecretValueRequest, secretsmanager.PutSecretValueResponse> {
  return async (input, context) => {
    const value = givenValue(input)
    if (!value) throw invalidRequest('You must provide either SecretString or SecretBinary.')
    const record = checkNotDeleted(requireSecret(deps.catalog, input.SecretId ?? '', context, deps.clock.now()))
    const { version } = await addVersion(deps, record, context, { id: input.ClientRequestToken, value, stages: input.VersionStages })
    return { ARN: record.arn, Name: record.name, VersionId: version.id, VersionStages: version.stages }
  }
}

interface NewVersion {
  /** The request's token. */
  id: string | undefined
  value: SecretValue
  stages?: readonly string[] | undefined
  /** Other changes of the same request. */
  change?: (record: SecretRecord) => SecretRecord
}

interface Added {
  /** The version that had the token already. */
  known: SecretVersion | undefined
  version: SecretVersion
  /** Whose values nothing names any more. */
  gone: Pick<SecretVersion, 'valueKey'>[]
}

/** A new version with its labels, in one step; the same token again with the same value changes nothing. @throws ApiError ResourceExistsException */
export async function addVersion(
  deps: SecretsDependencies,
  found: SecretRecord,
  context: OperationContext,
  { id = deps.ids.uuid(), value, stages = [CURRENT], change = record => record }: NewVersion,
): Promise<{ version: SecretVersion }> {
  const now = deps.clock.now()
  const kept = await keepValue(deps, change(found), id, value, context)
  let unused: Pick<SecretVersion, 'valueKey'>[] = [kept]
  try {
    const result = await changeSecret<Added>({ catalog: deps.catalog, now }, found, current => {
      const record = change(checkNotDeleted(current))
      const known = record.versions.find(version => version.id === id)
      if (known) return { next: current, result: { known, version: known, gone: [kept] } }
      // The first version is the current one whatever is asked for.
      const labels = record.versions.length === 0 ? [...new Set([...stages, CURRENT])] : stages
      const added = withStagesAt([...record.versions, { ...kept, id, createdAt: now, stages: [] }], id, labels)
      const { kept: versions, gone } = withoutOldest(added)
      const next = { ...record, versions, changedAt: now }
      return { next, result: { known: undefined, version: versions.find(version => version.id === id)!, gone } }
    })
    unused = result.gone
    if (result.known && !isSameValue(await readValue(deps, found, result.known, context), value)) throw versionExists(id)
    return { version: result.version }
  } finally {
    if (unused.length > 0) await dropValues(deps, unused)
  }
}

export function updateSecret(
  deps: SecretsDependencies,
): Operation<secretsmanager.UpdateSecretRequest, secretsmanager.UpdateSecretResponse> {
  return async (input, context) => {
    const now = deps.clock.now()
    const record = checkNotDeleted(requireSecret(deps.catalog, input.SecretId ?? '', context, now))
    const value = givenValue(input)
    // AWS: an empty key is the service's own.
    const change = ({ kmsKeyId, ...current }: SecretRecord): SecretRecord => ({
      ...current,
      ...(input.Description !== undefined && { description: input.Description }),
      ...((input.KmsKeyId ?? kmsKeyId) && { kmsKeyId: input.KmsKeyId ?? kmsKeyId }),
      ...(input.Type !== undefined && { type: input.Type }),
      changedAt: now,
    })
    const answer = { ARN: record.arn, Name: record.name }
    if (value) {
      const { version } = await addVersion(deps, record, context, { id: input.ClientRequestToken, value, change })
      return { ...answer, VersionId: version.id }
    }
    await changeSecret({ catalog: deps.catalog, now }, record, current => ({ next: change(checkNotDeleted(current)), result: undefined }))
    return answer
  }
}
