import { type Json, parseJson } from '@pasos/asl'
import type { ApiAnswer } from '../../apigateway/serving/api-request.ts'
import { callAction } from '../../apigateway/serving/call-action.ts'
import { addressOf, hop, longestAnswerBytes } from '../../apigateway/serving/endpoints.ts'
import { invokeAllowed, proxyAnswer } from '../../apigateway/serving/functions.ts'
import { jsonAnswer } from '../../apigateway/serving/gateway-answer.ts'
import type { ServingPorts } from '../../apigateway/serving/serving-ports.ts'
import { withStageVariables } from '../../apigateway/serving/target.ts'
import { format2Answer } from '../../http-payload/format-2.ts'
import { type ActionSubtype, actionSubtypes } from '../records/action-subtypes.ts'
import { functionArnOf } from '../records/function-arn.ts'
import { type AdmittedHttpRequest, parameterScope } from './admitted-request.ts'
import { functionEvent } from './function-events.ts'
import { changedPairs, type ParameterScope, parameterValue, textOf } from './parameter-mapping.ts'

/** Answers of the API itself, in AWS's words. */
export const answers = {
  notFound: () => jsonAnswer(404, '{"message":"Not Found"}'),
  forbidden: (challenge?: string) => jsonAnswer(403, '{"message":"Forbidden"}', challenged(challenge)),
  /** Nobody, or nobody that is known; `challenge` says how to come. */
  unauthorized: (challenge?: string) => jsonAnswer(401, '{"message":"Unauthorized"}', challenged(challenge)),
  tooMany: () => jsonAnswer(429, '{"message":"Too Many Requests"}'),
  internalError: () => jsonAnswer(500, '{"message":"Internal Server Error"}'),
  unavailable: () => jsonAnswer(503, '{"message":"Service Unavailable"}'),
}

function challenged(challenge: string | undefined): [name: string, value: string][] {
  return challenge === undefined ? [] : [['www-authenticate', challenge]]
}

const defaultType = 'text/plain;charset=UTF-8'

/** What the integration answers, before the mappings of the answer. */
export function runIntegration(ports: ServingPorts, admitted: AdmittedHttpRequest): Promise<ApiAnswer> {
  const { type, subtype } = admitted.integration
  if (subtype !== undefined) return runAction(ports, admitted, actionSubtypes[subtype]!)
  return type === 'AWS_PROXY' ? runFunction(ports, mapped(admitted)) : runEndpoint(ports, admitted)
}

/** The request after the integration's mappings. */
function mapped(admitted: AdmittedHttpRequest): AdmittedHttpRequest {
  const { request, integration } = admitted
  const { requestParameters } = integration
  if (!requestParameters) return admitted
  const scope = parameterScope(admitted)
  const query = changedPairs([...new URLSearchParams(request.query)], 'querystring', requestParameters, scope)
  const path = requestParameters['overwrite:path']
  return {
    ...admitted,
    request: {
      ...request,
      headers: changedPairs(request.headers, 'header', requestParameters, scope),
      query: Object.keys(requestParameters).some(name => name.includes(':querystring.'))
        ? new URLSearchParams(query).toString()
        : request.query,
      path: path === undefined ? request.path : textOf(parameterValue(path, scope)),
    },
  }
}

async function runFunction(ports: ServingPorts, admitted: AdmittedHttpRequest): Promise<ApiAnswer> {
  const { integration, api, stage, route, arn, requestId } = admitted
  const functionArn = functionArnOf(withStageVariables(integration.uri ?? '', stage.variables ?? {}))
  if (functionArn === undefined) return answers.internalError()
  const written = route.routeKey === '$default' ? '$default' : route.routeKey.replace(/^ANY /, '* ').replace(' ', '')
  const asking = { credentials: integration.credentialsArn, arn, source: `${api.id}/${stage.name}/${written}`, accountId: api.accountId }
  const payload = JSON.stringify(functionEvent(admitted))
  const result = await invokeAllowed(ports, asking, { functionArn, payload, requestId, timeoutMs: integration.timeoutInMillis })
  if (result === 'timed out') return answers.unavailable()
  if (result === 'refused' || result.functionError !== undefined) return answers.internalError()
  if (integration.payloadFormatVersion === '1.0') return proxyAnswer(result.payload, defaultType, ['*/*']) ?? answers.internalError()
  const answer = format2Answer(result.payload, defaultType)
  if (!answer) return answers.internalError()
  const headers = Object.entries(answer.headers).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value): [string, string] => [name, value]),
  )
  return { status: answer.status, headers: headers.filter(([name]) => !hop.test(name)), body: Buffer.from(answer.body) }
}

async function runEndpoint({ outgoing }: ServingPorts, admitted: AdmittedHttpRequest): Promise<ApiAnswer> {
  const { integration, stage, pathParameters } = admitted
  const { request } = mapped(admitted)
  const uri = withStageVariables(integration.uri ?? '', stage.variables ?? {})
  const method = integration.method === undefined || integration.method === 'ANY' ? request.method : integration.method
  const url = new URL(addressOf(uri, pathParameters, new URLSearchParams(request.query)))
  if (integration.requestParameters?.['overwrite:path'] !== undefined) url.pathname = request.path
  const headers = Object.fromEntries(request.headers.filter(([name]) => !hop.test(name)))
  const body = Buffer.from(request.body).toString('utf8')
  const hasBody = method !== 'GET' && method !== 'HEAD' && body !== ''
  const exchange = { url: url.href, method, headers, timeoutMs: integration.timeoutInMillis, longestAnswerBytes }
  try {
    const answer = await outgoing.exchange({ ...exchange, ...(hasBody && { body }) })
    const kept = answer.rawHeaders.filter(([name]) => !hop.test(name)).map(([name, value]): [string, string] => [name, value])
    return { status: answer.status, headers: kept, body: answer.body }
  } catch {
    return answers.unavailable()
  }
}

async function runAction(ports: ServingPorts, admitted: AdmittedHttpRequest, action: ActionSubtype): Promise<ApiAnswer> {
  const { integration, arn, api, requestId } = admitted
  const parameters = actionParameters(action, admitted)
  if ('problem' in parameters) return jsonAnswer(400, JSON.stringify({ message: parameters.problem }))
  const { Region: region = api.region, ...values } = parameters.values
  const answer = await callAction(ports, {
    ...{ service: action.service, operation: action.operation, input: action.input?.(values) ?? values, region: String(region) },
    ...{ credentials: integration.credentialsArn, arn, requestId, timeoutMs: integration.timeoutInMillis },
  })
  if (answer === 'not allowed') return answers.internalError()
  if (answer === 'timed out') return answers.unavailable()
  return jsonAnswer(answer.status, answer.body)
}

function actionParameters(
  { parameters }: ActionSubtype,
  admitted: AdmittedHttpRequest,
): { values: Record<string, Json> } | { problem: string } {
  const scope: ParameterScope = parameterScope(admitted)
  const values: Record<string, Json> = {}
  for (const [name, from] of Object.entries(admitted.integration.requestParameters ?? {})) {
    const value = parameterValue(from, scope)
    if (value === undefined) return { problem: `Unable to resolve property ${name} from source ${from}` }
    const read = readAs(parameters[name] ?? 'text', value)
    if (read === undefined) return { problem: `Unable to resolve property ${name} from source ${from}` }
    values[name] = read
  }
  return { values }
}

/** As the action wants it; nothing where it is none. */
function readAs(kind: 'text' | 'number' | 'json', value: Json): Json | undefined {
  if (kind === 'text') return textOf(value)
  if (typeof value !== 'string') return value
  if (kind === 'number') return /^\d+$/.test(value.trim()) ? Number(value) : undefined
  try {
    return parseJson(value)
  } catch {
    return undefined
  }
}
