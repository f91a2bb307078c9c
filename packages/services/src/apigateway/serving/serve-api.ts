import type { Catalog } from '@pasos/engine'
import { type ApiRecord, apiKind, type DeploymentRecord, deploymentKind } from '../records/api-record.ts'
import { admit, requestArn } from './admit.ts'
import { type AdmittedRequest, type ApiAnswer, type ApiRequest, requestScope } from './api-request.ts'
import { callEndpoint, callProxyEndpoint } from './endpoints.ts'
import { callStates } from './executions.ts'
import { callFunction, callProxyFunction } from './functions.ts'
import { gatewayError, internalError, notThere } from './gateway-answer.ts'
import { type IntegrationOutcome, mapAnswer } from './map-answer.ts'
import { answerMock } from './mock.ts'
import { ownGatewayAnswer } from './own-gateway-answer.ts'
import { findRoute, type Route } from './routes.ts'
import { servedHeaders } from './served-headers.ts'
import type { ServingPorts } from './serving-ports.ts'
import { readTarget, withStageVariables } from './target.ts'
import { validateRequest } from './validate-request.ts'

/** Whether there is an API of this id, for those who would else look for it elsewhere. */
export function isApiHere(catalog: Catalog, id: string): boolean {
  return catalog.get<ApiRecord>(apiKind, id) !== undefined
}

/** Answers a request to an API as AWS does; what goes wrong within is a 500, and told. */
export async function serveApi(ports: ServingPorts, request: ApiRequest): Promise<ApiAnswer> {
  const [requestId, traceId] = [ports.ids.uuid(), traceOf(ports)]
  const api = ports.catalog.get<ApiRecord>(apiKind, request.apiId)
  const answer = await answerOf(ports, api, request, { requestId, traceId }).catch(error => failed(ports, error))
  const headers = servedHeaders(answer, { ids: ports.ids, now: ports.clock.now(), requestId, traceId, api })
  return { ...answer, headers }
}

function failed({ logger }: ServingPorts, error: unknown): ApiAnswer {
  logger.error('a request to an API could not be answered', { error })
  return internalError()
}

async function answerOf(
  ports: ServingPorts,
  api: ApiRecord | undefined,
  request: ApiRequest,
  ids: { requestId: string; traceId: string },
): Promise<ApiAnswer> {
  const forbidden = gatewayError(403, { message: 'Forbidden', errorType: 'ForbiddenException' })
  if (!api || api.disableExecuteApiEndpoint) return forbidden
  const [, stageName = '', path = '/'] = /^\/([^/]*)(\/.*)?$/.exec(request.path) ?? []
  const stage = Object.hasOwn(api.stages, stageName) ? api.stages[stageName] : undefined
  if (!stage) return forbidden
  const deployment = ports.catalog.get<DeploymentRecord>(deploymentKind, `${api.id}/${stage.deploymentId}`)
  if (!deployment) return notThere()
  const route = findRoute(deployment, path, request.method)
  const arn = requestArn(api, stageName, request.method, path)
  const arrived = { request, api, stage, path, ...ids, now: ports.clock.now(), arn }
  const answer = await routedAnswer(ports, arrived, deployment, route).catch(error => failed(ports, error))
  const scope = requestScope({ ...arrived, route, caller: undefined })
  return ownGatewayAnswer(answer, deployment, request, scope)
}

async function routedAnswer(
  ports: ServingPorts,
  arrived: Omit<AdmittedRequest, 'route' | 'integration' | 'caller'>,
  deployment: DeploymentRecord,
  route: Route | undefined,
): Promise<ApiAnswer> {
  const { request, api, arn } = arrived
  if (!route?.method.integration) return notThere()
  const admitted = admit(ports, { api, method: route.method, request, arn })
  if ('refused' in admitted) return admitted.refused
  const invalid = validateRequest(deployment, route, request)
  if (invalid) return invalid
  const { integration } = route.method
  const { caller } = admitted
  return runIntegration(ports, { ...arrived, route, integration, caller })
}

async function runIntegration(ports: ServingPorts, admitted: AdmittedRequest): Promise<ApiAnswer> {
  const { integration, stage } = admitted
  const outcome = await outcomeOf()
  return 'selection' in outcome ? mapAnswer(admitted, outcome) : outcome

  async function outcomeOf(): Promise<IntegrationOutcome | ApiAnswer> {
    const { type, uri = '', credentials } = integration
    if (type === 'MOCK') return answerMock(admitted)
    const target = readTarget(type, withStageVariables(uri, stage.variables ?? {}), credentials)
    if (target.problem !== undefined) return internalError()
    const isProxy = type === 'AWS_PROXY' || type === 'HTTP_PROXY'
    switch (target.kind) {
      case 'function':
        return isProxy ? callProxyFunction(ports, admitted, target.arn) : callFunction(ports, admitted, target.arn)
      case 'states':
        return callStates(ports, admitted, target.operation)
      case 'http':
        return isProxy ? callProxyEndpoint(ports, admitted, target.url) : callEndpoint(ports, admitted, target.url)
    }
  }
}

/** The id of a trace that begins here. */
export function traceOf({ clock, ids }: Pick<ServingPorts, 'clock' | 'ids'>): string {
  const seconds = Math.floor(clock.now() / 1000).toString(16)
  return `Root=1-${seconds}-${ids.uuid().replaceAll('-', '').slice(0, 24)}`
}
