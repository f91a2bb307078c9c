import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../../apigateway/dependencies.ts'
import { badRequest, conflict, notServed } from '../../apigateway/errors.ts'
import { checkVariables } from '../../apigateway/operations/stages.ts'
import { checkedTags, newId } from '../../apigateway/records/api-record.ts'
import { changeHttpApi, type HttpStageRecord, requireEntry, requireHttpApi, without } from '../records/http-api-record.ts'
import { entriesAfter, itemsOf, type Listed, type OfHttpApi, present } from './content.ts'
import { keepDeployment, shownDeployment } from './deployments.ts'

interface OfStage extends OfHttpApi {
  StageName: string
}

interface StageInput {
  AccessLogSettings?: object
  AutoDeploy?: boolean
  ClientCertificateId?: string
  DefaultRouteSettings?: object
  DeploymentId?: string
  Description?: string
  RouteSettings?: object
  StageVariables?: Record<string, string>
  Tags?: Record<string, string>
}

/** @throws ApiError BadRequestException */
function checkSettings(input: StageInput): void {
  checkVariables(input.StageVariables)
  if (Object.keys(input.AccessLogSettings ?? {}).length > 0) throw notServed('A log of access')
  if (Object.keys(input.RouteSettings ?? {}).length > 0) throw notServed('Settings of single routes')
  const { DetailedMetricsEnabled: _, ...limits } = (input.DefaultRouteSettings ?? {}) as { DetailedMetricsEnabled?: boolean }
  if (Object.keys(limits).length > 0) throw notServed('Throttling')
  if (input.ClientCertificateId !== undefined) throw badRequest('Client certificates are not supported by HTTP APIs')
}

export function createStage({ catalog, clock, ids }: ApiGatewayDependencies): Operation<OfStage & StageInput, object> {
  return (input, context) => {
    const { StageName: name, AutoDeploy: autoDeploy = false, DeploymentId: deploymentId, Tags: tags = {} } = input
    if (!/^(?:\$default|[a-zA-Z0-9_-]{1,128})$/.test(name)) {
      throw badRequest('Stage name must be $default or consist of alphanumeric characters, hyphens and underscores')
    }
    checkSettings(input)
    return changeHttpApi(catalog, context, input.ApiId, api => {
      if (Object.hasOwn(api.stages, name)) throw conflict('Stage already exists')
      const now = clock.now()
      const deployment = autoDeploy ? { id: newId(ids, 6), created: now } : shownDeployment(catalog, api.id, deploymentId)
      const stage: HttpStageRecord = {
        ...{ name, autoDeploy, tags: checkedTags(tags), created: now, updated: now },
        ...present({ deployment, description: input.Description, variables: input.StageVariables }),
      }
      return { next: { ...api, stages: { ...api.stages, [name]: stage } }, result: stageAnswer(stage) }
    })
  }
}

/** What is not named stays as it is. A stage that stops deploying by itself keeps what it shows. */
export function updateStage(deps: ApiGatewayDependencies): Operation<OfStage & StageInput, object> {
  const { catalog, clock, ids } = deps
  return async (input, context) => {
    const { ApiId, StageName, AutoDeploy, DeploymentId, Description, StageVariables } = input
    checkSettings(input)
    const api = requireHttpApi(catalog, context, ApiId)
    const before = requireEntry(api.stages, 'Stage', StageName)
    if (before.autoDeploy && AutoDeploy === false && before.deployment) await keepDeployment(catalog, api, before.deployment)
    return changeHttpApi(catalog, context, ApiId, current => {
      const stage = requireEntry(current.stages, 'Stage', StageName)
      const autoDeploy = AutoDeploy ?? stage.autoDeploy
      if (autoDeploy && DeploymentId !== undefined) throw badRequest('A stage that deploys automatically cannot be given a deployment')
      const begins = autoDeploy && !stage.autoDeploy
      const deployment = begins ? { id: newId(ids, 6), created: clock.now() } : shownDeployment(catalog, ApiId, DeploymentId)
      const next: HttpStageRecord = {
        ...{ ...stage, autoDeploy, updated: clock.now() },
        ...present({ deployment, description: Description, variables: StageVariables && entriesAfter(stage.variables, StageVariables) }),
      }
      return { next: { ...current, stages: { ...current.stages, [StageName]: next } }, result: stageAnswer(next) }
    })
  }
}

export function getStage({ catalog }: ApiGatewayDependencies): Operation<OfStage, object> {
  return ({ ApiId, StageName }, context) => stageAnswer(requireEntry(requireHttpApi(catalog, context, ApiId).stages, 'Stage', StageName))
}

export function getStages({ catalog }: ApiGatewayDependencies): Operation<OfHttpApi & Listed, object> {
  return (input, context) =>
    itemsOf(Object.values(requireHttpApi(catalog, context, input.ApiId).stages), ({ name }) => name, input, stageAnswer)
}

export function deleteStage({ catalog }: ApiGatewayDependencies): Operation<OfStage, object> {
  return ({ ApiId, StageName }, context) =>
    changeHttpApi(catalog, context, ApiId, api => {
      requireEntry(api.stages, 'Stage', StageName)
      return { next: { ...api, stages: without(api.stages, StageName) }, result: {} }
    })
}

function stageAnswer({ name, description, autoDeploy, deployment, variables = {}, tags, created, updated }: HttpStageRecord): object {
  return {
    ...{ StageName: name, AutoDeploy: autoDeploy, CreatedDate: new Date(created), LastUpdatedDate: new Date(updated) },
    ...{ DefaultRouteSettings: { DetailedMetricsEnabled: false }, RouteSettings: {}, StageVariables: variables, Tags: tags },
    ...present({ Description: description, DeploymentId: deployment?.id }),
    ...(autoDeploy && { LastDeploymentStatusMessage: `Successfully deployed stage with deployment ID '${deployment?.id}'` }),
  }
}
