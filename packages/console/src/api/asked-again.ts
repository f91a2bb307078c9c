import { ApiError } from './aws-json.ts'

/** A page's question is asked so often before the page says that it got no answer. */
const MOST_TRIES = 3
/** Where nobody answers: the browser says that soon, and the page goes on by itself once the server is back. */
const UNANSWERED_TRIES = 2
/** AWS's words for "later", some of them with status 400. */
const LATER = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|ProvisionedThroughputExceeded|ServiceUnavailable/

const tries = new WeakMap<object, number>()

/**
 * Whether a question that failed `count` times before is asked once more: where the server failed, was too busy, or was not reached. A refusal is an
 * answer. For reads alone: of what changes something nobody knows whether it was done.
 */
export function isAskedAgain(count: number, error: unknown): boolean {
  const most = error instanceof ApiError ? (isPassing(error) ? MOST_TRIES : 1) : UNANSWERED_TRIES
  if (typeof error === 'object' && error !== null) tries.set(error, count + 1)
  return count + 1 < most
}

/** Half a second, then twice as long each time. */
export const askedAgainAfterMs = (count: number): number => 500 * 2 ** count

function isPassing({ name, status = 0 }: ApiError): boolean {
  return status >= 500 || status === 429 || LATER.test(name)
}

/** How often was asked before this error was shown; one where nobody knows. */
export function triesOf(error: unknown): number {
  return (typeof error === 'object' && error !== null && tries.get(error)) || 1
}
