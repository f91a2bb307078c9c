import { partitionOf } from '@pasos/asl'
import type { OperationContext } from '@pasos/wire'
import type { Access, Input, Service } from '../declaration/service.ts'
import { checkPassing, roleIn } from './passed-roles.ts'
import type { ApiAnswer, ApiRequest } from './serving/api-request.ts'

/** API Gateway's actions are the methods of HTTP, its resources the paths of its own API, and its ARNs name no account. */
export function on(action: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT', path: (input: Input) => string): Access {
  return { action, resources: (input, { region }: OperationContext) => [`arn:${partitionOf(region)}:apigateway:${region}::${path(input)}`] }
}

const apis = () => '/restapis'
const api = (input: Input) => `/restapis/${input['restApiId']}`
const resources = (input: Input) => `${api(input)}/resources`
const resource = (input: Input) => `${resources(input)}/${input['resourceId']}`
const method = (input: Input) => `${resource(input)}/methods/${input['httpMethod']}`
const methodResponse = (input: Input) => `${method(input)}/responses/${input['statusCode']}`
const integration = (input: Input) => `${method(input)}/integration`
const integrationResponse = (input: Input) => `${integration(input)}/responses/${input['statusCode']}`
const deployments = (input: Input) => `${api(input)}/deployments`
const deployment = (input: Input) => `${deployments(input)}/${input['deploymentId']}`
const stages = (input: Input) => `${api(input)}/stages`
const stage = (input: Input) => `${stages(input)}/${input['stageName']}`
const models = (input: Input) => `${api(input)}/models`
const model = (input: Input) => `${models(input)}/${input['modelName']}`
const validators = (input: Input) => `${api(input)}/requestvalidators`
const validator = (input: Input) => `${validators(input)}/${input['requestValidatorId']}`
const gatewayResponses = (input: Input) => `${api(input)}/gatewayresponses`
const gatewayResponse = (input: Input) => `${gatewayResponses(input)}/${input['responseType']}`
const tags = (input: Input) => `/tags/${encodeURIComponent(String(input['resourceArn']))}`

const withCredentials: Access = {
  ...on('PUT', integration),
  passes: ({ credentials }) => roleIn(credentials),
}

const withPatchedCredentials: Access = {
  ...on('PATCH', integration),
  passes({ patchOperations }) {
    const patches = Array.isArray(patchOperations) ? (patchOperations as { path?: string; value?: string }[]) : []
    return patches.filter(({ path }) => path === '/credentials').flatMap(({ value }) => roleIn(value))
  },
}

/** AWS's limit of a document. */
const longestDocument = 6 * 1024 * 1024

function importing(access: Access): Access {
  return { ...access, bodyBytes: longestDocument }
}

/** What others use of API Gateway. */
export interface ApiGatewayFace {
  /** Whether there is an API of this id. */
  has(apiId: string): boolean
  /** Answers a request to an API. */
  serve(request: ApiRequest): Promise<ApiAnswer>
}

/** Amazon API Gateway: REST APIs, version 2015-07-09. */
export const apiGatewayService: Service<ApiGatewayFace> = {
  scope: 'apigateway',
  operations: {
    CreateRestApi: on('POST', apis),
    ImportRestApi: importing(on('POST', apis)),
    PutRestApi: importing(on('PUT', api)),
    GetRestApis: on('GET', apis),
    GetRestApi: on('GET', api),
    UpdateRestApi: on('PATCH', api),
    DeleteRestApi: on('DELETE', api),
    CreateResource: on('POST', input => `${resources(input)}/${input['parentId']}`),
    GetResources: on('GET', resources),
    GetResource: on('GET', resource),
    UpdateResource: on('PATCH', resource),
    DeleteResource: on('DELETE', resource),
    PutMethod: on('PUT', method),
    GetMethod: on('GET', method),
    UpdateMethod: on('PATCH', method),
    DeleteMethod: on('DELETE', method),
    PutMethodResponse: on('PUT', methodResponse),
    GetMethodResponse: on('GET', methodResponse),
    UpdateMethodResponse: on('PATCH', methodResponse),
    DeleteMethodResponse: on('DELETE', methodResponse),
    PutIntegration: withCredentials,
    GetIntegration: on('GET', integration),
    UpdateIntegration: withPatchedCredentials,
    DeleteIntegration: on('DELETE', integration),
    PutIntegrationResponse: on('PUT', integrationResponse),
    GetIntegrationResponse: on('GET', integrationResponse),
    UpdateIntegrationResponse: on('PATCH', integrationResponse),
    DeleteIntegrationResponse: on('DELETE', integrationResponse),
    CreateDeployment: on('POST', deployments),
    GetDeployments: on('GET', deployments),
    GetDeployment: on('GET', deployment),
    UpdateDeployment: on('PATCH', deployment),
    DeleteDeployment: on('DELETE', deployment),
    CreateStage: on('POST', stages),
    GetStages: on('GET', stages),
    GetStage: on('GET', stage),
    UpdateStage: on('PATCH', stage),
    DeleteStage: on('DELETE', stage),
    CreateModel: on('POST', models),
    GetModels: on('GET', models),
    GetModel: on('GET', model),
    GetModelTemplate: on('GET', input => `${model(input)}/default_template`),
    UpdateModel: on('PATCH', model),
    DeleteModel: on('DELETE', model),
    CreateRequestValidator: on('POST', validators),
    GetRequestValidators: on('GET', validators),
    GetRequestValidator: on('GET', validator),
    UpdateRequestValidator: on('PATCH', validator),
    DeleteRequestValidator: on('DELETE', validator),
    PutGatewayResponse: on('PUT', gatewayResponse),
    GetGatewayResponses: on('GET', gatewayResponses),
    GetGatewayResponse: on('GET', gatewayResponse),
    UpdateGatewayResponse: on('PATCH', gatewayResponse),
    DeleteGatewayResponse: on('DELETE', gatewayResponse),
    GetExport: on('GET', input => `${stage(input)}/exports/${input['exportType']}`),
    GetTags: on('GET', tags),
    TagResource: on('PUT', tags),
    UntagResource: on('DELETE', tags),
  },
  async open(host) {
    const [{ apiGatewayOperations }, { isApiHere, serveApi }, { servingPorts }] = await Promise.all([
      import('./apigateway-operations.ts'),
      import('./serving/serve-api.ts'),
      import('./serving/serving-ports.ts'),
    ])
    const { catalog, clock, ids, authorizer, endpoint } = host
    const ports = servingPorts(host)
    return {
      operations: apiGatewayOperations({ catalog, clock, ids, endpoint, checkPassing: checkPassing(authorizer) }),
      face: { has: id => isApiHere(catalog, id), serve: request => serveApi(ports, request) },
    }
  },
}
