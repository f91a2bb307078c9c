import type { Operation, OperationContext } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { notFound } from '../errors.ts'
import { type ApiRecord, changeApi, checkedTags, requireApi } from '../records/api-record.ts'
import { requireStage } from './stages.ts'

interface OfTagged {
  resourceArn: string
}

/** An API, or a stage of it. @throws ApiError NotFoundException */
function placeOf(arn: string): { id: string; stage: string | undefined } {
  const [, id, stage] = /^arn:[^:]+:apigateway:[^:]*::\/restapis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(arn) ?? []
  if (id === undefined) throw notFound(`Invalid API identifier specified ${arn}`)
  return { id, stage }
}

function tagsOf(api: ApiRecord, stage: string | undefined): Record<string, string> {
  return stage === undefined ? api.tags : requireStage(api, stage).tags
}

export function getTags({ catalog }: ApiGatewayDependencies): Operation<OfTagged, object> {
  return ({ resourceArn }, context) => {
    const { id, stage } = placeOf(resourceArn)
    return { tags: tagsOf(requireApi(catalog, context, id), stage) }
  }
}

export function tagResource(deps: ApiGatewayDependencies): Operation<OfTagged & { tags: Record<string, string> }, object> {
  return ({ resourceArn, tags }, context) => retag(deps, resourceArn, context, present => checkedTags({ ...present, ...tags }))
}

export function untagResource(deps: ApiGatewayDependencies): Operation<OfTagged & { tagKeys: string[] }, object> {
  return ({ resourceArn, tagKeys }, context) =>
    retag(deps, resourceArn, context, present => Object.fromEntries(Object.entries(present).filter(([key]) => !tagKeys.includes(key))))
}

function retag(
  { catalog }: ApiGatewayDependencies,
  arn: string,
  context: OperationContext,
  change: (tags: Record<string, string>) => Record<string, string>,
): Promise<object> {
  const { id, stage } = placeOf(arn)
  return changeApi(catalog, context, id, api => {
    const tags = change(tagsOf(api, stage))
    if (stage === undefined) return { next: { ...api, tags }, result: {} }
    return { next: { ...api, stages: { ...api.stages, [stage]: { ...requireStage(api, stage), tags } } }, result: {} }
  })
}
