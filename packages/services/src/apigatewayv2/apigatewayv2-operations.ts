import type { Operation } from '@pasos/wire'
import type { HttpApiDependencies } from './dependencies.ts'
import { createApi, deleteApi, deleteCorsConfiguration, getApi, getApis, updateApi } from './operations/apis.ts'
import { createDeployment, deleteDeployment, getDeployment, getDeployments, updateDeployment } from './operations/deployments.ts'
import { createIntegration, deleteIntegration, getIntegration, getIntegrations, updateIntegration } from './operations/integrations.ts'
import { createRoute, deleteRoute, getRoute, getRoutes, updateRoute } from './operations/routes.ts'
import { createStage, deleteStage, getStage, getStages, updateStage } from './operations/stages.ts'
import { getTags, tagResource, untagResource } from './operations/tags.ts'

export function httpApiOperations(deps: HttpApiDependencies): Record<string, Operation> {
  return {
    CreateApi: createApi(deps),
    CreateDeployment: createDeployment(deps),
    CreateIntegration: createIntegration(deps),
    CreateRoute: createRoute(deps),
    CreateStage: createStage(deps),
    DeleteApi: deleteApi(deps),
    DeleteCorsConfiguration: deleteCorsConfiguration(deps),
    DeleteDeployment: deleteDeployment(deps),
    DeleteIntegration: deleteIntegration(deps),
    DeleteRoute: deleteRoute(deps),
    DeleteStage: deleteStage(deps),
    GetApi: getApi(deps),
    GetApis: getApis(deps),
    GetDeployment: getDeployment(deps),
    GetDeployments: getDeployments(deps),
    GetIntegration: getIntegration(deps),
    GetIntegrations: getIntegrations(deps),
    GetRoute: getRoute(deps),
    GetRoutes: getRoutes(deps),
    GetStage: getStage(deps),
    GetStages: getStages(deps),
    GetTags: getTags(deps),
    TagResource: tagResource(deps),
    UntagResource: untagResource(deps),
    UpdateApi: updateApi(deps),
    UpdateDeployment: updateDeployment(deps),
    UpdateIntegration: updateIntegration(deps),
    UpdateRoute: updateRoute(deps),
    UpdateStage: updateStage(deps),
  }
}
