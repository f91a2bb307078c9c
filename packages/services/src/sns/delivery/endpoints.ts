import type { Catalog } from '@pasos/engine'
import type { OutgoingHttp } from '../../declaration/service.ts'
import type { RoleAuthorizer } from '../../iam/authorizer.ts'
import { admitsService } from '../../iam/resource-policy.ts'
import type { LambdaFace } from '../../lambda/service.ts'
import type { Attempt } from '../../retried-delivery/retried-deliveries.ts'
import type { SnsDelivery } from './delivery.ts'

/** AWS waits 15 s for an answer. */
const httpTimeoutMs = 15_000

export interface EndpointPorts {
  catalog: Catalog
  authorizer: RoleAuthorizer
  outgoing: OutgoingHttp
  lambda(): Promise<LambdaFace> | undefined
  functionPolicy(arn: string): string | undefined
  /** The body with its signature. */
  signed(delivery: SnsDelivery): Promise<string>
}

/** Tries to hand a message to its function or HTTP endpoint, once. */
export function createAttempt(ports: EndpointPorts): (delivery: SnsDelivery) => Promise<Attempt> {
  return delivery => (delivery.protocol === 'lambda' ? toFunction(ports, delivery) : toHttp(ports, delivery))
}

async function toFunction(ports: EndpointPorts, delivery: SnsDelivery): Promise<Attempt> {
  const { id: requestId, endpoint, topicArn, body, traceHeader } = delivery
  if (!mayCall(ports.authorizer, ports.functionPolicy(endpoint), 'lambda:InvokeFunction', endpoint, topicArn)) {
    return { failed: `The policy of ${endpoint} does not let ${topicArn} invoke it`, isFinal: true }
  }
  const face = await ports.lambda()
  if (!face) return { failed: 'The service lambda is not served here', isFinal: true }
  const result = await face.acceptor.accept(
    { function: endpoint, payload: body, requestId, ...(traceHeader !== undefined && { traceHeader }) },
    'Event',
  )
  if (result.outcome === 'accepted') return 'arrived'
  return { failed: `${result.code}: ${result.message}`, isFinal: result.status < 500 && result.status !== 429 }
}

async function toHttp({ outgoing, signed }: EndpointPorts, delivery: SnsDelivery): Promise<Attempt> {
  const { endpoint, topicArn, subscriptionArn, messageId, type, isRaw, traceHeader } = delivery
  const headers = {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': type,
    'x-amz-sns-message-id': messageId,
    'x-amz-sns-topic-arn': topicArn,
    ...(type === 'Notification' && { 'x-amz-sns-subscription-arn': subscriptionArn }),
    ...(isRaw && { 'x-amz-sns-rawdelivery': 'true' }),
    ...(traceHeader !== undefined && { 'x-amzn-trace-id': traceHeader }),
  }
  const body = isRaw ? delivery.body : await signed(delivery)
  try {
    const { status } = await outgoing.post(endpoint, headers, body, httpTimeoutMs)
    if (status >= 200 && status < 300) return 'arrived'
    // What the endpoint refuses it will refuse again.
    return { failed: `The endpoint answered ${status}`, isFinal: status >= 400 && status < 500 && status !== 429 }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error), isFinal: false }
  }
}

/** Whether a resource's own policy lets SNS do this for a topic. */
export function mayCall(
  authorizer: RoleAuthorizer,
  policy: string | undefined,
  action: string,
  resource: string,
  topicArn: string,
): boolean {
  const context = { 'aws:SourceArn': topicArn, 'aws:SourceAccount': topicArn.split(':')[4] }
  return admitsService(authorizer, policy, { service: 'sns.amazonaws.com', action, resource, context })
}
