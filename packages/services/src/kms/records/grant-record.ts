import type { Json, JsonObject } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import { type KeyRecord, type Place, placeKey } from './key-record.ts'

/** Kind `kmsGrant`: what a principal may do with a key, beside the key's policy. Times are epoch milliseconds. */
export interface GrantRecord extends Place {
  keyId: string
  grantId: string
  name?: string
  grantee: string
  retiring?: string
  operations: string[]
  /** What the encryption context of a use must hold, or be. */
  subset?: Record<string, string>
  equals?: Record<string, string>
  createdAt: number
  /** ARN of the account that made it. */
  issuer: string
}

export const grantKind = 'kmsGrant'

export function grantKey(place: Place, keyId: string, grantId = ''): string {
  return `${placeKey(place, keyId)}:${grantId}`
}

export function grantsOf(catalog: Catalog, key: Pick<KeyRecord, 'accountId' | 'region' | 'keyId'>): GrantRecord[] {
  return catalog.list<GrantRecord>(grantKind, grantKey(key, key.keyId))
}

/** Those that say nothing of data, so that no encryption context bounds them. */
const ofKeys = ['CreateGrant', 'DescribeKey', 'GetPublicKey', 'RetireGrant']

/** The key's policy with what its grants allow: AWS asks both, and a denial of either counts. */
export function policyWithGrants(policy: string, grants: readonly GrantRecord[]): string {
  if (grants.length === 0) return policy
  const document = JSON.parse(policy) as JsonObject
  return JSON.stringify({ ...document, Statement: [...[document['Statement'] ?? []].flat(), ...grants.flatMap(statementsOf)] })
}

function statementsOf({ grantId, grantee, retiring, operations, subset, equals }: GrantRecord): Json[] {
  const allow = (principal: string, names: readonly string[], Condition: JsonObject): Json[] =>
    names.length === 0
      ? []
      : [{ Effect: 'Allow', Principal: { AWS: principal }, Action: names.map(name => `kms:${name}`), Resource: '*', Condition }]
  const ofGrant = { StringEquals: { [grantIdKey]: grantId } }
  // What is granted on may be no more than was granted; how that would be bounded by an encryption context is not told to policies.
  const isBounded = subset !== undefined || equals !== undefined
  const passedOn = operations.includes('CreateGrant') && !isBounded ? ['CreateGrant'] : []
  return [
    ...allow(
      grantee,
      operations.filter(name => !ofKeys.includes(name)),
      contextCondition(subset, equals),
    ),
    ...allow(
      grantee,
      operations.filter(name => ofKeys.includes(name) && name !== 'CreateGrant' && name !== 'RetireGrant'),
      {},
    ),
    ...allow(grantee, passedOn, { 'ForAllValues:StringEquals': { 'kms:GrantOperations': operations } }),
    ...allow(grantee, operations.includes('RetireGrant') ? ['RetireGrant'] : [], ofGrant),
    ...(retiring === undefined ? [] : allow(retiring, ['RetireGrant'], ofGrant)),
  ]
}

/** What tells a policy which grant is to be retired; whoever may retire one may not retire the others of the key. */
export const grantIdKey = 'kms:GrantId'

function contextCondition(subset: GrantRecord['subset'], equals: GrantRecord['equals']): JsonObject {
  const pairs = Object.entries({ ...subset, ...equals })
  return {
    ...(pairs.length > 0 && {
      StringEquals: Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    }),
    ...(equals && { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': Object.keys(equals) } }),
  }
}

/** A token names its grant; it is needed for nothing here, as a grant holds at once. */
export function grantToken(keyArn: string, grantId: string): string {
  return Buffer.from(JSON.stringify([keyArn, grantId])).toString('base64')
}

/** The key and the grant that a token names; nothing where it is none of ours. */
export function readGrantToken(token: unknown): { keyArn: string; grantId: string } | undefined {
  try {
    const value: Json = JSON.parse(Buffer.from(String(token), 'base64').toString())
    const [keyArn, grantId] = Array.isArray(value) ? value : []
    return typeof keyArn === 'string' && typeof grantId === 'string' ? { keyArn, grantId } : undefined
  } catch {
    return undefined
  }
}
