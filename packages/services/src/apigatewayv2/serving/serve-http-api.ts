import type { Catalog } from '@pasos/engine'
import { requestArn } from '../../apigateway/serving/admit.ts'
import type { ApiAnswer, ApiRequest } from '../../apigateway/serving/api-request.ts'
import { corsHeaders } from '../../http-payload/cors-headers.ts'
import { contentOf, type HttpApiRecord, type HttpStageRecord, httpApiKind } from '../records/http-api-record.ts'
import { type AccessTrail, logAccess } from './access-log.ts'
import { type AdmittedHttpRequest, type FoundHttpRequest, joinedHeaders, parameterScope } from './admitted-request.ts'
import { authorizeRoute } from './authorizers/authorize-route.ts'
import { findHttpRoute } from './http-routes.ts'
import type { HttpServingPorts } from './http-serving-ports.ts'
import { answers, runIntegration } from './integrations.ts'
import { changedPairs, parameterValue, textOf } from './parameter-mapping.ts'

/** Whether there is an HTTP API of this id. */
export function isHttpApiHere(catalog: Catalog, id: string): boolean {
  return catalog.get<HttpApiRecord>(httpApiKind, id) !== undefined
}

/** Answers a request to an HTTP API as AWS does; what goes wrong within is a 500, and told. */
export async function serveHttpApi(ports: HttpServingPorts, request: ApiRequest): Promise<ApiAnswer> {
  const requestId = ports.ids.uuid()
  const answer = await answerOf(ports, request, requestId).catch(error => {
    ports.logger.error('a request to an HTTP API could not be answered', { error })
    return answers.internalError()
  })
  const own = new Set(answer.headers.map(([name]) => name.toLowerCase()))
  const added: [name: string, value: string][] = [
    ['Date', new Date(ports.clock.now()).toUTCString()],
    ['Content-Length', String(answer.body.length)],
    ['Connection', 'keep-alive'],
    ['Apigw-Requestid', `${Buffer.from(requestId.slice(0, 8)).toString('base64url')}=`],
  ]
  return { ...answer, headers: [...answer.headers, ...added.filter(([name]) => !own.has(name.toLowerCase()))] }
}

async function answerOf(ports: HttpServingPorts, request: ApiRequest, requestId: string): Promise<ApiAnswer> {
  const api = ports.catalog.get<HttpApiRecord>(httpApiKind, request.apiId)
  if (!api || api.disableExecuteApiEndpoint) return answers.notFound()
  const { stage, path } = stageOf(api, request.path)
  if (!stage) return withCors(api, request, async () => answers.notFound())
  const started = ports.clock.now()
  const trail: AccessTrail = { request, api, stage, requestId, started }
  const answer = await withCors(api, request, () => routed(ports, trail, path))
  if (stage.accessLog) logAccess(ports, trail, answer)
  return answer
}

async function withCors(api: HttpApiRecord, request: ApiRequest, answering: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
  if (!api.cors) return answering()
  const sent = joinedHeaders(request.headers)
  const cors = corsHeaders(api.cors, sent['origin'])
  if (request.method === 'OPTIONS' && sent['access-control-request-method'] !== undefined) {
    return { status: 204, headers: Object.entries(cors), body: new Uint8Array() }
  }
  const answer = await answering()
  // What the integration says of other sites does not count where the API says it.
  const others = answer.headers.filter(([name]) => !/^access-control-/i.test(name))
  return { ...answer, headers: [...others, ...Object.entries(cors)] }
}

async function routed(ports: HttpServingPorts, trail: AccessTrail, path: string): Promise<ApiAnswer> {
  const { request, api, stage, requestId, started: now } = trail
  const content = contentOf(ports.catalog, api, stage)
  const match = content && findHttpRoute(content, request.method, path)
  if (!match) return answers.notFound()
  const { route, pathParameters } = match
  const arn = requestArn(api, stage.name, request.method, path)
  const found: FoundHttpRequest = { request, api, stage, route, pathParameters, path, requestId, now, arn }
  trail.found = found
  if (!ports.throttles.admit(api.id, stage, route.routeKey)) return answers.tooMany()
  const authorization = await authorizeRoute(ports, found, content)
  if ('refused' in authorization) {
    trail.authorizerError = authorization.error
    return authorization.refused
  }
  const integration = content.integrations[/^integrations\/(.+)$/.exec(route.target ?? '')?.[1] ?? '']
  if (!integration) return answers.internalError()
  const admitted: AdmittedHttpRequest = { ...found, integration, authorization }
  trail.found = admitted
  const begun = ports.clock.now()
  const integrated = await runIntegration(ports, admitted)
  trail.integration = { status: integrated.status, latencyMs: ports.clock.now() - begun }
  return mappedAnswer(admitted, integrated)
}

/** The stage that the path begins with, else `$default`; and the path without it. */
function stageOf(api: HttpApiRecord, path: string): { stage: HttpStageRecord | undefined; path: string } {
  const [, name = '', rest] = /^\/([^/]*)(\/.*)?$/.exec(path) ?? []
  const named = Object.hasOwn(api.stages, name) ? api.stages[name] : undefined
  return named ? { stage: named, path: rest ?? '/' } : { stage: api.stages['$default'], path }
}

/** The answer after what the integration's mappings for its status do to it. */
function mappedAnswer(admitted: AdmittedHttpRequest, answer: ApiAnswer): ApiAnswer {
  const mappings = admitted.integration.responseParameters?.[String(answer.status)]
  if (!mappings) return answer
  const response = { headers: joinedHeaders(answer.headers), body: Buffer.from(answer.body).toString('utf8') }
  const scope = { ...parameterScope(admitted), response }
  const status = mappings['overwrite:statuscode']
  const value = status === undefined ? answer.status : Number(textOf(parameterValue(status, scope)))
  const headers = changedPairs(answer.headers, 'header', mappings, scope)
  return { ...answer, headers, status: Number.isInteger(value) && value >= 200 && value <= 599 ? value : answer.status }
}
