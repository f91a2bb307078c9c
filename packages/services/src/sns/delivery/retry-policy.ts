/** How often and when a delivery is tried again: https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html */
export interface RetryPolicy {
  /** Seconds. */
  minDelayTarget: number
  maxDelayTarget: number
  numRetries: number
  numNoDelayRetries: number
  numMinDelayRetries: number
  numMaxDelayRetries: number
  backoffFunction: string
}

/** For HTTP, unless a delivery policy says otherwise. */
export const httpRetries: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  numMaxDelayRetries: 0,
  backoffFunction: 'linear',
}

/** For endpoints that AWS runs: for 23 days. */
export const ownRetries: RetryPolicy = {
  minDelayTarget: 1,
  maxDelayTarget: 20,
  numRetries: 100_015,
  numNoDelayRetries: 3,
  numMinDelayRetries: 2,
  numMaxDelayRetries: 100_000,
  backoffFunction: 'exponential',
}

/** Milliseconds before the next try after so many retries; nothing when there is none. */
export function delayBefore(policy: RetryPolicy, retries: number): number | undefined {
  if (retries >= policy.numRetries) return undefined
  const { minDelayTarget: min, maxDelayTarget: max, numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries, numRetries } = policy
  if (retries < numNoDelayRetries) return 0
  const early = numNoDelayRetries + numMinDelayRetries
  if (retries < early) return min * 1000
  const growing = numRetries - early - numMaxDelayRetries
  const step = retries - early
  if (step >= growing) return max * 1000
  const share = growing < 2 ? 0 : step / (growing - 1)
  return 1000 * (min + (max - min) * curve(policy.backoffFunction, share))
}

/** From 0 to 1 over the phase of growth. */
function curve(name: string, share: number): number {
  switch (name) {
    case 'exponential':
      return (2 ** (share * 10) - 1) / 1023
    case 'geometric':
      return (3 ** (share * 5) - 1) / 242
    case 'arithmetic':
      return (share * (share + 1)) / 2
    default:
      return share
  }
}

/** The policy of a subscription to HTTP: its own, the topic's, or AWS's. Both are JSON texts as they were set. */
export function httpPolicy(ofSubscription: string | undefined, ofTopic: string | undefined): RetryPolicy {
  const own = ofSubscription === undefined ? undefined : (JSON.parse(ofSubscription) as { healthyRetryPolicy?: Partial<RetryPolicy> })
  const topic = ofTopic === undefined ? undefined : (JSON.parse(ofTopic) as { http?: { defaultHealthyRetryPolicy?: Partial<RetryPolicy> } })
  return { ...httpRetries, ...topic?.http?.defaultHealthyRetryPolicy, ...own?.healthyRetryPolicy }
}
