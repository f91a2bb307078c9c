import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { ApiError } from '@pasos/wire'
import { invokeAllowed } from '../../../apigateway/serving/functions.ts'
import { withStageVariables } from '../../../apigateway/serving/target.ts'
import { checkInlinePolicy } from '../../../iam/policy/check-policy.ts'
import { compilePolicy } from '../../../iam/policy/compiled-policy.ts'
import { evaluate } from '../../../iam/policy/evaluate.ts'
import { requestContext } from '../../../iam/policy/request-context.ts'
import { functionArnOf } from '../../records/function-arn.ts'
import type { LambdaAuthorizer } from '../../records/http-api-record.ts'
import { type FoundHttpRequest, parameterScope } from '../admitted-request.ts'
import type { HttpServingPorts } from '../http-serving-ports.ts'
import { answers } from '../integrations.ts'
import { parameterValue, textOf } from '../parameter-mapping.ts'
import type { Authorization, Refused } from './authorize-route.ts'
import { authorizerEvent } from './authorizer-event.ts'

/** AWS: an authorizer has ten seconds. */
const timeoutMs = 10_000

/**
 * A function that says who may come in, asked again for the same identity only after its answer's time.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export async function askFunction(
  ports: HttpServingPorts,
  found: FoundHttpRequest,
  authorizer: LambdaAuthorizer,
): Promise<Authorization | Refused> {
  const scope = parameterScope(found)
  const identity = authorizer.identitySource.map(source => textOf(parameterValue(source, scope)))
  // Without all that the identity is made of, nobody is asked.
  if (identity.includes('')) return { refused: answers.unauthorized(), error: 'missing identity' }
  const { ttlSeconds = identity.length > 0 ? 300 : 0 } = authorizer
  const { name, variables = {} } = found.stage
  const key = { apiId: found.api.id, authorizer, stage: { name, variables }, identity }
  const known = ttlSeconds > 0 ? ports.authorizerAnswers.find(key) : undefined
  const answered = known === undefined ? await asked(ports, found, authorizer, identity) : { payload: known }
  if ('refused' in answered) return answered
  const outcome = verdictOf(answered.payload, authorizer, found)
  if (outcome === undefined) return { refused: answers.internalError(), error: 'The authorizer returned an invalid response' }
  if (known === undefined && ttlSeconds > 0) ports.authorizerAnswers.keep(key, answered.payload, ttlSeconds)
  if (!outcome.isAllowed) return { refused: answers.forbidden(), error: 'The authorizer denied the request' }
  const { context, principalId } = outcome
  return { kind: 'lambda', context, ...(principalId !== undefined && { principalId }) }
}

async function asked(
  ports: HttpServingPorts,
  found: FoundHttpRequest,
  authorizer: LambdaAuthorizer,
  identity: readonly string[],
): Promise<{ payload: string } | Refused> {
  const { api, arn, requestId, stage } = found
  const functionArn = functionArnOf(withStageVariables(authorizer.uri, stage.variables ?? {}))
  const failed = (error: string): Refused => ({ refused: answers.internalError(), error })
  if (functionArn === undefined) return failed('The authorizer names no function')
  const asking = { credentials: authorizer.credentialsArn, arn, source: `${api.id}/authorizers/${authorizer.id}`, accountId: api.accountId }
  const payload = JSON.stringify(authorizerEvent(found, authorizer.payloadFormatVersion, identity))
  const result = await invokeAllowed(ports, asking, { functionArn, payload, requestId, timeoutMs })
  if (result === 'timed out') return failed('The authorizer timed out')
  if (result === 'refused') return failed('The caller does not have permission to invoke the authorizer')
  if (result.functionError === undefined) return { payload: result.payload }
  const { errorMessage } = (JSON.parse(result.payload) ?? {}) as { errorMessage?: unknown }
  // The one error by which a function says what is to be answered.
  return errorMessage === 'Unauthorized' ? { refused: answers.unauthorized(), error: 'Unauthorized' } : failed('The authorizer failed')
}

interface Verdict {
  isAllowed: boolean
  context: JsonObject
  principalId?: string
}

/** What a function has said of this request; nothing where it is no answer. */
function verdictOf(payload: string, { simpleResponses }: LambdaAuthorizer, { arn, request }: FoundHttpRequest): Verdict | undefined {
  const answer = JSON.parse(payload) as Json
  if (!isJsonObject(answer)) return undefined
  const given = answer['context'] ?? {}
  const context = isJsonObject(given) ? given : {}
  if (simpleResponses) return typeof answer['isAuthorized'] === 'boolean' ? { isAllowed: answer['isAuthorized'], context } : undefined
  const { policyDocument, principalId } = answer
  const policy = JSON.stringify(policyDocument ?? null)
  if (!isPolicy(policy)) return undefined
  const keys = requestContext({ 'aws:SourceIp': request.sourceIp })
  const { decision } = evaluate([compilePolicy(policy)], { action: 'execute-api:Invoke', resource: arn, context: keys })
  return { isAllowed: decision === 'allow', context, ...(typeof principalId === 'string' && { principalId }) }
}

function isPolicy(text: string): boolean {
  try {
    checkInlinePolicy(text)
    return true
  } catch (error) {
    if (error instanceof ApiError) return false
    throw error
  }
}
