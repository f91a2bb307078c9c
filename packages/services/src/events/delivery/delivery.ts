import type { eventbridge } from '@pasos/wire'
import type { Deliveries } from '../../retried-delivery/retried-deliveries.ts'

export const deliverySpace = 'events.delivery'

/** An event on its way to a target. */
export interface EventDelivery {
  id: string
  ruleArn: string
  target: eventbridge.Target
  region: string
  /** What the target gets. */
  input: string
  /** The whole event, for the dead letters and for other buses. */
  event: string
  /** Epoch milliseconds. */
  since: number
  retries: number
  /** The trace that it belongs to, as X-Ray's header has it. */
  traceHeader?: string
}

export type EventDeliveries = Deliveries<EventDelivery>

/** AWS: for 24 hours, at most 185 times, with growing pauses. */
const mostRetries = 185
const longestAgeSeconds = 86_400
const longestPauseMs = 300_000

/** Milliseconds before the next try, within the target's policy. */
export function delayOf({ target, retries, since }: EventDelivery, now: number): number | undefined {
  const { MaximumRetryAttempts = mostRetries, MaximumEventAgeInSeconds = longestAgeSeconds } = target.RetryPolicy ?? {}
  const pause = Math.min(longestPauseMs, 1000 * 2 ** retries)
  if (retries >= MaximumRetryAttempts || now + pause > since + MaximumEventAgeInSeconds * 1000) return undefined
  return pause
}
