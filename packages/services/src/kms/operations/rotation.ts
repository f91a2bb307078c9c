import type { kms, Operation } from '@pasos/wire'
import { listedPage } from '../../declaration/listed-page.ts'
import type { KmsDependencies } from '../dependencies.ts'
import { invalidMarker, limitExceeded } from '../errors.ts'
import { checkOwn } from '../managed-key.ts'
import { changeKey, checkAlive, checkUsable, requireKey } from '../records/key-record.ts'
import { DAY_MS } from '../records/rotation.ts'
import { continuation } from './describe-key.ts'

const yearDays = 365
/** https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
const mostOnDemand = 25

export function getKeyRotationStatus({
  catalog,
  clock,
}: KmsDependencies): Operation<kms.GetKeyRotationStatusRequest, kms.GetKeyRotationStatusResponse> {
  return ({ KeyId = '' }, context) => {
    const { arn, rotation } = checkAlive(requireKey(catalog, KeyId, context, clock.now()))
    if (!rotation) return { KeyRotationEnabled: false, KeyId: arn }
    const NextRotationDate = new Date(rotation.nextAt)
    return { KeyRotationEnabled: true, KeyId: arn, RotationPeriodInDays: rotation.periodDays, NextRotationDate }
  }
}

/** Again with another period it counts from the last rotation's date on; see the developer guide on rotate-keys. */
export function enableKeyRotation({ catalog, clock }: KmsDependencies): Operation<kms.EnableKeyRotationRequest, object> {
  return async ({ KeyId = '', RotationPeriodInDays }, context) => {
    const now = clock.now()
    await changeKey({ catalog, now }, KeyId, context, record => {
      checkUsable(checkOwn(record))
      const periodDays = RotationPeriodInDays ?? record.rotation?.periodDays ?? yearDays
      const isSame = record.rotation?.periodDays === periodDays
      return isSame ? record : { ...record, rotation: { periodDays, nextAt: now + periodDays * DAY_MS } }
    })
    return {}
  }
}

export function disableKeyRotation({ catalog, clock }: KmsDependencies): Operation<kms.DisableKeyRotationRequest, object> {
  return async ({ KeyId = '' }, context) => {
    await changeKey({ catalog, now: clock.now() }, KeyId, context, record => {
      const { rotation, ...rest } = checkUsable(checkOwn(record))
      return rest
    })
    return {}
  }
}

export function rotateKeyOnDemand({
  catalog,
  clock,
  ring,
}: KmsDependencies): Operation<kms.RotateKeyOnDemandRequest, kms.RotateKeyOnDemandResponse> {
  return async ({ KeyId = '' }, context) => {
    const now = clock.now()
    const { arn } = await changeKey({ catalog, now }, KeyId, context, record => {
      checkUsable(checkOwn(record))
      if (record.materials.filter(({ origin }) => origin === 'ON_DEMAND').length >= mostOnDemand)
        throw limitExceeded(`A key can be rotated on demand at most ${mostOnDemand} times.`)
      return { ...record, materials: [...record.materials, ring.newMaterial(record.keyId, now, 'ON_DEMAND')] }
    })
    return { KeyId: arn }
  }
}

/** The rotations done, the oldest first; the first material too where it is asked for. */
export function listKeyRotations({
  catalog,
  clock,
}: KmsDependencies): Operation<kms.ListKeyRotationsRequest, kms.ListKeyRotationsResponse> {
  return ({ KeyId = '', IncludeKeyMaterial, Limit = 100, Marker }, context) => {
    const { keyId, materials } = requireKey(catalog, KeyId, context, clock.now())
    const current = materials.at(-1)!
    const shown = materials
      .map((material, index) => ({ material, place: String(index).padStart(6, '0') }))
      .filter(({ material }) => material.origin !== undefined || IncludeKeyMaterial === 'ALL_KEY_MATERIAL')
    const page = listedPage(shown, ({ place }) => place, { limit: Limit, token: Marker })
    if (!page) throw invalidMarker()
    const Rotations = page.items.map(({ material }) => ({
      KeyId: keyId,
      KeyMaterialId: material.id,
      KeyMaterialState: material === current ? ('CURRENT' as const) : ('NON_CURRENT' as const),
      ...(material.origin && { RotationDate: new Date(material.createdAt), RotationType: material.origin }),
    }))
    return { Rotations, ...continuation(page) }
  }
}
