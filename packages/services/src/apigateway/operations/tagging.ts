import type { Catalog } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import { notFound } from '../errors.ts'
import { checkedTags } from '../records/api-record.ts'
import type { ApisOfPlace } from '../records/apis-of-place.ts'

type Tags = Record<string, string>

interface Tagged {
  tags: Tags
}

interface TaggedApi extends Tagged {
  stages: Record<string, Tagged>
}

/** The tags of APIs of one kind, and of their stages, by ARN. Each throws NotFoundException, `add` BadRequestException too. */
export interface Tagging {
  read(catalog: Catalog, context: OperationContext, arn: string): Tags
  add(catalog: Catalog, context: OperationContext, arn: string, tags: Tags): Promise<object>
  remove(catalog: Catalog, context: OperationContext, arn: string, keys: readonly string[]): Promise<object>
}

/** `collection` comes before the id of an API in its ARN: `restapis`, `apis`. */
export function tagging<Api extends TaggedApi>(
  collection: string,
  apis: ApisOfPlace<Api>,
  requireStage: (api: Api, name: string) => Tagged,
): Tagging {
  const form = new RegExp(`^arn:[^:]+:apigateway:[^:]*::/${collection}/([^/]+)(?:/stages/([^/]+))?$`)
  const placeOf = (arn: string): { id: string; stage: string | undefined } => {
    const [, id, stage] = form.exec(arn) ?? []
    if (id === undefined) throw notFound(`Invalid API identifier specified ${arn}`)
    return { id, stage }
  }
  const taggedIn = (api: Api, stage: string | undefined): Tagged => (stage === undefined ? api : requireStage(api, stage))
  const retag = (catalog: Catalog, context: OperationContext, arn: string, change: (tags: Tags) => Tags): Promise<object> => {
    const { id, stage } = placeOf(arn)
    return apis.change(catalog, context, id, api => {
      const before = taggedIn(api, stage)
      const tags = change(before.tags)
      if (stage === undefined) return { next: { ...api, tags }, result: {} }
      return { next: { ...api, stages: { ...api.stages, [stage]: { ...before, tags } } }, result: {} }
    })
  }
  return {
    read(catalog, context, arn) {
      const { id, stage } = placeOf(arn)
      return taggedIn(apis.require(catalog, context, id), stage).tags
    },
    add: (catalog, context, arn, tags) => retag(catalog, context, arn, present => checkedTags({ ...present, ...tags })),
    remove: (catalog, context, arn, keys) =>
      retag(catalog, context, arn, present => Object.fromEntries(Object.entries(present).filter(([key]) => !keys.includes(key)))),
  }
}
