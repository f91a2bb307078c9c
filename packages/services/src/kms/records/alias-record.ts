import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import { aliasNotFound, invalidAliasName } from '../errors.ts'

/** Kind `kmsAlias`. Times are epoch milliseconds. */
export interface AliasRecord {
  /** With `alias/` before it. */
  name: string
  arn: string
  targetKeyId: string
  createdAt: number
  updatedAt: number
}

export const aliasKind = 'kmsAlias'

interface Place {
  accountId: string
  region: string
}

export function aliasKey({ accountId, region }: Place, name = ''): string {
  return `${accountId}:${region}:${name}`
}

export function aliasArn({ accountId, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:${name}`
}

export function findAlias(catalog: Catalog, place: Place, name: string): AliasRecord | undefined {
  return catalog.get<AliasRecord>(aliasKind, aliasKey(place, name))
}

/** @throws ApiError NotFoundException */
export function requireAlias(catalog: Catalog, place: Place, name: string): AliasRecord {
  const alias = findAlias(catalog, place, name)
  if (!alias) throw aliasNotFound(aliasArn(place, name))
  return alias
}

/** Names that users may give. @throws ApiError InvalidAliasNameException */
export function checkAliasName(name: string): string {
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
    throw invalidAliasName(
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    )
  }
  if (name.startsWith('alias/aws/')) throw invalidAliasName('Aliases that begin with "alias/aws/" are kept for AWS managed keys.')
  return name
}
