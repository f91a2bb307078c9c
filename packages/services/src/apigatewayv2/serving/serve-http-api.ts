import type { Catalog } from '@pasos/engine'
import { admit, requestArn } from '../../apigateway/serving/admit.ts'
import type { ApiAnswer, ApiRequest } from '../../apigateway/serving/api-request.ts'
import type { ServingPorts } from '../../apigateway/serving/serving-ports.ts'
import { corsHeaders } from '../../http-payload/cors-headers.ts'
import { contentOf, type HttpApiRecord, type HttpStageRecord, httpApiKind } from '../records/http-api-record.ts'
import { type AdmittedHttpRequest, joinedHeaders, parameterScope } from './admitted-request.ts'
import { findHttpRoute } from './http-routes.ts'
import { answers, runIntegration } from './integrations.ts'
import { changedPairs, parameterValue, textOf } from './parameter-mapping.ts'

/** Whether there is an HTTP API of this id. */
export function isHttpApiHere(catalog: Catalog, id: string): boolean {
  return catalog.get<HttpApiRecord>(httpApiKind, id) !== undefined
}

/** Answers a request to an HTTP API as AWS does; what goes wrong within is a 500, and told. */
export async function serveHttpApi(ports: ServingPorts, request: ApiRequest): Promise<ApiAnswer> {
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

async function answerOf(ports: ServingPorts, request: ApiRequest, requestId: string): Promise<ApiAnswer> {
  const api = ports.catalog.get<HttpApiRecord>(httpApiKind, request.apiId)
  if (!api || api.disableExecuteApiEndpoint) return answers.notFound()
  const sent = joinedHeaders(request.headers)
  if (!api.cors) return routed(ports, api, request, requestId)
  const cors = corsHeaders(api.cors, sent['origin'])
  if (request.method === 'OPTIONS' && sent['access-control-request-method'] !== undefined) {
    return { status: 204, headers: Object.entries(cors), body: new Uint8Array() }
  }
  const answer = await routed(ports, api, request, requestId)
  // What the integration says of other sites does not count where the API says it.
  const others = answer.headers.filter(([name]) => !/^access-control-/i.test(name))
  return { ...answer, headers: [...others, ...Object.entries(cors)] }
}

async function routed(ports: ServingPorts, api: HttpApiRecord, request: ApiRequest, requestId: string): Promise<ApiAnswer> {
  const { stage, path } = stageOf(api, request.path)
  const content = stage && contentOf(ports.catalog, api, stage)
  const found = content && findHttpRoute(content, request.method, path)
  if (!stage || !found) return answers.notFound()
  const { route, pathParameters } = found
  const integration = content.integrations[/^integrations\/(.+)$/.exec(route.target ?? '')?.[1] ?? '']
  const arn = requestArn(api, stage.name, request.method, path)
  const admitted = admit(ports, { api, method: route, request, arn })
  if ('refused' in admitted) return answers.forbidden()
  if (!integration) return answers.internalError()
  const { caller } = admitted
  const whole: AdmittedHttpRequest = {
    ...{ request, api, stage, route, pathParameters, integration, path, requestId, now: ports.clock.now(), arn, caller },
  }
  return mappedAnswer(whole, await runIntegration(ports, whole))
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
