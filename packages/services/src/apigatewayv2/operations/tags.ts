import type { Operation, OperationContext } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../../apigateway/dependencies.ts'
import { notFound } from '../../apigateway/errors.ts'
import { checkedTags } from '../../apigateway/records/api-record.ts'
import { changeHttpApi, type HttpApiRecord, requireEntry, requireHttpApi } from '../records/http-api-record.ts'

interface OfTagged {
  ResourceArn: string
}

/** An API, or a stage of it. @throws ApiError NotFoundException */
function placeOf(arn: string): { id: string; stage: string | undefined } {
  const [, id, stage] = /^arn:[^:]+:apigateway:[^:]*::\/apis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(arn) ?? []
  if (id === undefined) throw notFound(`Invalid API identifier specified ${arn}`)
  return { id, stage }
}

function tagsOf(api: HttpApiRecord, stage: string | undefined): Record<string, string> {
  return stage === undefined ? api.tags : requireEntry(api.stages, 'Stage', stage).tags
}

export function getTags({ catalog }: ApiGatewayDependencies): Operation<OfTagged, object> {
  return ({ ResourceArn }, context) => {
    const { id, stage } = placeOf(ResourceArn)
    return { Tags: tagsOf(requireHttpApi(catalog, context, id), stage) }
  }
}

export function tagResource(deps: ApiGatewayDependencies): Operation<OfTagged & { Tags?: Record<string, string> }, object> {
  return ({ ResourceArn, Tags }, context) => retag(deps, ResourceArn, context, present => checkedTags({ ...present, ...Tags }))
}

export function untagResource(deps: ApiGatewayDependencies): Operation<OfTagged & { TagKeys: string[] }, object> {
  return ({ ResourceArn, TagKeys }, context) =>
    retag(deps, ResourceArn, context, present => Object.fromEntries(Object.entries(present).filter(([key]) => !TagKeys.includes(key))))
}

function retag(
  { catalog }: ApiGatewayDependencies,
  arn: string,
  context: OperationContext,
  change: (tags: Record<string, string>) => Record<string, string>,
): Promise<object> {
  const { id, stage } = placeOf(arn)
  return changeHttpApi(catalog, context, id, api => {
    const tags = change(tagsOf(api, stage))
    if (stage === undefined) return { next: { ...api, tags }, result: {} }
    return { next: { ...api, stages: { ...api.stages, [stage]: { ...requireEntry(api.stages, 'Stage', stage), tags } } }, result: {} }
  })
}
