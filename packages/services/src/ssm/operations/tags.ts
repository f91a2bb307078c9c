import type { Operation, OperationContext, ssm } from '@pasos/wire'
import type { ParameterDependencies } from '../dependencies.ts'
import { invalidResourceId, invalidResourceType } from '../errors.ts'
import { readReference } from '../records/parameter-name.ts'
import { changeParameter, findParameter, type ParameterRecord } from '../records/parameter-record.ts'
import { withTags } from '../records/tags.ts'

interface Tagged {
  ResourceType?: string | undefined
  ResourceId?: string | undefined
}

export function addTagsToResource(deps: ParameterDependencies): Operation<ssm.AddTagsToResourceRequest, ssm.AddTagsToResourceResult> {
  return (input, context) => changeTags(deps, input, context, tags => withTags(tags, input.Tags))
}

export function removeTagsFromResource(
  deps: ParameterDependencies,
): Operation<ssm.RemoveTagsFromResourceRequest, ssm.RemoveTagsFromResourceResult> {
  return (input, context) => changeTags(deps, input, context, tags => tags.filter(([key]) => !input.TagKeys?.includes(key)))
}

export function listTagsForResource(deps: ParameterDependencies): Operation<ssm.ListTagsForResourceRequest, ssm.ListTagsForResourceResult> {
  return (input, context) => ({ TagList: taggedParameter(deps, input, context).tags.map(([Key, Value]) => ({ Key, Value })) })
}

async function changeTags(
  deps: ParameterDependencies,
  input: Tagged,
  context: OperationContext,
  change: (tags: ParameterRecord['tags']) => ParameterRecord['tags'],
): Promise<object> {
  await changeParameter(deps.catalog, taggedParameter(deps, input, context), record => ({
    next: { ...record, tags: change(record.tags) },
    result: undefined,
  }))
  return {}
}

/** Of all that Systems Manager has, parameters alone are served here. @throws ApiError InvalidResourceType, InvalidResourceId */
function taggedParameter(
  { catalog }: ParameterDependencies,
  { ResourceType, ResourceId = '' }: Tagged,
  context: OperationContext,
): ParameterRecord {
  if (ResourceType !== 'Parameter') throw invalidResourceType()
  const record = findParameter(catalog, readReference(ResourceId), context)
  if (!record) throw invalidResourceId()
  return record
}
