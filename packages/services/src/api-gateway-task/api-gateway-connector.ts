import type { Json, JsonObject } from '@pasos/asl'
import { type Authorizer, callFailed, type Reporter, type TaskRequest, type TaskRunner } from '@pasos/engine'
import { goesOn, parseResource, unreachable } from '@pasos/integrations'
import type { ApiGatewayFace } from '../apigateway/service.ts'
import type { Sender } from '../apigateway/serving/api-request.ts'
import type { HttpExchanged, OutgoingHttp } from '../declaration/service.ts'
import { exchangeByTask } from '../integrations/exchange-by-task.ts'
import { putJsonOrText } from '../integrations/json-or-text.ts'
import { type ServiceCallerDependencies, sessionOf } from '../integrations/service-caller.ts'
import { type ApiRequest, BadApiRequest, buildApiRequest } from './build-api-request.ts'

const longestMs = 60_000
/** API Gateway answers no more; what a state may hold is less, and is judged there. */
const longestAnswerBytes = 10 * 1024 * 1024
const prefix = 'ApiGateway'

/** Where APIs are. */
export interface ApiAddresses {
  /** The address that somebody has given an API's host: called whatever it is, as the owner of the server named it. */
  mapped(host: string): string | undefined
  /** The headers that sign a request for `execute-api` as the role. Rejects where nothing would accept the signature. */
  sign(request: { method: string; url: URL; headers: Record<string, string>; body: string }, by: SignedBy): Promise<Record<string, string>>
}

export interface SignedBy {
  roleArn: string
  region: string
  isMapped: boolean
}

interface ApiGatewayPorts {
  authorizer: Pick<Authorizer, 'authorize'>
  outgoing: Pick<OutgoingHttp, 'exchange'>
  /** The same without a look at where an address is: for those that were mapped. */
  inside: Pick<OutgoingHttp, 'exchange'>
  addresses: ApiAddresses
  /** The APIs of this server, where it serves any. */
  here?: OwnApis
}

interface OwnApis {
  apis(): Promise<ApiGatewayFace> | undefined
  /** What sessions of roles are made of. */
  sessions: Pick<ServiceCallerDependencies, 'catalog' | 'ids'>
  /** `OK` of 200. */
  statusText(status: number): string
}

type Outcome = { output: JsonObject } | { failure: { error: string; cause: string } }

/**
 * `apigateway:invoke`: a call of an API at its own address, or at one that was mapped to its host. Fails with `ApiGateway.STATUS` and the
 * answer's text, as AWS does, and with `ApiGateway.SdkClientException` when nobody answers.
 */
export function apiGatewayConnector(ports: ApiGatewayPorts): TaskRunner {
  const run = async (request: TaskRequest, report: Reporter): Promise<void> => {
    const outcome = await invoke(ports, request).catch(failed)
    const { task } = request
    if ('failure' in outcome) report(callFailed(request, outcome.failure))
    else report({ type: goesOn(request.resource) ? 'TaskSubmitted' : 'TaskSucceeded', task, output: outcome.output })
  }
  return {
    claims: resource => {
      const parsed = parseResource(resource)
      return parsed.kind === 'service' && !parsed.isSdk && parsed.service === 'apigateway' && parsed.action === 'invoke' && isServed(parsed)
    },
    // What was submitted waits for its token, also after a restart.
    run: (request, report) => void (request.submitted === undefined && run(request, report)),
  }
}

function isServed({ pattern }: { pattern: string }): boolean {
  return pattern === 'RR' || pattern === 'waitForTaskToken'
}

function failed(error: unknown): Outcome {
  const cause = error instanceof Error ? error.message : String(error)
  return { failure: error instanceof BadApiRequest ? { error: 'States.Runtime', cause } : unreachable(prefix, cause) }
}

async function invoke(ports: ApiGatewayPorts, task: TaskRequest): Promise<Outcome> {
  const { roleArn, executionArn } = task
  const parameters = task.input as JsonObject
  const host = String(parameters['ApiEndpoint'])
  const request = buildApiRequest(parameters)
  const mapped = ports.addresses.mapped(host)
  const here = mapped === undefined ? await apiHere(ports, host) : undefined
  if (here) return invokeHere(here, request, task)
  const url = urlOf(host, mapped, request)
  if (isSigned(parameters['AuthType'])) {
    const refused = refusal(ports, roleArn, host, request, executionArn)
    if (refused !== undefined) return refused
    const [, , , region = ''] = executionArn.split(':')
    const { method, body = '' } = request
    const headers = { ...lowerCase(request.headers), host: url.host }
    request.headers = {
      ...headers,
      ...(await ports.addresses.sign({ method, url, headers, body }, { roleArn, region, isMapped: mapped !== undefined })),
    }
  }
  const way = mapped === undefined ? ports.outgoing : ports.inside
  const sent = { ...request, url: url.href, timeoutMs: longestMs, longestAnswerBytes, needsTls: mapped === undefined }
  return told(await exchangeByTask(way, sent))
}

interface OwnApi {
  face: ApiGatewayFace
  apiId: string
  own: OwnApis
}

/** The API of that host, when it is one of this server. */
async function apiHere({ here }: ApiGatewayPorts, host: string): Promise<OwnApi | undefined> {
  const [, apiId] = ownHost.exec(host) ?? []
  const face = apiId === undefined ? undefined : await here?.apis()
  return apiId !== undefined && here && face?.has(apiId) ? { face, apiId, own: here } : undefined
}

/** Answered in this process; the API asks itself for what the sender may. */
async function invokeHere({ face, apiId, own }: OwnApi, request: ApiRequest, task: TaskRequest): Promise<Outcome> {
  const { method, path, query, headers, body = '' } = request
  const { ApiEndpoint, AuthType } = task.input as JsonObject
  const isAsked = isSigned(AuthType)
  const sender = (): Sender => {
    if (!isAsked) return { kind: 'nobody' }
    if (AuthType === 'IAM_ROLE') return { kind: 'caller', caller: sessionOf(own.sessions, task.roleArn) }
    const [, partition, , region, account, , machine] = task.executionArn.split(':')
    const sourceArn = `arn:${partition}:states:${region}:${account}:stateMachine:${machine}`
    return { kind: 'service', service: 'states.amazonaws.com', sourceArn }
  }
  const answer = await face.serve({
    ...{ apiId, method, path, query, headers: Object.entries(headers), body: Buffer.from(body) },
    ...{ sourceIp: '127.0.0.1', isSecure: true, protocol: 'HTTP/1.1', host: String(ApiEndpoint), sender },
  })
  return told({ ...answer, statusText: own.statusText(answer.status), headers: {}, rawHeaders: answer.headers })
}

/** AWS: APIs are called by their own names, not by custom domains. */
const ownHost = /^([0-9a-z]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/

function urlOf(host: string, mapped: string | undefined, { path, query }: ApiRequest): URL {
  if (mapped === undefined && !ownHost.test(host)) {
    throw new Error(`${host} is no host of API Gateway: say where the API is when the server starts: --api-endpoint ${host}=URL`)
  }
  const url = new URL(mapped ?? `https://${host}`)
  url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`
  url.search = query
  return url
}

function isSigned(authType: Json | undefined): boolean {
  if (authType === undefined || authType === null || authType === 'NO_AUTH') return false
  if (authType === 'IAM_ROLE' || authType === 'RESOURCE_POLICY') return true
  throw new BadApiRequest(`The AuthType ${String(authType)} is none of NO_AUTH, IAM_ROLE, RESOURCE_POLICY.`)
}

/** The role's right to call, for which API Gateway asks itself: its answer has the status 403. */
function refusal(
  { authorizer }: ApiGatewayPorts,
  ...[roleArn, host, { method, path: whole }, executionArn]: [string, string, ApiRequest, string]
): Outcome | undefined {
  const [, , , region, account] = executionArn.split(':')
  const [stage = '', ...path] = whole.split('/').slice(1)
  const resource = `arn:aws:execute-api:${region}:${account}:${host.split('.')[0]}/${stage}/${method}/${path.join('/')}`
  const decision = authorizer.authorize({ principalArn: roleArn, action: 'execute-api:Invoke', resource })
  return decision.allowed ? undefined : { failure: { error: `${prefix}.403`, cause: JSON.stringify({ Message: decision.message }) } }
}

function told({ status, statusText, rawHeaders, body }: HttpExchanged): Outcome {
  const text = Buffer.from(body).toString('utf8')
  if (status < 200 || status > 299) return { failure: { error: `${prefix}.${status}`, cause: text } }
  const headers: Record<string, string[]> = {}
  for (const [name, value] of rawHeaders) headers[name] = [...(headers[name] ?? []), value]
  const sorted = Object.entries(headers).sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
  const output: JsonObject = { Headers: Object.fromEntries(sorted), ResponseBody: {}, StatusCode: status, StatusText: statusText }
  if (text !== '') putJsonOrText(output, 'ResponseBody', text)
  return { output }
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
