import type { KmsDependencies } from './dependencies.ts'
import { unsupported } from './errors.ts'
import { newKey, putKey } from './operations/create-key.ts'
import { type AliasRecord, aliasArn, aliasKey, aliasKind, findAlias } from './records/alias-record.ts'
import { managedPolicy } from './records/key-policy.ts'
import { type KeyRecord, type Place, requireKey } from './records/key-record.ts'

const services = ['dynamodb', 'lambda', 's3', 'secretsmanager', 'sns', 'sqs', 'ssm']

/** The service whose managed key this reference names: `ssm` of `alias/aws/ssm`. Nothing where it is another reference. */
export function managingService(reference: string, place: Place): string | undefined {
  const name = reference.replace(aliasArn(place, ''), '')
  return services.find(service => name === `alias/aws/${service}`)
}

/** The key with which a service encrypts when none is named: made when it is first needed. */
export async function managedKey(deps: KmsDependencies, service: string, { accountId, region }: Place): Promise<KeyRecord> {
  const { catalog, clock } = deps
  const place = { accountId, region }
  const name = `alias/aws/${service}`
  const known = findAlias(catalog, place, name)
  if (known) return requireKey(catalog, known.targetKeyId, place, clock.now())
  const description = `Default key that protects my ${service} data when no other key is defined`
  const key = newKey(deps, place, { manager: 'AWS', description, policy: managedPolicy(service, place) })
  const alias = { name, arn: aliasArn(place, name), targetKeyId: key.keyId, createdAt: key.createdAt, updatedAt: key.createdAt }
  await putKey(catalog, key)
  // Of two that made one at once, the alias decides; the other's key stays unused and is nobody's.
  const kept = await catalog.update<AliasRecord, AliasRecord>(aliasKind, aliasKey(place, name), current => {
    const next = current ?? alias
    return { next, result: next }
  })
  return requireKey(catalog, kept.targetKeyId, place, clock.now())
}

/** What AWS manages its customers cannot change. @throws ApiError UnsupportedOperationException */
export function checkOwn(record: KeyRecord): KeyRecord {
  if (record.manager === 'AWS') throw unsupported(`${record.arn} is an AWS managed key, which only its service can change.`)
  return record
}
