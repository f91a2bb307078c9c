import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import { invalidName, markedForDeletion, secretNotFound } from '../errors.ts'

/** Kind `secret`: all but the values, which are in the data store. Times are epoch milliseconds. */
export interface SecretRecord extends Place {
  name: string
  arn: string
  description?: string
  /** As it was given; without it Secrets Manager's own key. */
  kmsKeyId?: string
  type?: string
  createdAt: number
  changedAt: number
  /** The day, as AWS tells it. */
  accessedAt?: number
  /** When DeleteSecret was called, and when the secret goes. */
  deletedAt?: number
  purgeAt?: number
  policy?: string
  tags: [key: string, value: string][]
  /** The oldest first. */
  versions: SecretVersion[]
}

export interface SecretVersion {
  id: string
  createdAt: number
  stages: string[]
  /** Where its value is. */
  valueKey: string
  /** Of the key it was encrypted with. */
  kmsKeyArn: string
}

export interface Place {
  accountId: string
  region: string
}

export const secretKind = 'secret'

export function secretKey({ accountId, region }: Place, name = ''): string {
  return `${accountId}:${region}:${name}`
}

/** `suffix`: six letters and digits, so that a secret that takes the name later is another one to policies. */
export function secretArn({ accountId, region }: Place, name: string, suffix: string): string {
  return `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:${name}${suffix === '' ? '' : `-${suffix}`}`
}

/** The secret that a name, an ARN or an ARN without its last six letters means, be it marked for deletion. */
export function findSecret(catalog: Catalog, secretId: string, context: Place, now: number): SecretRecord | undefined {
  const [, region, accountId, path] = /^arn:[a-z-]+:secretsmanager:([a-z0-9-]+):(\d{12}):secret:(.+)$/.exec(secretId) ?? []
  const present = (record: SecretRecord | undefined) => (record && !isGone(record, now) ? record : undefined)
  if (path === undefined) return present(catalog.get<SecretRecord>(secretKind, secretKey(context, secretId)))
  const place = { accountId: accountId!, region: region! }
  const whole = present(catalog.get<SecretRecord>(secretKind, secretKey(place, path.replace(/-[A-Za-z0-9]{6}$/, ''))))
  if (whole?.arn === secretId) return whole
  return present(catalog.get<SecretRecord>(secretKind, secretKey(place, path)))
}

/** @throws ApiError ResourceNotFoundException, or ValidationException for what could be no secret's name */
export function requireSecret(catalog: Catalog, secretId: string, context: Place, now: number): SecretRecord {
  const record = findSecret(catalog, secretId, context, now)
  if (record) return record
  if (!secretId.startsWith('arn:')) checkName(secretId)
  throw secretNotFound()
}

export function isGone({ purgeAt }: SecretRecord, now: number): boolean {
  return purgeAt !== undefined && purgeAt <= now
}

/** @throws ApiError InvalidRequestException */
export function checkNotDeleted(record: SecretRecord): SecretRecord {
  if (record.deletedAt !== undefined) throw markedForDeletion()
  return record
}

/** @throws ApiError ValidationException */
export function checkName(name: string): string {
  if (!/^[A-Za-z0-9/_+=.@!-]+$/.test(name)) throw invalidName()
  return name
}

/** @throws ApiError ResourceNotFoundException, and what `change` throws */
export function changeSecret<R>(
  { catalog, now }: { catalog: Catalog; now: number },
  found: SecretRecord,
  change: (record: SecretRecord) => { next: SecretRecord; result: R },
): Promise<R> {
  return catalog.update<SecretRecord, R>(secretKind, secretKey(found, found.name), current => {
    // The name may be another secret's by now.
    if (!current || current.arn !== found.arn || isGone(current, now)) throw secretNotFound()
    return change(current)
  })
}
