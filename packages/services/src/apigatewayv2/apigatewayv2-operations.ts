import type { Operation } from '@pasos/wire'
import type { HttpApiDependencies } from './dependencies.ts'
import { createApi, deleteApi, deleteCorsConfiguration, getApi, getApis, updateApi } from './operations/apis.ts'
import {
  createAuthorizer,
  deleteAuthorizer,
  getAuthorizer,
  getAuthorizers,
  resetAuthorizersCache,
  updateAuthorizer,
} from './operations/authorizers.ts'
import { createDeployment, deleteDeployment, getDeployment, getDeployments, updateDeployment } from './operations/deployments.ts'
import { exportApi } from './operations/export-api.ts'
import { importApi, reimportApi } from './operations/import-api.ts'
import { createIntegration, deleteIntegration, getIntegration, getIntegrations, updateIntegration } from './operations/integrations.ts'
import { createRoute, deleteRoute, getRoute, getRoutes, updateRoute } from './operations/routes.ts'
import {
  createStage,
  deleteAccessLogSettings,
  deleteRouteSettings,
  deleteStage,
  getStage,
  getStages,
  updateStage,
} from './operations/stages.ts'
import { getTags, tagResource, untagResource } from './operations/tags.ts'

export function httpApiOperations(deps: HttpApiDependencies): Record<string, Operation> {
  return {
    CreateApi: createApi(deps),
    CreateAuthorizer: createAuthorizer(deps),
    CreateDeployment: createDeployment(deps),
    CreateIntegration: createIntegration(deps),
    CreateRoute: createRoute(deps),
    CreateStage: createStage(deps),
    DeleteAccessLogSettings: deleteAccessLogSettings(deps),
    DeleteApi: deleteApi(deps),
    DeleteAuthorizer: deleteAuthorizer(deps),
    DeleteCorsConfiguration: deleteCorsConfiguration(deps),
    DeleteDeployment: deleteDeployment(deps),
    DeleteIntegration: deleteIntegration(deps),
    DeleteRoute: deleteRoute(deps),
    DeleteRouteSettings: deleteRouteSettings(deps),
    DeleteStage: deleteStage(deps),
    ExportApi: exportApi(deps),
    GetApi: getApi(deps),
    GetApis: getApis(deps),
    GetAuthorizer: getAuthorizer(deps),
    GetAuthorizers: getAuthorizers(deps),
    GetDeployment: getDeployment(deps),
    GetDeployments: getDeployments(deps),
    GetIntegration: getIntegration(deps),
    GetIntegrations: getIntegrations(deps),
    GetRoute: getRoute(deps),
    GetRoutes: getRoutes(deps),
    GetStage: getStage(deps),
    GetStages: getStages(deps),
    GetTags: getTags(deps),
    ImportApi: importApi(deps),
    ReimportApi: reimportApi(deps),
    ResetAuthorizersCache: resetAuthorizersCache(deps),
    TagResource: tagResource(deps),
    UntagResource: untagResource(deps),
    UpdateApi: updateApi(deps),
    UpdateAuthorizer: updateAuthorizer(deps),
    UpdateDeployment: updateDeployment(deps),
    UpdateIntegration: updateIntegration(deps),
    UpdateRoute: updateRoute(deps),
    UpdateStage: updateStage(deps),
  }
}
