import { isJsonObject, type Json, parseJson } from '@pasos/asl'
import type { AdmittedRequest, ApiAnswer } from './api-request.ts'
import { renamed } from './as-the-api.ts'
import { callAction } from './call-action.ts'
import { badBody, internalError, timedOut } from './gateway-answer.ts'
import type { IntegrationOutcome } from './map-answer.ts'
import { mapRequest } from './map-request.ts'
import type { ServingPorts } from './serving-ports.ts'

/** An action of Step Functions, whose input the mapping makes of the request. Called as the integration's role. */
export async function callStates(
  ports: ServingPorts,
  admitted: AdmittedRequest,
  operation: string,
): Promise<IntegrationOutcome | ApiAnswer> {
  const mapped = mapRequest(admitted)
  if ('refused' in mapped) return mapped.refused
  const input = objectIn(mapped.body)
  if (!input) return badBody('Could not parse request body into json')
  const { integration, api, arn, requestId } = admitted
  const answer = await callAction(ports, {
    ...{ service: 'sfn', operation, input: renamed(input, name => name.charAt(0).toUpperCase() + name.slice(1)), region: api.region },
    ...{ credentials: integration.credentials, arn, requestId, timeoutMs: integration.timeoutInMillis },
  })
  if (answer === 'not allowed') return internalError()
  if (answer === 'timed out') return timedOut()
  return { body: answer.body, headers: {}, selection: String(answer.status) }
}

function objectIn(text: string): { [member: string]: Json } | undefined {
  try {
    const value = parseJson(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
