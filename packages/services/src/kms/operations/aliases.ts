import type { kms, Operation } from '@pasos/wire'
import { listedPage } from '../../declaration/listed-page.ts'
import type { KmsDependencies } from '../dependencies.ts'
import { aliasExists, aliasNotFound, invalidMarker } from '../errors.ts'
import { type AliasRecord, aliasArn, aliasKey, aliasKind, checkAliasName } from '../records/alias-record.ts'
import { checkAlive, requireKey } from '../records/key-record.ts'
import { continuation } from './describe-key.ts'

export function createAlias({ catalog, clock }: KmsDependencies): Operation<kms.CreateAliasRequest, object> {
  return async ({ AliasName = '', TargetKeyId = '' }, context) => {
    const name = checkAliasName(AliasName)
    const now = clock.now()
    const { keyId } = checkAlive(requireKey(catalog, TargetKeyId, context, now))
    const arn = aliasArn(context, name)
    await catalog.update<AliasRecord, void>(aliasKind, aliasKey(context, name), current => {
      if (current) throw aliasExists(arn)
      return { next: { name, arn, targetKeyId: keyId, createdAt: now, updatedAt: now }, result: undefined }
    })
    return {}
  }
}

export function updateAlias({ catalog, clock }: KmsDependencies): Operation<kms.UpdateAliasRequest, object> {
  return async ({ AliasName = '', TargetKeyId = '' }, context) => {
    const name = checkAliasName(AliasName)
    const now = clock.now()
    const { keyId } = checkAlive(requireKey(catalog, TargetKeyId, context, now))
    await catalog.update<AliasRecord, void>(aliasKind, aliasKey(context, name), current => {
      if (!current) throw aliasNotFound(aliasArn(context, name))
      return { next: { ...current, targetKeyId: keyId, updatedAt: now }, result: undefined }
    })
    return {}
  }
}

export function deleteAlias({ catalog }: KmsDependencies): Operation<kms.DeleteAliasRequest, object> {
  return async ({ AliasName = '' }, context) => {
    const name = checkAliasName(AliasName)
    await catalog.update<AliasRecord, void>(aliasKind, aliasKey(context, name), current => {
      if (!current) throw aliasNotFound(aliasArn(context, name))
      return { next: undefined, result: undefined }
    })
    return {}
  }
}

export function listAliases({ catalog, clock }: KmsDependencies): Operation<kms.ListAliasesRequest, kms.ListAliasesResponse> {
  return ({ KeyId, Limit = 50, Marker }, context) => {
    const target = KeyId === undefined ? undefined : requireKey(catalog, KeyId, context, clock.now()).keyId
    const aliases = catalog
      .list<AliasRecord>(aliasKind, aliasKey(context))
      .filter(({ targetKeyId }) => target === undefined || targetKeyId === target)
    const page = listedPage(aliases, ({ name }) => name, { limit: Limit, token: Marker })
    if (!page) throw invalidMarker()
    const Aliases = page.items.map(alias => ({
      AliasName: alias.name,
      AliasArn: alias.arn,
      TargetKeyId: alias.targetKeyId,
      CreationDate: new Date(alias.createdAt),
      LastUpdatedDate: new Date(alias.updatedAt),
    }))
    return { Aliases, ...continuation(page) }
  }
}
