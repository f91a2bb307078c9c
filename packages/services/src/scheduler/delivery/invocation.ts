import type { DataWrite, ServiceAnswer } from '@pasos/engine'
import type { scheduler } from '@pasos/wire'
import type { ServiceHost } from '../../declaration/service.ts'
import { sourceKeys } from '../../iam/trust.ts'
import { type Attempt, type Deliveries, type Delivery, retriedDeliveries } from '../../retried-delivery/retried-deliveries.ts'
import { findQueueByArn } from '../../sqs/records/queue-record.ts'
import { groupOfSchedule } from '../records/schedule-record.ts'
import type { ScheduleKey } from '../schedule-key.ts'
import { callOf } from './target-call.ts'

export const invocationSpace = 'scheduler.invocation'

/** An invocation on its way to its target. */
export interface Invocation extends Delivery {
  scheduleArn: string
  region: string
  target: scheduler.Target
  /** The key of the payload. */
  kmsKeyArn?: string
  /** When it was due, epoch milliseconds. */
  dueAt: number
  /** When it was first tried. */
  since: number
}

/** Also what it is without a RetryPolicy: for 24 hours, at most 185 times, with growing pauses. */
const mostRetries = 185
const longestAgeSeconds = 86_400
const longestPauseMs = 300_000

type Host = Pick<ServiceHost, 'catalog' | 'data' | 'clock' | 'authorizer' | 'caller' | 'logger'> & { key: Pick<ScheduleKey, 'whyLocked'> }

export function openInvocations(host: Host): Deliveries<Invocation> {
  const { data, clock, logger } = host
  return retriedDeliveries<Invocation>({
    ...{ space: invocationSpace, data, clock, logger },
    attempt: invocation => attempt(host, invocation),
    delayOf: invocation => delayOf(invocation, clock.now()),
    giveUp: (invocation, reason) => deadLetter(host, invocation, reason),
  })
}

function delayOf({ target, retries, since }: Invocation, now: number): number | undefined {
  const { MaximumRetryAttempts = mostRetries, MaximumEventAgeInSeconds = longestAgeSeconds } = target.RetryPolicy ?? {}
  const pause = Math.min(longestPauseMs, 1000 * 2 ** retries)
  if (retries >= MaximumRetryAttempts || now + pause > since + MaximumEventAgeInSeconds * 1000) return undefined
  return pause
}

/** The target's input with the context attributes put in. User Guide, "Adding context attributes". */
function inputOf({ id, target, scheduleArn, dueAt, retries }: Invocation): string {
  const values: Record<string, string> = {
    'schedule-arn': scheduleArn,
    'scheduled-time': new Date(dueAt).toISOString().replace('.000Z', 'Z'),
    'execution-id': id,
    'attempt-number': String(retries + 1),
  }
  return (target.Input ?? '{}').replace(/<aws\.scheduler\.([a-z-]+)>/g, (written, name: string) => values[name] ?? written)
}

async function attempt(host: Host, invocation: Invocation): Promise<Attempt> {
  const { target, id, region, scheduleArn } = invocation
  const call = callOf(target, inputOf(invocation), id)
  if (typeof call === 'string') return { failed: 'InvalidParameter', isFinal: true }
  if (!host.authorizer.trusts(target.RoleArn!, 'scheduler.amazonaws.com', sourceKeys(groupOfSchedule(scheduleArn))))
    return { failed: 'AccessDeniedException', isFinal: true }
  const locked = await host.key.whyLocked({ arn: scheduleArn, region, kmsKeyArn: invocation.kmsKeyArn }, target.RoleArn!)
  if (locked !== undefined) return { failed: locked, isFinal: true }
  if (host.caller.reach(call.service) === 'nowhere') return { failed: 'ServiceNotServed', isFinal: true }
  try {
    const answer = await host.caller.call({ ...call, as: target.RoleArn!, region, idempotencyToken: id }, new AbortController().signal)
    return outcomeOf(answer)
  } catch {
    return { failed: 'ServiceUnavailable', isFinal: false }
  }
}

function outcomeOf(answer: ServiceAnswer): Attempt {
  if (answer.outcome === 'refused') {
    const { code, status } = answer.refusal
    // A repeat of what arrived although nobody heard of it.
    if (code === 'ExecutionAlreadyExists') return 'arrived'
    return { failed: code, isFinal: status < 500 && status !== 429 && !code.startsWith('Throttling') }
  }
  const entries = (answer.output['Entries'] ?? []) as { ErrorCode?: string }[]
  const failed = Array.isArray(entries) ? entries.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode : undefined
  if (failed !== undefined) {
    answer.effects?.settle(false)
    return { failed, isFinal: true }
  }
  return answer.effects ? { arrived: answer.effects } : 'arrived'
}

/** Sent as the schedule's role, which must be allowed to; nothing without a queue. */
async function deadLetter(
  host: Host,
  invocation: Invocation,
  code: string,
): Promise<{ writes: DataWrite[]; settle(committed: boolean): void }> {
  const nothing = { writes: [], settle: () => undefined }
  const { target, id, region, retries } = invocation
  const queue = findQueueByArn(host.catalog, target.DeadLetterConfig?.Arn ?? '')
  if (!queue || host.caller.reach('sqs') === 'nowhere') return nothing
  const texts = {
    ...{ SCHEDULE_ARN: invocation.scheduleArn, TARGET_ARN: target.Arn!, EXECUTION_TIME: new Date(invocation.dueAt).toISOString() },
    ...{ ERROR_CODE: code, ERROR_MESSAGE: `The target ${target.Arn} did not take the invocation: ${code}` },
    ...{ EXHAUSTED_RETRY_CONDITION: retries > 0 ? 'MaximumRetryAttempts' : 'NonRetryable', RETRY_ATTEMPTS: String(retries) },
  }
  // A payload that could not be decrypted stays where it is.
  const body = code.startsWith('KMS.') && invocation.kmsKeyArn !== undefined ? '{}' : inputOf(invocation)
  const letter = callOf({ Arn: queue.arn, RoleArn: target.RoleArn }, body, id)
  if (typeof letter === 'string') return nothing
  const MessageAttributes = Object.fromEntries(
    Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  )
  const input = { ...(letter.input as object), MessageAttributes }
  const answer = await host.caller.call(
    { ...letter, input, as: target.RoleArn!, region, idempotencyToken: id },
    new AbortController().signal,
  )
  if (answer.outcome === 'refused' || !answer.effects) return nothing
  return { writes: [...answer.effects.writes], settle: answer.effects.settle }
}
