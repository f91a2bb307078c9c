import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { badRequest } from '../errors.ts'
import {
  type ApiRecord,
  changeApi,
  type DeploymentRecord,
  deploymentKind,
  type MethodRecord,
  newId,
  pathOf,
  requireApi,
  requireDeployment,
} from '../records/api-record.ts'
import { modelsOf } from '../records/model-record.ts'
import { type Patching, type PatchRule, patched, textRule } from '../records/patch.ts'
import { type Listed, type OfApi, pageOf } from './rest-apis.ts'
import { checkStageName, checkVariables } from './stages.ts'

interface CreateDeploymentInput extends OfApi {
  stageName?: string
  stageDescription?: string
  description?: string
  variables?: Record<string, string>
  tracingEnabled?: boolean
}

/** What the API is now, kept as clients shall meet it; and a stage that shows it where one is named. */
export function createDeployment({ catalog, clock, ids }: ApiGatewayDependencies): Operation<CreateDeploymentInput, object> {
  return async (input, context) => {
    const { restApiId, stageName, stageDescription, description, variables } = input
    const api = requireApi(catalog, context, restApiId)
    checkComplete(api)
    if (stageName !== undefined && stageName !== '') checkStageName(stageName)
    checkVariables(variables)
    const now = clock.now()
    const deployment: DeploymentRecord = {
      ...{ apiId: restApiId, id: newId(ids, 6), created: now, rootResourceId: api.rootResourceId, resources: api.resources },
      models: modelsOf(api),
      ...(api.validators !== undefined && { validators: api.validators }),
      ...(api.gatewayResponses !== undefined && { gatewayResponses: api.gatewayResponses }),
      ...(description !== undefined && { description }),
    }
    await catalog.update(deploymentKind, `${restApiId}/${deployment.id}`, () => ({ next: deployment, result: undefined }))
    if (stageName !== undefined && stageName !== '') {
      await changeApi(catalog, context, restApiId, current => {
        const stage = {
          ...{ tags: {}, created: now, ...current.stages[stageName], stageName, deploymentId: deployment.id, updated: now },
          ...(stageDescription !== undefined && { description: stageDescription }),
          ...(variables !== undefined && { variables }),
          ...(input.tracingEnabled !== undefined && { tracingEnabled: input.tracingEnabled }),
        }
        return { next: { ...current, stages: { ...current.stages, [stageName]: stage } }, result: undefined }
      })
    }
    return deploymentAnswer(deployment)
  }
}

/** @throws ApiError BadRequestException */
function checkComplete({ resources }: ApiRecord): void {
  const methods = Object.values(resources).flatMap(resource => Object.values(resource.methods))
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods")
  if (methods.some((method: MethodRecord) => !method.integration)) throw badRequest('No integration defined for method')
}

interface OfDeployment extends OfApi {
  deploymentId: string
  embed?: string[]
}

export function getDeployment({ catalog }: ApiGatewayDependencies): Operation<OfDeployment, object> {
  return ({ restApiId, deploymentId, embed = [] }, context) => {
    requireApi(catalog, context, restApiId)
    const deployment = requireDeployment(catalog, restApiId, deploymentId)
    return { ...deploymentAnswer(deployment), ...(embed.includes('apisummary') && { apiSummary: summaryOf(deployment) }) }
  }
}

export function getDeployments({ catalog }: ApiGatewayDependencies): Operation<OfApi & Listed, object> {
  return (input, context) => {
    requireApi(catalog, context, input.restApiId)
    const deployments = catalog.list<DeploymentRecord>(deploymentKind, `${input.restApiId}/`)
    return pageOf(deployments, ({ id }) => id, input, deploymentAnswer)
  }
}

const rules: readonly PatchRule<DeploymentRecord>[] = [textRule('description')]

export function updateDeployment({ catalog }: ApiGatewayDependencies): Operation<OfDeployment & Patching, object> {
  return async ({ restApiId, deploymentId, patchOperations }, context) => {
    requireApi(catalog, context, restApiId)
    const next = patched(requireDeployment(catalog, restApiId, deploymentId), patchOperations, rules)
    await catalog.update(deploymentKind, `${restApiId}/${deploymentId}`, () => ({ next, result: undefined }))
    return deploymentAnswer(next)
  }
}

export function deleteDeployment({ catalog }: ApiGatewayDependencies): Operation<OfDeployment, object> {
  return async ({ restApiId, deploymentId }, context) => {
    const { stages } = requireApi(catalog, context, restApiId)
    requireDeployment(catalog, restApiId, deploymentId)
    if (Object.values(stages).some(stage => stage.deploymentId === deploymentId)) {
      throw badRequest('Active stages pointing to this deployment must be moved or deleted')
    }
    await catalog.update(deploymentKind, `${restApiId}/${deploymentId}`, () => ({ next: undefined, result: undefined }))
    return {}
  }
}

function deploymentAnswer({ id, description, created }: DeploymentRecord): object {
  return { id, createdDate: new Date(created), ...(description !== undefined && { description }) }
}

function summaryOf({ resources }: DeploymentRecord): object {
  const shown = Object.values(resources).filter(({ methods }) => Object.keys(methods).length > 0)
  return Object.fromEntries(
    shown.map(resource => [
      pathOf({ resources }, resource),
      Object.fromEntries(
        Object.values(resource.methods).map(({ httpMethod, authorizationType }) => [
          httpMethod,
          { authorizationType, apiKeyRequired: false },
        ]),
      ),
    ]),
  )
}
