import type { Operation } from '@pasos/wire'
import { type RefusedMembers, refusingMembers } from '../declaration/refused-members.ts'
import type { ApiGatewayDependencies } from './dependencies.ts'
import { notServed } from './errors.ts'
import { createDeployment, deleteDeployment, getDeployment, getDeployments, updateDeployment } from './operations/deployments.ts'
import { getExport } from './operations/export-api.ts'
import {
  deleteGatewayResponse,
  getGatewayResponse,
  getGatewayResponses,
  putGatewayResponse,
  updateGatewayResponse,
} from './operations/gateway-responses.ts'
import { importRestApi, putRestApi } from './operations/import-api.ts'
import {
  deleteIntegration,
  deleteIntegrationResponse,
  getIntegration,
  getIntegrationResponse,
  putIntegration,
  putIntegrationResponse,
  updateIntegration,
  updateIntegrationResponse,
} from './operations/integrations.ts'
import {
  deleteMethod,
  deleteMethodResponse,
  getMethod,
  getMethodResponse,
  putMethod,
  putMethodResponse,
  updateMethod,
  updateMethodResponse,
} from './operations/methods.ts'
import { createModel, deleteModel, getModel, getModels, getModelTemplate, updateModel } from './operations/models.ts'
import {
  createRequestValidator,
  deleteRequestValidator,
  getRequestValidator,
  getRequestValidators,
  updateRequestValidator,
} from './operations/request-validators.ts'
import { createResource, deleteResource, getResource, getResources, updateResource } from './operations/resources.ts'
import { createRestApi, deleteRestApi, getRestApi, getRestApis, updateRestApi } from './operations/rest-apis.ts'
import { createStage, deleteStage, getStage, getStages, updateStage } from './operations/stages.ts'
import { getTags, tagResource, untagResource } from './operations/tags.ts'

export function apiGatewayOperations(deps: ApiGatewayDependencies): Record<string, Operation> {
  return refusingMembers(
    {
      CreateDeployment: createDeployment(deps),
      CreateModel: createModel(deps),
      CreateRequestValidator: createRequestValidator(deps),
      CreateResource: createResource(deps),
      CreateRestApi: createRestApi(deps),
      CreateStage: createStage(deps),
      DeleteDeployment: deleteDeployment(deps),
      DeleteGatewayResponse: deleteGatewayResponse(deps),
      DeleteIntegration: deleteIntegration(deps),
      DeleteIntegrationResponse: deleteIntegrationResponse(deps),
      DeleteMethod: deleteMethod(deps),
      DeleteMethodResponse: deleteMethodResponse(deps),
      DeleteModel: deleteModel(deps),
      DeleteRequestValidator: deleteRequestValidator(deps),
      DeleteResource: deleteResource(deps),
      DeleteRestApi: deleteRestApi(deps),
      DeleteStage: deleteStage(deps),
      GetDeployment: getDeployment(deps),
      GetDeployments: getDeployments(deps),
      GetExport: getExport(deps),
      GetGatewayResponse: getGatewayResponse(deps),
      GetGatewayResponses: getGatewayResponses(deps),
      GetIntegration: getIntegration(deps),
      GetIntegrationResponse: getIntegrationResponse(deps),
      GetMethod: getMethod(deps),
      GetMethodResponse: getMethodResponse(deps),
      GetModel: getModel(deps),
      GetModels: getModels(deps),
      GetModelTemplate: getModelTemplate(deps),
      GetRequestValidator: getRequestValidator(deps),
      GetRequestValidators: getRequestValidators(deps),
      GetResource: getResource(deps),
      GetResources: getResources(deps),
      GetRestApi: getRestApi(deps),
      GetRestApis: getRestApis(deps),
      GetStage: getStage(deps),
      GetStages: getStages(deps),
      GetTags: getTags(deps),
      ImportRestApi: importRestApi(deps),
      PutGatewayResponse: putGatewayResponse(deps),
      PutIntegration: putIntegration(deps),
      PutIntegrationResponse: putIntegrationResponse(deps),
      PutMethod: putMethod(deps),
      PutMethodResponse: putMethodResponse(deps),
      PutRestApi: putRestApi(deps),
      TagResource: tagResource(deps),
      UntagResource: untagResource(deps),
      UpdateDeployment: updateDeployment(deps),
      UpdateGatewayResponse: updateGatewayResponse(deps),
      UpdateIntegration: updateIntegration(deps),
      UpdateIntegrationResponse: updateIntegrationResponse(deps),
      UpdateMethod: updateMethod(deps),
      UpdateMethodResponse: updateMethodResponse(deps),
      UpdateModel: updateModel(deps),
      UpdateRequestValidator: updateRequestValidator(deps),
      UpdateResource: updateResource(deps),
      UpdateRestApi: updateRestApi(deps),
      UpdateStage: updateStage(deps),
    },
    refused,
    member => notServed(member),
  )
}

const refused: RefusedMembers = {
  CreateDeployment: ['canarySettings', 'cacheClusterEnabled'],
  CreateStage: ['canarySettings', 'cacheClusterEnabled', 'documentationVersion'],
  CreateRestApi: ['securityPolicy', 'endpointAccessMode'],
  PutMethod: ['authorizationScopes'],
  PutIntegration: ['connectionId', 'integrationTarget', 'tlsConfig'],
}
