import type { CheckContext } from '../check-context.ts'
import { memberOf } from '../place.ts'
import type { ObjectVisit } from '../visit.ts'

/** States language: "If both are provided, HeartbeatSeconds MUST be smaller than TimeoutSeconds." */
export function checkTimeouts({ place, name }: ObjectVisit, context: CheckContext): void {
  if (name !== 'Task') return
  const timeout = memberOf(place, 'TimeoutSeconds')?.node.value
  const heartbeat = memberOf(place, 'HeartbeatSeconds')
  if (typeof timeout === 'number' && typeof heartbeat?.node.value === 'number' && heartbeat.node.value >= timeout) {
    context.report('heartbeat-timeout', heartbeat)
  }
}
