import type { Operation } from '@pasos/wire'
import type { ApiGatewayDependencies } from '../dependencies.ts'
import { badRequest, conflict, notFound, notServed } from '../errors.ts'
import { type ApiRecord, changeApi, checkedTags, requireApi, requireDeployment, type StageRecord } from '../records/api-record.ts'
import { entryRule, type Patching, type PatchRule, patched, readBoolean, textRule } from '../records/patch.ts'
import type { OfApi } from './rest-apis.ts'

interface OfStage extends OfApi {
  stageName: string
}

interface CreateStageInput extends OfStage {
  deploymentId: string
  description?: string
  variables?: Record<string, string>
  tracingEnabled?: boolean
  tags?: Record<string, string>
}

/** @throws ApiError BadRequestException */
export function checkStageName(name: string): void {
  if (!/^[a-zA-Z0-9_-]{1,128}$/.test(name)) {
    throw badRequest('Stage name only allows a-zA-Z0-9_- characters and 128 of them at most')
  }
}

/** @throws ApiError BadRequestException */
export function checkVariables(variables: Record<string, string> = {}): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!/^[A-Za-z0-9_]+$/.test(name) || !/^[A-Za-z0-9\-._~:/?#&=,]*$/.test(value)) {
      throw badRequest(
        `Stage variable ${name}: names have alphanumeric and underscore characters, values must match [A-Za-z0-9-._~:/?#&=,]+`,
      )
    }
  }
}

export function createStage({ catalog, clock }: ApiGatewayDependencies): Operation<CreateStageInput, object> {
  return (input, context) => {
    const { restApiId, stageName, deploymentId, description, variables, tracingEnabled, tags = {} } = input
    checkStageName(stageName)
    checkVariables(variables)
    return changeApi(catalog, context, restApiId, api => {
      requireDeployment(catalog, restApiId, deploymentId)
      if (api.stages[stageName]) throw conflict('Stage already exists')
      const now = clock.now()
      const stage: StageRecord = {
        ...{ stageName, deploymentId, tags: checkedTags(tags), created: now, updated: now },
        ...(description !== undefined && { description }),
        ...(variables !== undefined && { variables }),
        ...(tracingEnabled !== undefined && { tracingEnabled }),
      }
      return { next: { ...api, stages: { ...api.stages, [stageName]: stage } }, result: stageAnswer(stage) }
    })
  }
}

/** @throws ApiError NotFoundException */
export function requireStage({ stages }: ApiRecord, name: string): StageRecord {
  const stage = Object.hasOwn(stages, name) ? stages[name] : undefined
  if (!stage) throw notFound('Invalid stage identifier specified')
  return stage
}

export function getStage({ catalog }: ApiGatewayDependencies): Operation<OfStage, object> {
  return ({ restApiId, stageName }, context) => stageAnswer(requireStage(requireApi(catalog, context, restApiId), stageName))
}

export function getStages({ catalog }: ApiGatewayDependencies): Operation<OfApi & { deploymentId?: string }, object> {
  return ({ restApiId, deploymentId }, context) => {
    const stages = Object.values(requireApi(catalog, context, restApiId).stages)
    return { item: stages.filter(stage => deploymentId === undefined || stage.deploymentId === deploymentId).map(stageAnswer) }
  }
}

const rules: readonly PatchRule<StageRecord>[] = [
  textRule('deploymentId'),
  textRule('description'),
  entryRule('variables'),
  { path: '/tracingEnabled', ops: ['replace'], change: (stage, { value }) => ({ ...stage, tracingEnabled: readBoolean(value) }) },
  {
    path: '/cacheClusterEnabled',
    ops: ['replace'],
    change(stage, { value }) {
      if (readBoolean(value)) throw notServed('A cache')
      return stage
    },
  },
]

export function updateStage({ catalog, clock }: ApiGatewayDependencies): Operation<OfStage & Patching, object> {
  return ({ restApiId, stageName, patchOperations }, context) =>
    changeApi(catalog, context, restApiId, api => {
      const stage = { ...patched(requireStage(api, stageName), patchOperations, rules), updated: clock.now() }
      requireDeployment(catalog, restApiId, stage.deploymentId)
      checkVariables(stage.variables)
      return { next: { ...api, stages: { ...api.stages, [stageName]: stage } }, result: stageAnswer(stage) }
    })
}

export function deleteStage({ catalog }: ApiGatewayDependencies): Operation<OfStage, object> {
  return ({ restApiId, stageName }, context) =>
    changeApi(catalog, context, restApiId, api => {
      requireStage(api, stageName)
      const { [stageName]: _, ...stages } = api.stages
      return { next: { ...api, stages }, result: {} }
    })
}

function stageAnswer({
  stageName,
  deploymentId,
  description,
  variables,
  tracingEnabled = false,
  tags,
  created,
  updated,
}: StageRecord): object {
  return {
    ...{ stageName, deploymentId, tracingEnabled, cacheClusterEnabled: false, cacheClusterStatus: 'NOT_AVAILABLE', methodSettings: {} },
    ...{ createdDate: new Date(created), lastUpdatedDate: new Date(updated) },
    ...(description !== undefined && { description }),
    ...(variables !== undefined && { variables }),
    ...(Object.keys(tags).length > 0 && { tags }),
  }
}
