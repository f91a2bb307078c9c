import type { kms, Operation } from '@pasos/wire'
import type { KmsDependencies } from '../dependencies.ts'
import { invalidState, validation } from '../errors.ts'
import { checkOwn } from '../managed-key.ts'
import { changeKey, checkAlive, type KeyRecord } from '../records/key-record.ts'
import { DAY_MS } from '../records/rotation.ts'

export function enableKey(deps: KmsDependencies): Operation<kms.EnableKeyRequest, object> {
  return changing(deps, record => ({ ...checkAlive(checkOwn(record)), enabled: true }))
}

export function disableKey(deps: KmsDependencies): Operation<kms.DisableKeyRequest, object> {
  return changing(deps, record => ({ ...checkAlive(checkOwn(record)), enabled: false }))
}

function changing({ catalog, clock }: KmsDependencies, change: (record: KeyRecord) => KeyRecord): Operation<kms.EnableKeyRequest, object> {
  return async ({ KeyId = '' }, context) => {
    await changeKey({ catalog, now: clock.now() }, KeyId, context, change)
    return {}
  }
}

export function scheduleKeyDeletion(deps: KmsDependencies): Operation<kms.ScheduleKeyDeletionRequest, kms.ScheduleKeyDeletionResponse> {
  return async ({ KeyId = '', PendingWindowInDays = 30 }, context) => {
    if (PendingWindowInDays < 7 || PendingWindowInDays > 30) throw validation('PendingWindowInDays must be between 7 and 30 (inclusive).')
    const now = deps.clock.now()
    const deletionAt = now + PendingWindowInDays * DAY_MS
    const { arn } = await changeKey({ catalog: deps.catalog, now }, KeyId, context, record => ({
      ...checkAlive(checkOwn(record)),
      deletionAt,
    }))
    return { KeyId: arn, DeletionDate: new Date(deletionAt), KeyState: 'PendingDeletion', PendingWindowInDays }
  }
}

/** The key comes back disabled: https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html */
export function cancelKeyDeletion(deps: KmsDependencies): Operation<kms.CancelKeyDeletionRequest, kms.CancelKeyDeletionResponse> {
  return async ({ KeyId = '' }, context) => {
    const { arn } = await changeKey({ catalog: deps.catalog, now: deps.clock.now() }, KeyId, context, record => {
      const { deletionAt, ...rest } = record
      if (deletionAt === undefined) throw invalidState(record.arn, 'is not pending deletion')
      return { ...rest, enabled: false }
    })
    return { KeyId: arn }
  }
}
