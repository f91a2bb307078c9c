import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import { invalidKeyId, invalidState, keyDisabled, keyNotFound } from '../errors.ts'
import { findAlias, requireAlias } from './alias-record.ts'

/** Kind `kmsKey`, a symmetric key. Times are epoch milliseconds. */
export interface KeyRecord extends Place {
  keyId: string
  arn: string
  description: string
  manager: 'AWS' | 'CUSTOMER'
  createdAt: number
  enabled: boolean
  /** When it ends; the record goes some time after. */
  deletionAt?: number
  /** JSON text as it was given. */
  policy: string
  tags: [key: string, value: string][]
  /** The latest is the last; the older ones decrypt what was encrypted with them. */
  materials: KeyMaterial[]
  /** Of automatic rotation, where it is on. */
  rotation?: { periodDays: number; nextAt: number }
}

export interface KeyMaterial {
  /** 64 hexadecimal digits. */
  id: string
  createdAt: number
  /** Base64: encrypted under the data folder's key. */
  sealed: string
  /** What brought it; the first one has none. */
  origin?: 'AUTOMATIC' | 'ON_DEMAND'
}

export interface Place {
  accountId: string
  region: string
}

export const keyKind = 'kmsKey'

export function placeKey({ accountId, region }: Place, name = ''): string {
  return `${accountId}:${region}:${name}`
}

export function keyArn({ accountId, region }: Place, keyId: string): string {
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:key/${keyId}`
}

interface Reference {
  place: Place
  /** `key/ID`, `alias/NAME`, or the bare id. */
  path: string
}

function parseReference(reference: string, { accountId, region }: Place): Reference {
  const [, arnRegion, arnAccount, path] = /^arn:[a-z-]+:kms:([a-z0-9-]+):(\d{12}):(.+)$/.exec(reference) ?? []
  return path === undefined
    ? { place: { accountId, region }, path: reference }
    : { place: { accountId: arnAccount!, region: arnRegion! }, path }
}

/** The ARN of the key that an id, ARN, alias name or alias ARN means, as far as that can be told; for policies. */
export function arnOfReference(reference: string, context: Place, catalog: Catalog): string {
  const { place, path } = parseReference(reference, context)
  if (path.startsWith('alias/')) {
    const alias = findAlias(catalog, place, path)
    return alias ? keyArn(place, alias.targetKeyId) : keyArn(place, path)
  }
  return keyArn(place, path.replace(/^key\//, ''))
}

/** The key that an id or ARN means. @throws ApiError NotFoundException */
export function requireKey(catalog: Catalog, reference: string, context: Place, now: number): KeyRecord {
  const { place, path } = parseReference(reference, context)
  const keyId = path.replace(/^key\//, '')
  if (!/^(mrk-)?[0-9a-f-]{32,36}$/i.test(keyId)) throw invalidKeyId(reference)
  const record = catalog.get<KeyRecord>(keyKind, placeKey(place, keyId))
  if (!record || isGone(record, now)) throw keyNotFound(keyArn(place, keyId))
  return record
}

/** The same, also by the name or ARN of an alias. @throws ApiError NotFoundException */
export function requireKeyOrAlias(catalog: Catalog, reference: string, context: Place, now: number): KeyRecord {
  const { place, path } = parseReference(reference, context)
  if (!path.startsWith('alias/')) return requireKey(catalog, reference, context, now)
  return requireKey(catalog, requireAlias(catalog, place, path).targetKeyId, place, now)
}

export function isGone({ deletionAt }: KeyRecord, now: number): boolean {
  return deletionAt !== undefined && deletionAt <= now
}

/** Not to be deleted, whether enabled or not. @throws ApiError KMSInvalidStateException */
export function checkAlive(record: KeyRecord): KeyRecord {
  if (record.deletionAt !== undefined) throw invalidState(record.arn, 'is pending deletion')
  return record
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html @throws ApiError KMSInvalidStateException, DisabledException */
export function checkUsable(record: KeyRecord): KeyRecord {
  checkAlive(record)
  if (!record.enabled) throw keyDisabled(record.arn)
  return record
}

/** @throws ApiError NotFoundException, and what `change` throws */
export async function changeKey(
  { catalog, now }: { catalog: Catalog; now: number },
  reference: string,
  context: Place,
  change: (record: KeyRecord) => KeyRecord,
): Promise<KeyRecord> {
  const { accountId, region, keyId, arn } = requireKey(catalog, reference, context, now)
  return catalog.update<KeyRecord, KeyRecord>(keyKind, placeKey({ accountId, region }, keyId), current => {
    if (!current || isGone(current, now)) throw keyNotFound(arn)
    const next = change(current)
    return { next, result: next }
  })
}
