import type { Operation, secretsmanager } from '@pasos/wire'
import type { SecretsDependencies } from '../dependencies.ts'
import { invalidParameter } from '../errors.ts'
import { purgeSecret } from '../purge.ts'
import { changeSecret, checkNotDeleted, requireSecret } from '../records/secret-record.ts'

const DAY_MS = 86_400_000

/** At once where that is asked for; else after 7 to 30 days, until when the name stays taken. */
export function deleteSecret(
  deps: SecretsDependencies,
): Operation<secretsmanager.DeleteSecretRequest, secretsmanager.DeleteSecretResponse> {
  return async ({ SecretId = '', RecoveryWindowInDays, ForceDeleteWithoutRecovery }, context) => {
    const now = deps.clock.now()
    if (ForceDeleteWithoutRecovery && RecoveryWindowInDays !== undefined)
      throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.")
    const days = RecoveryWindowInDays ?? 30
    if (days < 7 || days > 30) throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).')
    const record = requireSecret(deps.catalog, SecretId, context, now)
    if (ForceDeleteWithoutRecovery) {
      await purgeSecret(deps, record)
      return { ARN: record.arn, Name: record.name, DeletionDate: new Date(now) }
    }
    const purgeAt = now + days * DAY_MS
    await changeSecret({ catalog: deps.catalog, now }, record, current => ({
      next: { ...checkNotDeleted(current), deletedAt: now, purgeAt },
      result: undefined,
    }))
    return { ARN: record.arn, Name: record.name, DeletionDate: new Date(purgeAt) }
  }
}

/** Of a secret that is not to be deleted too: it changes nothing. */
export function restoreSecret({
  catalog,
  clock,
}: SecretsDependencies): Operation<secretsmanager.RestoreSecretRequest, secretsmanager.RestoreSecretResponse> {
  return async ({ SecretId = '' }, context) => {
    const record = requireSecret(catalog, SecretId, context, clock.now())
    await changeSecret({ catalog, now: clock.now() }, record, ({ deletedAt, purgeAt, ...next }) => ({ next, result: undefined }))
    return { ARN: record.arn, Name: record.name }
  }
}
