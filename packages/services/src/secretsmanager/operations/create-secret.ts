import { randomInt } from 'node:crypto'
import type { Operation, OperationContext, secretsmanager } from '@pasos/wire'
import type { SecretsDependencies } from '../dependencies.ts'
import { invalidParameter, nameIsTaken, secretExists } from '../errors.ts'
import { checkName, isGone, type SecretRecord, secretArn, secretKey, secretKind } from '../records/secret-record.ts'
import { dropValues, givenValue, keepValue, readValue, type SecretValue } from '../records/secret-value.ts'
import { CURRENT } from '../records/stages.ts'
import { withTags } from '../records/tags.ts'

/** The same request again, with the same token and value, is answered as before. */
export function createSecret(
  deps: SecretsDependencies,
): Operation<secretsmanager.CreateSecretRequest, secretsmanager.CreateSecretResponse> {
  return async (input, context) => {
    const { accountId, region } = context
    const [name, now] = [checkName(input.Name ?? ''), deps.clock.now()]
    if (input.AddReplicaRegions?.length) throw invalidParameter('Replicas in other Regions are not served here.')
    const value = givenValue(input)
    const id = input.ClientRequestToken ?? deps.ids.uuid()
    const fresh: SecretRecord = {
      ...{ accountId, region, name, arn: secretArn(context, name, suffix()), createdAt: now, changedAt: now },
      ...(input.Description !== undefined && { description: input.Description }),
      ...(input.KmsKeyId !== undefined && { kmsKeyId: input.KmsKeyId }),
      ...(input.Type !== undefined && { type: input.Type }),
      tags: withTags([], input.Tags),
      versions: [],
    }
    const kept = value && (await keepValue(deps, fresh, id, value, context))
    const version = kept && { ...kept, id, createdAt: now, stages: [CURRENT] }
    const secret = { ...fresh, versions: version ? [version] : [] }
    const record = await deps.catalog.update<SecretRecord, SecretRecord>(secretKind, secretKey(context, name), current => {
      const next = current && !isGone(current, now) ? current : secret
      return { next, result: next }
    })
    if (record !== secret) {
      if (kept) await dropValues(deps, [kept])
      await checkRepeated(deps, record, id, value, context)
    }
    return { ARN: record.arn, Name: name, ...(value && { VersionId: id }) }
  }
}

/** @throws ApiError InvalidRequestException, ResourceExistsException */
async function checkRepeated(
  deps: SecretsDependencies,
  record: SecretRecord,
  id: string,
  value: SecretValue | undefined,
  context: OperationContext,
): Promise<void> {
  if (record.deletedAt !== undefined) throw nameIsTaken()
  const version = record.versions.find(one => one.id === id)
  if (!version || !value || !isSameValue(await readValue(deps, record, version, context), value)) throw secretExists(record.name)
}

export function isSameValue(a: SecretValue, b: SecretValue): boolean {
  if (a.SecretBinary && b.SecretBinary) return Buffer.compare(a.SecretBinary, b.SecretBinary) === 0
  return a.SecretString !== undefined && a.SecretString === b.SecretString
}

function suffix(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  return Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('')
}
