import type { Operation, secretsmanager } from '@pasos/wire'
import type { SecretsDependencies } from '../dependencies.ts'
import { changeSecret, checkNotDeleted, requireSecret, type SecretRecord } from '../records/secret-record.ts'
import { withTags } from '../records/tags.ts'

export function tagResource(deps: SecretsDependencies): Operation<secretsmanager.TagResourceRequest, object> {
  return async ({ SecretId = '', Tags }, context) => changeTags(deps, requireIn(deps, SecretId, context), tags => withTags(tags, Tags))
}

export function untagResource(deps: SecretsDependencies): Operation<secretsmanager.UntagResourceRequest, object> {
  return async ({ SecretId = '', TagKeys = [] }, context) =>
    changeTags(deps, requireIn(deps, SecretId, context), tags => tags.filter(([key]) => !TagKeys.includes(key)))
}

function requireIn({ catalog, clock }: SecretsDependencies, secretId: string, context: Parameters<typeof requireSecret>[2]): SecretRecord {
  return requireSecret(catalog, secretId, context, clock.now())
}

async function changeTags(
  { catalog, clock }: SecretsDependencies,
  record: SecretRecord,
  change: (tags: SecretRecord['tags']) => SecretRecord['tags'],
): Promise<object> {
  await changeSecret({ catalog, now: clock.now() }, record, current => ({
    next: { ...checkNotDeleted(current), tags: change(current.tags) },
    result: undefined,
  }))
  return {}
}
