import type { eventbridge, Operation } from '@pasos/wire'
import type { EventsDependencies } from '../dependencies.ts'
import { busNotFound, ruleNotFound } from '../errors.ts'
import { busArn, changeBus, findBus } from '../records/bus-record.ts'
import { type RuleRecord, ruleKey, ruleKind } from '../records/rule-record.ts'
import { checkTags } from '../records/tags.ts'

type Tags = [key: string, value: string][]

export function listTagsForResource({
  catalog,
}: EventsDependencies): Operation<eventbridge.ListTagsForResourceRequest, eventbridge.ListTagsForResourceResponse> {
  return async input => {
    const place = placeOf(input.ResourceARN)
    const found = place.rule === undefined ? findBus(catalog, place.bus) : catalog.get<RuleRecord>(ruleKind, ruleKey(place.bus, place.rule))
    if (!found) throw place.rule === undefined ? busNotFound(place.bus) : ruleNotFound(place.rule, place.bus)
    return { Tags: found.tags.map(([Key, Value]) => ({ Key, Value })) }
  }
}

export function tagResource(deps: EventsDependencies): Operation<eventbridge.TagResourceRequest, object> {
  return input => {
    const added = (input.Tags ?? []).map(({ Key = '', Value = '' }): [string, string] => [Key, Value])
    return change(deps, input.ResourceARN, tags => checkTags([...new Map([...tags, ...added])]))
  }
}

export function untagResource(deps: EventsDependencies): Operation<eventbridge.UntagResourceRequest, object> {
  return input => change(deps, input.ResourceARN, tags => tags.filter(([key]) => !input.TagKeys?.includes(key)))
}

async function change({ catalog }: EventsDependencies, arn: string | undefined, next: (tags: Tags) => Tags): Promise<object> {
  const { bus, rule } = placeOf(arn)
  if (rule === undefined) await changeBus(catalog, bus, current => ({ ...current, tags: next(current.tags) }))
  else {
    await catalog.update<RuleRecord, void>(ruleKind, ruleKey(bus, rule), current => {
      if (!current) throw ruleNotFound(rule, bus)
      return { next: { ...current, tags: next(current.tags) }, result: undefined }
    })
  }
  return {}
}

/** The bus of an ARN, and the rule where it is a rule's. */
function placeOf(arn = ''): { bus: string; rule?: string } {
  const [, region = '', accountId = '', rest = ''] = /^arn:[^:]+:events:([^:]+):(\d{12}):rule\/(.+)$/.exec(arn) ?? []
  if (rest === '') return { bus: arn }
  const parts = rest.split('/')
  const rule = parts.pop()!
  return { bus: busArn({ accountId, region }, parts.join('/') || 'default'), rule }
}
