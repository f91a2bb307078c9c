import { parseJson } from '@pasos/asl'
import type { DataWrite } from '@pasos/engine'
import type { ServiceHost } from '../../declaration/service.ts'
import { admitsService } from '../../iam/resource-policy.ts'
import { sourceKeys } from '../../iam/trust.ts'
import { leftWrites } from '../../integrations/left-writes.ts'
import { type Delivery, deliveryKeys } from '../../kms/delivery-key.ts'
import { lambdaService } from '../../lambda/service.ts'
import type { Arrival, Attempt } from '../../retried-delivery/retried-deliveries.ts'
import { findTopic, policyOf } from '../../sns/records/topic-record.ts'
import { snsService } from '../../sns/service.ts'
import type { Message } from '../../sqs/records/message.ts'
import { hasKey } from '../../sqs/records/queue-key.ts'
import { findQueueByArn, isFifo, type QueueRecord } from '../../sqs/records/queue-record.ts'
import { type SqsFace, sqsService } from '../../sqs/service.ts'
import type { BusEvent } from '../records/event.ts'
import type { EventDelivery } from './delivery.ts'
import { writeToLogs } from './log-target.ts'

export interface Written {
  writes: DataWrite[]
  settle(committed: boolean): void
}

type Host = Pick<ServiceHost, 'catalog' | 'data' | 'authorizer' | 'caller' | 'neighbour' | 'logs'>

type Target = EventDelivery['target']

interface TargetPorts extends Host {
  /** What puts an event into another bus. */
  forward(busArn: string, event: BusEvent, traceHeader?: string): Promise<Written>
  callApi(delivery: EventDelivery): Promise<Attempt>
}

/** Queues take events together with what sends them: the write that does it, or why it cannot be. Nothing for targets that are no queues. */
export async function writeToQueue(host: Host, delivery: EventDelivery): Promise<Written | { refused: string } | undefined> {
  const { target, ruleArn } = delivery
  const queue = findQueueByArn(host.catalog, target.Arn ?? '')
  if (serviceOf(target.Arn) !== 'sqs') return undefined
  const face = await host.neighbour(sqsService)
  if (!queue || !face) return { refused: 'NO_RESOURCE' }
  if (!mayCall(host, queue.attributes['Policy'], 'sqs:SendMessage', queue.arn, ruleArn)) return { refused: 'NO_PERMISSIONS' }
  if (isFifo(queue) && target.SqsParameters?.MessageGroupId === undefined) return { refused: 'INVALID_PARAMETER' }
  const refusal = await keyRefusal(host, queue, ruleArn)
  if (refusal !== undefined) return { refused: refusal }
  return (await face.queues.open(queue)).prepare(queue, messageTo(queue, delivery))
}

/** A queue that takes an event without a wait. */
export interface QueueAtHand {
  /** The queue's own policy is asked last, once all of them are at hand. */
  mayBeSentTo(): boolean
  put(delivery: EventDelivery): Written
}

/** The queue of a target, where it is in memory and nothing stands in the way. Only looks. */
export function queueAtHand(host: Host, sqs: SqsFace | undefined, { Arn = '' }: Target, ruleArn: string): QueueAtHand | undefined {
  const queue = findQueueByArn(host.catalog, Arn)
  if (!queue || isFifo(queue) || hasKey(queue)) return undefined
  const open = sqs?.queues.atHand(queue)
  return (
    open && {
      mayBeSentTo: () => mayCall(host, queue.attributes['Policy'], 'sqs:SendMessage', queue.arn, ruleArn),
      put: delivery => open.prepare(queue, messageTo(queue, delivery)),
    }
  )
}

function messageTo(queue: QueueRecord, { target, ruleArn, input, traceHeader }: EventDelivery): Message {
  const groupId = target.SqsParameters?.MessageGroupId
  const fifo = isFifo(queue) ? { deduplicationId: `${ruleArn}/${target.Id}/${input}`.slice(-128) } : {}
  return {
    body: input,
    attributes: {},
    senderId: ruleArn.split(':')[4] ?? '',
    ...fifo,
    ...(groupId === undefined ? {} : { groupId }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  }
}

/** Tries to hand an event to its target, once. */
export function createAttempt(ports: TargetPorts): (delivery: EventDelivery) => Promise<Attempt> {
  const final = (failed: string): Attempt => ({ failed, isFinal: true })
  return async delivery => {
    const { target, ruleArn, input, traceHeader } = delivery
    const trace = traceHeader === undefined ? {} : { traceHeader }
    const arn = target.Arn ?? ''
    switch (serviceOf(arn)) {
      case 'states':
        return startExecution(ports, delivery)
      case 'lambda': {
        const face = await ports.neighbour(lambdaService)
        if (!face) return final('NO_RESOURCE')
        const policy = lambdaService.resourcePolicy?.(arn, ports.catalog)
        if (!mayCall(ports, policy, 'lambda:InvokeFunction', arn, ruleArn)) return final('NO_PERMISSIONS')
        const result = await face.acceptor.accept({ function: arn, payload: input, requestId: delivery.id, ...trace }, 'Event')
        if (result.outcome === 'accepted') return 'arrived'
        return { failed: result.code, isFinal: result.status < 500 && result.status !== 429 }
      }
      case 'sns': {
        const [face, topic] = [await ports.neighbour(snsService), findTopic(ports.catalog, arn)]
        if (!face || !topic) return final('NO_RESOURCE')
        if (!mayCall(ports, policyOf(topic), 'sns:Publish', arn, ruleArn)) return final('NO_PERMISSIONS')
        const refusal = await keyRefusal(ports, topic, ruleArn)
        if (refusal !== undefined) return final(refusal)
        const left = leftWrites()
        await face.publisher.publish(topic, [{ message: input, attributes: {}, ...trace }], left.deferred)
        return arrivedWith(left.effects())
      }
      case 'events':
        if (arn.includes(':api-destination/')) return ports.callApi(delivery)
        return arrivedWith(await ports.forward(arn, parseJson(delivery.event) as unknown as BusEvent, traceHeader))
      case 'logs':
        return writeToLogs(ports, delivery)
      default:
        return final('UNSUPPORTED_TARGET')
    }
  }
}

/** Arrived with the write that does it, if one is left: together with the end of the delivery, so once. */
function arrivedWith(left: Arrival | undefined): Attempt {
  return left ? { arrived: left } : 'arrived'
}

/** Under a name that repeats give again: the same event starts it once. */
async function startExecution(ports: TargetPorts, { target, id, input, region, ruleArn, traceHeader }: EventDelivery): Promise<Attempt> {
  const role = target.RoleArn ?? ''
  if (!ports.authorizer.trusts(role, 'events.amazonaws.com', sourceKeys(ruleArn))) return { failed: 'NO_PERMISSIONS', isFinal: true }
  const answer = await ports.caller.call(
    {
      ...{ service: 'sfn', operation: 'StartExecution', names: 'api', as: role, region, idempotencyToken: id },
      input: { StateMachineArn: target.Arn ?? '', Input: input, Name: id, ...(traceHeader !== undefined && { TraceHeader: traceHeader }) },
    },
    new AbortController().signal,
  )
  if (answer.outcome === 'answered') return arrivedWith(answer.effects)
  const { code, status } = answer.refusal
  if (code === 'ExecutionAlreadyExists') return 'arrived'
  return { failed: code, isFinal: status < 500 && status !== 429 }
}

/** What puts an event into the dead letters' queue of its target; nothing without one. */
export function deadLetter(host: Host, delivery: EventDelivery, code: string): Promise<Written> {
  const { target, ruleArn, retries, event } = delivery
  const texts = {
    RULE_ARN: ruleArn,
    TARGET_ARN: target.Arn ?? '',
    ERROR_CODE: code,
    ERROR_MESSAGE: `The target ${target.Arn} did not take the event: ${code}`,
    EXHAUSTED_RETRY_CONDITION: retries > 0 ? 'MaximumRetryAttempts' : 'NonRetryable',
    RETRY_ATTEMPTS: String(retries),
  }
  return letterTo(host, { queueArn: target.DeadLetterConfig?.Arn, sourceArn: ruleArn, body: event, texts })
}

interface Letter {
  queueArn: string | undefined
  /** For what it is sent: a rule, or a bus. */
  sourceArn: string
  body: string
  /** Attributes of the message. */
  texts: Record<string, string>
}

/** What puts a letter into a queue; nothing where that is not there or may not be sent to. */
export async function letterTo(host: Host, { queueArn, sourceArn, body, texts }: Letter): Promise<Written> {
  const nothing = { writes: [], settle: () => undefined }
  const queue = findQueueByArn(host.catalog, queueArn ?? '')
  const face = await host.neighbour(sqsService)
  if (!queue || !face || !mayCall(host, queue.attributes['Policy'], 'sqs:SendMessage', queue.arn, sourceArn)) return nothing
  if ((await keyRefusal(host, queue, sourceArn)) !== undefined) return nothing
  const attributes = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { type: 'String', text }]))
  return (await face.queues.open(queue)).prepare(queue, { body, attributes, senderId: sourceArn.split(':')[4] ?? '' })
}

/** Why a queue or topic can't be delivered to for its key, in EventBridge's words for dead letters. */
async function keyRefusal(host: Host, target: Delivery['target'], ruleArn: string): Promise<string | undefined> {
  const source = { service: 'events.amazonaws.com', sourceArn: ruleArn, sourceAccount: ruleArn.split(':')[4] ?? '' }
  const refusal = await deliveryKeys(host)({ target, ...source })
  return refusal && (refusal.code === 'KMS.AccessDeniedException' ? 'NO_PERMISSIONS' : 'ERROR_FROM_TARGET')
}

export function serviceOf(arn: string | undefined): string {
  return arn?.split(':')[2] ?? ''
}

function mayCall(
  { authorizer }: Pick<Host, 'authorizer'>,
  policy: string | undefined,
  action: string,
  resource: string,
  ruleArn: string,
): boolean {
  const context = { 'aws:SourceArn': ruleArn, 'aws:SourceAccount': ruleArn.split(':')[4] }
  return admitsService(authorizer, policy, { service: 'events.amazonaws.com', action, resource, context })
}
