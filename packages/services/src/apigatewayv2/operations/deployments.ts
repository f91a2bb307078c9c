import type { Catalog } from '@pasos/engine'
import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../../apigateway/dependencies.ts'
import { badRequest } from '../../apigateway/errors.ts'
import { newId } from '../../apigateway/records/api-record.ts'
import {
  changeHttpApi,
  type HttpApiRecord,
  type HttpDeploymentRecord,
  httpDeploymentKind,
  requireEntry,
  requireHttpApi,
  requireHttpDeployment,
} from '../records/http-api-record.ts'
import { itemsOf, type Listed, type OfHttpApi, present } from './content.ts'

interface OfDeployment extends OfHttpApi {
  DeploymentId: string
}

type Described = Pick<HttpDeploymentRecord, 'id' | 'created' | 'description'>

/** Keeps what the API is now under that id. */
export function keepDeployment(catalog: Catalog, { id: apiId, content }: HttpApiRecord, deployment: Described): Promise<void> {
  const { id, created, description } = deployment
  const next: HttpDeploymentRecord = { apiId, id, created, ...content, ...present({ description }) }
  return catalog.update(httpDeploymentKind, `${apiId}/${id}`, () => ({ next, result: undefined }))
}

/** What a stage shows of a deployment. @throws ApiError NotFoundException */
export function shownDeployment(catalog: Catalog, apiId: string, id: string | undefined): { id: string; created: number } | undefined {
  return id === undefined ? undefined : { id, created: requireHttpDeployment(catalog, apiId, id).created }
}

/** A deployment and, where a stage is named, the stage that shows it from now on. */
export function createDeployment({
  catalog,
  clock,
  ids,
}: ApiGatewayDependencies): Operation<OfHttpApi & { Description?: string; StageName?: string }, object> {
  return async ({ ApiId, Description: description, StageName: stageName }, context) => {
    const api = requireHttpApi(catalog, context, ApiId)
    const stage = stageName === undefined ? undefined : requireEntry(api.stages, 'Stage', stageName)
    if (stage?.autoDeploy) throw badRequest(`Cannot deploy to stage ${stageName}: it deploys automatically`)
    if (Object.keys(api.content.routes).length === 0) {
      throw badRequest('At least one route is required before deploying the Api.')
    }
    const deployment: Described = { id: newId(ids, 6), created: clock.now(), ...present({ description }) }
    await keepDeployment(catalog, api, deployment)
    if (stageName !== undefined) {
      const { id, created } = deployment
      await changeHttpApi(catalog, context, ApiId, current => {
        const before = requireEntry(current.stages, 'Stage', stageName)
        const stages = { ...current.stages, [stageName]: { ...before, deployment: { id, created }, updated: clock.now() } }
        return { next: { ...current, stages }, result: undefined }
      })
    }
    return deploymentAnswer(deployment, false)
  }
}

export function getDeployment({ catalog }: ApiGatewayDependencies): Operation<OfDeployment, object> {
  return ({ ApiId, DeploymentId }, context) => {
    const automatic = automaticOf(requireHttpApi(catalog, context, ApiId)).find(({ id }) => id === DeploymentId)
    return automatic ? deploymentAnswer(automatic, true) : deploymentAnswer(requireHttpDeployment(catalog, ApiId, DeploymentId), false)
  }
}

export function getDeployments({ catalog }: ApiGatewayDependencies): Operation<OfHttpApi & Listed, object> {
  return (input, context) => {
    const automatic = automaticOf(requireHttpApi(catalog, context, input.ApiId))
    const made = catalog.list<HttpDeploymentRecord>(httpDeploymentKind, `${input.ApiId}/`)
    const all = [...automatic.map(one => ({ ...one, isAutomatic: true })), ...made.map(one => ({ ...one, isAutomatic: false }))]
    return itemsOf(
      all,
      ({ id }) => id,
      input,
      one => deploymentAnswer(one, one.isAutomatic),
    )
  }
}

/** Those of stages that deploy by themselves: what they show is the API as it is. */
function automaticOf({ stages }: HttpApiRecord): Described[] {
  return Object.values(stages).flatMap(({ autoDeploy, deployment }) => (autoDeploy && deployment ? [deployment] : []))
}

export function updateDeployment({ catalog }: ApiGatewayDependencies): Operation<OfDeployment & { Description?: string }, object> {
  return async ({ ApiId, DeploymentId, Description }, context) => {
    requireHttpApi(catalog, context, ApiId)
    const next = { ...requireHttpDeployment(catalog, ApiId, DeploymentId), ...present({ description: Description }) }
    await catalog.update(httpDeploymentKind, `${ApiId}/${DeploymentId}`, () => ({ next, result: undefined }))
    return deploymentAnswer(next, false)
  }
}

export function deleteDeployment({ catalog }: ApiGatewayDependencies): Operation<OfDeployment, object> {
  return async ({ ApiId, DeploymentId }, context) => {
    const { stages } = requireHttpApi(catalog, context, ApiId)
    requireHttpDeployment(catalog, ApiId, DeploymentId)
    if (Object.values(stages).some(({ deployment }) => deployment?.id === DeploymentId)) {
      throw badRequest('Active stages pointing to this deployment must be moved or deleted')
    }
    await catalog.update(httpDeploymentKind, `${ApiId}/${DeploymentId}`, () => ({ next: undefined, result: undefined }))
    return {}
  }
}

function deploymentAnswer({ id, created, description }: Described, isAutomatic: boolean): object {
  return {
    ...{ DeploymentId: id, DeploymentStatus: 'DEPLOYED', AutoDeployed: isAutomatic, CreatedDate: new Date(created) },
    ...present({ Description: description }),
  }
}
