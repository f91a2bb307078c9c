import { checkPassing, roleIn } from '../apigateway/passed-roles.ts'
import { on } from '../apigateway/service.ts'
import type { ApiAnswer, ApiRequest } from '../apigateway/serving/api-request.ts'
import type { Access, Input, Service } from '../declaration/service.ts'

const apis = () => '/apis'
const api = (input: Input) => `/apis/${input['ApiId']}`
const integrations = (input: Input) => `${api(input)}/integrations`
const integration = (input: Input) => `${integrations(input)}/${input['IntegrationId']}`
const routes = (input: Input) => `${api(input)}/routes`
const route = (input: Input) => `${routes(input)}/${input['RouteId']}`
const stages = (input: Input) => `${api(input)}/stages`
const stage = (input: Input) => `${stages(input)}/${input['StageName']}`
const deployments = (input: Input) => `${api(input)}/deployments`
const deployment = (input: Input) => `${deployments(input)}/${input['DeploymentId']}`
const authorizers = (input: Input) => `${api(input)}/authorizers`
const authorizer = (input: Input) => `${authorizers(input)}/${input['AuthorizerId']}`
const tags = (input: Input) => `/tags/${encodeURIComponent(String(input['ResourceArn']))}`

function passing(access: Access): Access {
  return { ...access, passes: ({ CredentialsArn }) => roleIn(CredentialsArn) }
}

function withCredentials(access: Access): Access {
  return { ...access, passes: ({ AuthorizerCredentialsArn }) => roleIn(AuthorizerCredentialsArn) }
}

/** AWS: an OpenAPI definition has 6 MB at most. */
const LARGEST_DOCUMENT = 6 * 1_024 ** 2

function importing(access: Access): Access {
  return { ...access, bodyBytes: LARGEST_DOCUMENT }
}

/** What others use of HTTP APIs. */
export interface HttpApiFace {
  /** Whether there is an API of this id. */
  has(apiId: string): boolean
  /** Answers a request to an API. */
  serve(request: ApiRequest): Promise<ApiAnswer>
}

/** HTTP APIs of Amazon API Gateway, version 2018-11-29, which signs as REST APIs do. */
export const httpApiService: Service<HttpApiFace> = {
  scope: 'apigatewayv2',
  iamPrefix: 'apigateway',
  operations: {
    CreateApi: passing(on('POST', apis)),
    ImportApi: importing(on('PUT', apis)),
    ReimportApi: importing(on('PUT', api)),
    ExportApi: on('GET', input => `${api(input)}/exports/${input['Specification']}`),
    GetApis: on('GET', apis),
    GetApi: on('GET', api),
    UpdateApi: passing(on('PATCH', api)),
    DeleteApi: on('DELETE', api),
    DeleteCorsConfiguration: on('DELETE', input => `${api(input)}/cors`),
    CreateIntegration: passing(on('POST', integrations)),
    GetIntegrations: on('GET', integrations),
    GetIntegration: on('GET', integration),
    UpdateIntegration: passing(on('PATCH', integration)),
    DeleteIntegration: on('DELETE', integration),
    CreateRoute: on('POST', routes),
    GetRoutes: on('GET', routes),
    GetRoute: on('GET', route),
    UpdateRoute: on('PATCH', route),
    DeleteRoute: on('DELETE', route),
    CreateStage: on('POST', stages),
    GetStages: on('GET', stages),
    GetStage: on('GET', stage),
    UpdateStage: on('PATCH', stage),
    DeleteStage: on('DELETE', stage),
    DeleteAccessLogSettings: on('DELETE', input => `${stage(input)}/accesslogsettings`),
    DeleteRouteSettings: on('DELETE', input => `${stage(input)}/routesettings/${encodeURIComponent(String(input['RouteKey']))}`),
    ResetAuthorizersCache: on('DELETE', input => `${stage(input)}/cache/authorizers`),
    CreateAuthorizer: withCredentials(on('POST', authorizers)),
    GetAuthorizers: on('GET', authorizers),
    GetAuthorizer: on('GET', authorizer),
    UpdateAuthorizer: withCredentials(on('PATCH', authorizer)),
    DeleteAuthorizer: on('DELETE', authorizer),
    CreateDeployment: on('POST', deployments),
    GetDeployments: on('GET', deployments),
    GetDeployment: on('GET', deployment),
    UpdateDeployment: on('PATCH', deployment),
    DeleteDeployment: on('DELETE', deployment),
    GetTags: on('GET', tags),
    TagResource: on('POST', tags),
    UntagResource: on('DELETE', tags),
  },
  async open(host) {
    const [{ httpApiOperations }, { isHttpApiHere, serveHttpApi }, { httpServingPorts }] = await Promise.all([
      import('./apigatewayv2-operations.ts'),
      import('./serving/serve-http-api.ts'),
      import('./serving/http-serving-ports.ts'),
    ])
    const { catalog, clock, ids, endpoint, authorizer } = host
    const ports = httpServingPorts(host)
    const forgetAuthorizers = ports.authorizerAnswers.forget
    return {
      operations: httpApiOperations({ catalog, clock, ids, endpoint, checkPassing: checkPassing(authorizer), forgetAuthorizers }),
      face: { has: id => isHttpApiHere(catalog, id), serve: request => serveHttpApi(ports, request) },
    }
  },
}
