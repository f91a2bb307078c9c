import { partitionOf } from '@pasos/asl'
import { arrivalOf, type Caller, type OperationContext } from '@pasos/wire'
import { anonymousKeys, serviceKeys } from '../../iam/context-keys.ts'
import { resourcePolicyDecision } from '../../iam/resource-policy.ts'
import type { ApiRecord, MethodRecord } from '../records/api-record.ts'
import type { ApiAnswer, ApiRequest, Sender } from './api-request.ts'
import { gatewayError, notThere } from './gateway-answer.ts'
import type { ServingPorts } from './serving-ports.ts'

const action = 'execute-api:Invoke'

/** The ARN that policies are about. */
export function requestArn(
  { id, region, accountId }: Pick<ApiRecord, 'id' | 'region' | 'accountId'>,
  stage: string,
  method: string,
  path: string,
): string {
  return `arn:${partitionOf(region)}:execute-api:${region}:${accountId}:${id}/${stage}/${method}${path}`
}

interface Admittance {
  api: Pick<ApiRecord, 'accountId' | 'region' | 'policy'>
  method: Pick<MethodRecord, 'authorizationType'>
  request: ApiRequest
  arn: string
}

/**
 * Whether a request may come in: by the API's own policy, and where the method wants a signature by the caller's policies too. Answers
 * who it is, or the refusal.
 */
export function admit(
  ports: Pick<ServingPorts, 'authorizer'>,
  { api, method, request, arn }: Admittance,
): { caller: Caller | undefined } | { refused: ApiAnswer } {
  const policy = api.policy?.replaceAll('"execute-api:/', `"${arn.split('/')[0]}/`)
  const isSigned = method.authorizationType === 'AWS_IAM'
  if (policy === undefined && !isSigned) return { caller: undefined }
  const sender = request.sender()
  if (isSigned && sender.kind === 'nobody') return { refused: notThere() }
  const caller = sender.kind === 'caller' ? sender.caller : undefined
  const { sourceIp, isSecure, headers } = request
  const header = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  const arrival = arrivalOf({ sourceIp, isSecure }, { 'user-agent': header('user-agent'), referer: header('referer') })
  if (isSigned && caller) {
    const asked: OperationContext = {
      ...{ requestId: '', service: 'execute-api', operation: 'Invoke', region: api.region, accountId: api.accountId, caller },
      ...{ arrival, signal: new AbortController().signal },
    }
    const refusal = ports.authorizer.authorizeCaller(asked, action, arn, { resourcePolicy: policy })
    return refusal === undefined ? { caller } : { refused: forbidden(refusal) }
  }
  const now = ports.authorizer.now()
  const context =
    sender.kind === 'service'
      ? { ...serviceKeys(now, sender.service), 'aws:SourceArn': sender.sourceArn, 'aws:SourceIp': sourceIp }
      : anonymousKeys(now, arn, arrival)
  const decision = resourcePolicyDecision(policy, { principal: principalOf(sender), action, resource: arn, context })
  if (decision === 'allow') return { caller }
  const who = sender.kind === 'service' ? sender.service : (caller?.arn ?? 'anonymous')
  const why = decision === 'explicit-deny' ? ' with an explicit deny' : ''
  return { refused: forbidden(`User: ${who} is not authorized to perform: ${action} on resource: ${arn}${why}`) }
}

function principalOf(sender: Sender) {
  if (sender.kind === 'service') return { service: sender.service }
  return sender.kind === 'caller' ? { accountId: sender.caller.accountId, arns: [sender.caller.arn] } : { accountId: '', arns: [] }
}

function forbidden(message: string): ApiAnswer {
  return gatewayError(403, { type: 'ACCESS_DENIED', message, errorType: 'AccessDeniedException', member: 'Message' })
}
