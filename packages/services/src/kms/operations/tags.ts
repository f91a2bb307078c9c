import type { kms, Operation } from '@pasos/wire'
import { listedPage } from '../../declaration/listed-page.ts'
import type { KmsDependencies } from '../dependencies.ts'
import { invalidMarker } from '../errors.ts'
import { checkOwn } from '../managed-key.ts'
import { changeKey, checkAlive, requireKey } from '../records/key-record.ts'
import { withTags } from '../records/tags.ts'
import { continuation } from './describe-key.ts'

export function tagResource({ catalog, clock }: KmsDependencies): Operation<kms.TagResourceRequest, object> {
  return async ({ KeyId = '', Tags }, context) => {
    await changeKey({ catalog, now: clock.now() }, KeyId, context, record => {
      checkAlive(checkOwn(record))
      return { ...record, tags: withTags(record.tags, Tags) }
    })
    return {}
  }
}

export function untagResource({ catalog, clock }: KmsDependencies): Operation<kms.UntagResourceRequest, object> {
  return async ({ KeyId = '', TagKeys = [] }, context) => {
    await changeKey({ catalog, now: clock.now() }, KeyId, context, record => {
      checkAlive(checkOwn(record))
      return { ...record, tags: record.tags.filter(([key]) => !TagKeys.includes(key)) }
    })
    return {}
  }
}

export function listResourceTags({
  catalog,
  clock,
}: KmsDependencies): Operation<kms.ListResourceTagsRequest, kms.ListResourceTagsResponse> {
  return ({ KeyId = '', Limit = 50, Marker }, context) => {
    const { tags } = requireKey(catalog, KeyId, context, clock.now())
    const sorted = [...tags].sort(([a], [b]) => (a < b ? -1 : 1))
    const page = listedPage(sorted, ([key]) => key, { limit: Limit, token: Marker })
    if (!page) throw invalidMarker()
    return { Tags: page.items.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), ...continuation(page) }
  }
}
