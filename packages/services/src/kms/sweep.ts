import type { Catalog } from '@pasos/engine'
import { type AliasRecord, aliasKey, aliasKind } from './records/alias-record.ts'
import { type GrantRecord, grantKey, grantKind, grantsOf } from './records/grant-record.ts'
import { isGone, type KeyRecord, keyKind, placeKey } from './records/key-record.ts'

/** Forgets the keys whose time has come, with their aliases and grants: what they encrypted can be read by nobody from then on. */
export async function sweepKeys(catalog: Catalog, now: number): Promise<void> {
  for (const key of catalog.list<KeyRecord>(keyKind).filter(record => isGone(record, now))) {
    for (const alias of catalog.list<AliasRecord>(aliasKind, aliasKey(key))) {
      if (alias.targetKeyId !== key.keyId) continue
      await catalog.update<AliasRecord, void>(aliasKind, aliasKey(key, alias.name), current => ({
        next: current?.targetKeyId === key.keyId ? undefined : current,
        result: undefined,
      }))
    }
    for (const grant of grantsOf(catalog, key)) {
      await catalog.update<GrantRecord, void>(grantKind, grantKey(key, key.keyId, grant.grantId), () => ({
        next: undefined,
        result: undefined,
      }))
    }
    await catalog.update<KeyRecord, void>(keyKind, placeKey(key, key.keyId), current => ({
      next: current && isGone(current, now) ? undefined : current,
      result: undefined,
    }))
  }
}
