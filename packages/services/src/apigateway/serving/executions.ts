import { isJsonObject, type Json } from '@pasos/asl'
import { sourceKeys } from '../../iam/trust.ts'
import type { AdmittedRequest, ApiAnswer } from './api-request.ts'
import { gatewayError, internalError, timedOut } from './gateway-answer.ts'
import type { IntegrationOutcome } from './map-answer.ts'
import { mapRequest } from './map-request.ts'
import type { ServingPorts } from './serving-ports.ts'
import { withinTime } from './within-time.ts'

/** An action of Step Functions, whose input the mapping makes of the request. Called as the integration's role. */
export async function callStates(
  ports: ServingPorts,
  admitted: AdmittedRequest,
  operation: string,
): Promise<IntegrationOutcome | ApiAnswer> {
  const mapped = mapRequest(admitted)
  if ('refused' in mapped) return mapped.refused
  const input = objectIn(mapped.body)
  if (!input) return gatewayError(400, 'Could not parse request body into json', 'BadRequestException')
  const { credentials = '' } = admitted.integration
  if (
    !ports.authorizer.trusts(credentials, 'apigateway.amazonaws.com', sourceKeys(admitted.arn)) ||
    ports.caller.reach('sfn') === 'nowhere'
  )
    return internalError()
  const call = {
    ...{ service: 'sfn', operation, input: renamed(input, name => name.charAt(0).toUpperCase() + name.slice(1)), names: 'api' as const },
    ...{ as: credentials, region: admitted.api.region, idempotencyToken: admitted.requestId },
  }
  const answer = await withinTime(admitted.integration.timeoutInMillis, ports.caller.call(call, new AbortController().signal))
  if (answer === 'timed out') return timedOut()
  if (answer.outcome === 'refused') {
    const { code, message, status } = answer.refusal
    return { body: JSON.stringify({ __type: code, message }), headers: {}, selection: String(status) }
  }
  if (answer.effects) await ports.commit(answer.effects)
  return { body: JSON.stringify(asTheApi(answer.output)), headers: {}, selection: '200' }
}

function objectIn(text: string): { [member: string]: Json } | undefined {
  try {
    const value = JSON.parse(text) as Json
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function renamed(value: Json, name: (member: string) => string): Json {
  if (Array.isArray(value)) return value.map(one => renamed(one, name))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [name(member), renamed(inner, name)]))
}

/** Members in the API's small letters, times as seconds. */
export function asTheApi(output: Json): Json {
  const named = renamed(output, member => member.charAt(0).toLowerCase() + member.slice(1)) as { [member: string]: Json }
  return Object.fromEntries(
    Object.entries(named).map(([member, value]) => [member, /Date$/.test(member) && typeof value === 'number' ? value / 1000 : value]),
  )
}
