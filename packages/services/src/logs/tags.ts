import type { logs, Operation, OperationContext } from '@pasos/wire'
import { groupNotFound, invalidParameter, resourceNotFound, unsatisfied } from './errors.ts'
import {
  changeGroup,
  groupKeyOf,
  type LogGroupRecord,
  type LogsDependencies,
  logGroupKey,
  logGroupKind,
  requireGroup,
} from './log-group.ts'

type Tags = LogGroupRecord['tags']

const maxTags = 50

/** @throws ApiError InvalidParameterException */
export function checkTags(tags: Tags): Tags {
  if (tags.length > maxTags) throw invalidParameter('The maximum number of tags per resource is 50.')
  for (const [key, value] of tags) {
    if (key === '' || key.length > 128) throw unsatisfied(key, 'tags', 'have length between 1 and 128')
    if (key.toLowerCase().startsWith('aws:')) throw invalidParameter('User-defined tag keys must not start with aws:')
    if (value.length > 256) throw unsatisfied(value, 'tags', 'have length less than or equal to 256')
  }
  return tags
}

export function listTagsForResource(deps: LogsDependencies): Operation<logs.ListTagsForResourceRequest, logs.ListTagsForResourceResponse> {
  return (input, context) => {
    const record = deps.catalog.get<LogGroupRecord>(logGroupKind, taggable(input.resourceArn, context))
    if (!record) throw resourceNotFound()
    return { tags: Object.fromEntries(record.tags) }
  }
}

export function tagResource(deps: LogsDependencies): Operation<logs.TagResourceRequest, object> {
  return async (input, context) => change(deps, taggable(input.resourceArn, context), tags => withTags(tags, input.tags))
}

export function untagResource(deps: LogsDependencies): Operation<logs.UntagResourceRequest, object> {
  return async (input, context) =>
    change(deps, taggable(input.resourceArn, context), tags => tags.filter(([key]) => !input.tagKeys?.includes(key)))
}

export function listTagsLogGroup(deps: LogsDependencies): Operation<logs.ListTagsLogGroupRequest, logs.ListTagsLogGroupResponse> {
  return (input, { accountId, region }) => ({
    tags: Object.fromEntries(requireGroup(deps.catalog, logGroupKey(accountId, region, input.logGroupName ?? '')).tags),
  })
}

export function tagLogGroup(deps: LogsDependencies): Operation<logs.TagLogGroupRequest, object> {
  return async (input, { accountId, region }) =>
    change(deps, logGroupKey(accountId, region, input.logGroupName ?? ''), tags => withTags(tags, input.tags))
}

export function untagLogGroup(deps: LogsDependencies): Operation<logs.UntagLogGroupRequest, object> {
  return async (input, { accountId, region }) =>
    change(deps, logGroupKey(accountId, region, input.logGroupName ?? ''), tags => tags.filter(([key]) => !input.tags?.includes(key)))
}

async function change({ catalog }: LogsDependencies, key: string, next: (tags: Tags) => Tags): Promise<object> {
  if (!catalog.get(logGroupKind, key)) throw groupNotFound()
  await changeGroup(catalog, key, record => ({ ...record, tags: next(record.tags) }))
  return {}
}

function withTags(tags: Tags, added: Record<string, string> | undefined): Tags {
  return checkTags([...new Map([...tags, ...Object.entries(added ?? {})])])
}

/** Only log groups carry tags here. */
function taggable(arn: string | undefined, context: OperationContext): string {
  if (!arn?.startsWith('arn:')) throw invalidParameter('The specified resource ARN is invalid.')
  return groupKeyOf(arn, context)
}
