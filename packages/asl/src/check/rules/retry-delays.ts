import type { CheckContext } from '../check-context.ts'
import { memberOf } from '../place.ts'
import type { ObjectVisit } from '../visit.ts'

/** Developer guide, "Error handling": MaxDelaySeconds must be greater than IntervalSeconds. */
export function checkRetryDelays({ place, name }: ObjectVisit, context: CheckContext): void {
  if (name !== 'Retrier') return
  const maxDelay = memberOf(place, 'MaxDelaySeconds')
  const interval = memberOf(place, 'IntervalSeconds')?.node.value ?? 1
  if (typeof maxDelay?.node.value === 'number' && typeof interval === 'number' && maxDelay.node.value <= interval) {
    context.report('max-delay', maxDelay)
  }
}
