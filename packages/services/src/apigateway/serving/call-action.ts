import type { Json } from '@pasos/asl'
import { sourceKeys } from '../../iam/trust.ts'
import { asTheApi } from './as-the-api.ts'
import type { ServingPorts } from './serving-ports.ts'
import { withinTime } from './within-time.ts'

/** An action that an integration calls as its role. */
export interface CalledAction {
  /** The service's name in the AWS SDK integrations. */
  service: string
  operation: string
  input: Json
  region: string
  credentials: string | undefined
  /** Of the request. */
  arn: string
  requestId: string
  timeoutMs: number
}

/** What the action answers, JSON text; `not allowed` where the role is not API Gateway's to take, or the service is not reached from here. */
export async function callAction(
  ports: ServingPorts,
  { service, operation, input, region, credentials: as = '', arn, requestId, timeoutMs }: CalledAction,
): Promise<{ status: number; body: string } | 'not allowed' | 'timed out'> {
  const { authorizer, caller } = ports
  if (!authorizer.trusts(as, 'apigateway.amazonaws.com', sourceKeys(arn)) || caller.reach(service) === 'nowhere') return 'not allowed'
  const call = { service, operation, input, names: 'api' as const, as, region, idempotencyToken: requestId }
  const answer = await withinTime(timeoutMs, caller.call(call, new AbortController().signal))
  if (answer === 'timed out') return answer
  if (answer.outcome === 'refused') {
    const { code, message, status } = answer.refusal
    return { status, body: JSON.stringify({ __type: code, message }) }
  }
  if (answer.effects) await ports.commit(answer.effects)
  return { status: 200, body: JSON.stringify(service === 'sfn' ? asTheApi(answer.output) : answer.output) }
}
