import type { kms, Operation } from '@pasos/wire'
import { listedPage } from '../../declaration/listed-page.ts'
import type { KmsDependencies } from '../dependencies.ts'
import { invalidMarker } from '../errors.ts'
import { managedKey, managingService } from '../managed-key.ts'
import { keyMetadata } from '../records/key-metadata.ts'
import { changeKey, checkAlive, isGone, type KeyRecord, keyKind, placeKey, requireKeyOrAlias } from '../records/key-record.ts'

/** The alias of an AWS managed key makes that key, as on AWS. */
export function describeKey(deps: KmsDependencies): Operation<kms.DescribeKeyRequest, kms.DescribeKeyResponse> {
  return async ({ KeyId = '' }, context) => {
    const service = managingService(KeyId, context)
    const record = service ? await managedKey(deps, service, context) : requireKeyOrAlias(deps.catalog, KeyId, context, deps.clock.now())
    return { KeyMetadata: keyMetadata(record) }
  }
}

export function listKeys({ catalog, clock }: KmsDependencies): Operation<kms.ListKeysRequest, kms.ListKeysResponse> {
  return ({ Limit = 100, Marker }, context) => {
    const now = clock.now()
    const keys = catalog.list<KeyRecord>(keyKind, placeKey(context)).filter(record => !isGone(record, now))
    const page = listedPage(keys, ({ keyId }) => keyId, { limit: Limit, token: Marker })
    if (!page) throw invalidMarker()
    return { Keys: page.items.map(({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn })), ...continuation(page) }
  }
}

/** How KMS says that there is more. */
export function continuation({ nextToken }: { nextToken?: string }): { NextMarker?: string; Truncated: boolean } {
  return { ...(nextToken !== undefined && { NextMarker: nextToken }), Truncated: nextToken !== undefined }
}

export function updateKeyDescription({ catalog, clock }: KmsDependencies): Operation<kms.UpdateKeyDescriptionRequest, object> {
  return async ({ KeyId = '', Description = '' }, context) => {
    await changeKey({ catalog, now: clock.now() }, KeyId, context, record => ({ ...checkAlive(record), description: Description }))
    return {}
  }
}
