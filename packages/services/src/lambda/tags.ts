import type { lambda, Operation, OperationContext } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { invalidParameter } from './errors.ts'
import { changeMapping, requireMapping, uuidOfMappingArn } from './event-sources/mapping-record.ts'
import { type FunctionName, parseFunctionName } from './function-name.ts'
import { changeFunction, requireFunction } from './resolve.ts'

const maxTags = 50

export function listTags(deps: LambdaDependencies): Operation<lambda.ListTagsRequest, lambda.ListTagsResponse> {
  return (input, context) => {
    const uuid = uuidOfMappingArn(input.Resource)
    if (uuid !== undefined) return { Tags: requireMapping(deps.catalog, uuid).tags }
    return { Tags: Object.fromEntries(requireFunction(deps.catalog, taggable(input.Resource, context)).tags) }
  }
}

export function tagResource(deps: LambdaDependencies): Operation<lambda.TagResourceRequest, object> {
  return (input, context) => {
    const uuid = uuidOfMappingArn(input.Resource)
    if (uuid !== undefined) return changeTags(deps, uuid, tags => ({ ...tags, ...input.Tags }))
    return changeFunction(deps.catalog, taggable(input.Resource, context), record => {
      const tags = [...new Map([...record.tags, ...Object.entries(input.Tags ?? {})])]
      if (tags.length > maxTags) throw invalidParameter('Number of tags exceeds resource tag limit.')
      return { next: { ...record, tags }, result: {} }
    })
  }
}

export function untagResource(deps: LambdaDependencies): Operation<lambda.UntagResourceRequest, object> {
  return (input, context) => {
    const uuid = uuidOfMappingArn(input.Resource)
    const isKept = ([key]: readonly [string, string]) => !input.TagKeys?.includes(key)
    if (uuid !== undefined) return changeTags(deps, uuid, tags => Object.fromEntries(Object.entries(tags).filter(isKept)))
    return changeFunction(deps.catalog, taggable(input.Resource, context), record => {
      return { next: { ...record, tags: record.tags.filter(isKept) }, result: {} }
    })
  }
}

/** @throws ApiError ResourceNotFoundException, InvalidParameterValueException */
function changeTags(
  { catalog }: LambdaDependencies,
  uuid: string,
  change: (tags: Record<string, string>) => Record<string, string>,
): Promise<object> {
  return changeMapping(catalog, uuid, mapping => {
    const tags = change(mapping.tags)
    if (Object.keys(tags).length > maxTags) throw invalidParameter('Number of tags exceeds resource tag limit.')
    return { next: { ...mapping, tags }, result: {} }
  })
}

/** Tags belong to the function as a whole. @throws ApiError InvalidParameterValueException */
function taggable(resource: string | undefined, context: OperationContext): FunctionName {
  const name = parseFunctionName(resource ?? '', context)
  if (name.qualifier !== undefined)
    throw invalidParameter('Tags on function aliases and versions are not supported. Please specify a function ARN.')
  return name
}
