import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { ApiAnswer, ApiRequest } from '../../apigateway/serving/api-request.ts'
import { groupKeyOf } from '../../logs/log-group.ts'
import type { HttpApiRecord, HttpStageRecord } from '../records/http-api-record.ts'
import { type AdmittedHttpRequest, contextOf, type FoundHttpRequest } from './admitted-request.ts'
import type { HttpServingPorts } from './http-serving-ports.ts'
import { textOf } from './parameter-mapping.ts'

/** What became of a request on its way, for the log of its stage. */
export interface AccessTrail {
  request: ApiRequest
  api: HttpApiRecord
  stage: HttpStageRecord
  requestId: string
  /** Epoch milliseconds. */
  started: number
  /** Once its route was found, and once it was let in. */
  found?: FoundHttpRequest | AdmittedHttpRequest
  authorizerError?: string | undefined
  integration?: { status: number; latencyMs: number }
}

/**
 * Writes a line of the form that the stage has for its log: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html.
 * What a request does not have is `-`. Values are escaped as in JSON, so that nobody's header ends the line or the text that it stands in.
 */
export function logAccess(
  { logWriter, clock }: Pick<HttpServingPorts, 'logWriter' | 'clock'>,
  trail: AccessTrail,
  answer: ApiAnswer,
): void {
  const { api, stage } = trail
  const { destinationArn, format } = stage.accessLog!
  const context = loggedContext(trail, answer, clock.now())
  const message = format.replaceAll(/\$context\.([\w-]+(?:\.[\w-]+)*)/g, (_, path: string) => {
    const value = valueAt(context, path)
    return value === undefined || value === null || value === '' ? '-' : JSON.stringify(textOf(value)).slice(1, -1)
  })
  logWriter.append(groupKeyOf(destinationArn, api), `${api.id}/${stage.name}`, [{ timestamp: trail.started, message }])
}

function valueAt(context: JsonObject, path: string): Json | undefined {
  return path
    .split('.')
    .reduce<Json | undefined>(
      (at, name) => (at !== undefined && isJsonObject(at) && Object.hasOwn(at, name) ? at[name] : undefined),
      context,
    )
}

function loggedContext(trail: AccessTrail, answer: ApiAnswer, now: number): JsonObject {
  const { request, api, stage, requestId, started, found, authorizerError, integration } = trail
  // Of a request without a route what is known of any.
  const known = contextOf(
    found ?? { ...{ request, api, stage, requestId, now: started, pathParameters: {}, path: '', arn: '' }, route: nowhere },
  )
  const own = integration === undefined ? ownError(answer) : undefined
  const authorizer = isJsonObject(known['authorizer'] ?? null) ? (known['authorizer'] as JsonObject) : {}
  return {
    ...known,
    ...{
      status: answer.status,
      responseLength: answer.body.length,
      responseLatency: now - started,
      dataProcessed: request.body.length + answer.body.length,
    },
    ...(integration && {
      ...{ integrationStatus: integration.status, integrationLatency: integration.latencyMs },
      integration: { status: integration.status, integrationStatus: integration.status, latency: integration.latencyMs, requestId },
    }),
    authorizer: { ...authorizer, ...(authorizerError !== undefined && { error: authorizerError }) },
    ...(own !== undefined && {
      error: { message: own, messageString: JSON.stringify(own), responseType: responseTypes[answer.status] ?? 'DEFAULT_5XX' },
    }),
  }
}

const nowhere = { id: '', routeKey: '', authorizationType: 'NONE' } as const

/** What the API itself says is wrong. */
function ownError({ status, body }: ApiAnswer): string | undefined {
  if (status < 400) return undefined
  return (JSON.parse(Buffer.from(body).toString()) as { message: string }).message
}

const responseTypes: Record<number, string> = {
  ...{ 401: 'UNAUTHORIZED', 403: 'ACCESS_DENIED', 404: 'RESOURCE_NOT_FOUND', 429: 'THROTTLED' },
}
