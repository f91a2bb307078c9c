import type { Catalog } from '@pasos/engine'
import type { kms, Operation } from '@pasos/wire'
import type { KmsDependencies } from '../dependencies.ts'
import { unsupported } from '../errors.ts'
import { keyMetadata } from '../records/key-metadata.ts'
import { checkKeyPolicy, defaultPolicy } from '../records/key-policy.ts'
import { type KeyRecord, keyArn, keyKind, type Place, placeKey } from '../records/key-record.ts'
import { withTags } from '../records/tags.ts'

/** Symmetric keys of our own making; what else AWS has is refused, since such a key could not do what is asked of it later. */
export function createKey(deps: KmsDependencies): Operation<kms.CreateKeyRequest, kms.CreateKeyResponse> {
  return async (input, context) => {
    const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT'
    if (spec !== 'SYMMETRIC_DEFAULT') throw unsupported(`Keys of the spec ${spec} are not served here.`)
    if ((input.KeyUsage ?? 'ENCRYPT_DECRYPT') !== 'ENCRYPT_DECRYPT') throw unsupported(`KeyUsage ${input.KeyUsage} is not served here.`)
    if ((input.Origin ?? 'AWS_KMS') !== 'AWS_KMS') throw unsupported(`Keys of the origin ${input.Origin} are not served here.`)
    if (input.MultiRegion) throw unsupported('Multi-Region keys are not served here.')
    if (input.CustomKeyStoreId !== undefined) throw unsupported('Custom key stores are not served here.')
    const record = newKey(deps, context, { manager: 'CUSTOMER', description: input.Description ?? '', policy: defaultPolicy(context) })
    const policy = checkKeyPolicy(input.Policy ?? record.policy, record.arn, context, input.BypassPolicyLockoutSafetyCheck)
    const key = { ...record, policy, tags: withTags([], input.Tags) }
    await putKey(deps.catalog, key)
    return { KeyMetadata: keyMetadata(key) }
  }
}

/** A key with its first material, not yet kept. */
export function newKey(
  { clock, ids, ring }: KmsDependencies,
  { accountId, region }: Place,
  given: Pick<KeyRecord, 'manager' | 'description' | 'policy'>,
): KeyRecord {
  const [keyId, createdAt] = [ids.uuid(), clock.now()]
  const materials = [ring.newMaterial(keyId, createdAt)]
  return { ...given, accountId, region, keyId, arn: keyArn({ accountId, region }, keyId), createdAt, enabled: true, tags: [], materials }
}

export function putKey(catalog: Catalog, key: KeyRecord): Promise<void> {
  return catalog.update<KeyRecord, void>(keyKind, placeKey(key, key.keyId), () => ({ next: key, result: undefined }))
}
