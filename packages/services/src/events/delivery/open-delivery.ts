import { lentAtHand } from '../../declaration/lent-at-hand.ts'
import type { ServiceHost } from '../../declaration/service.ts'
import { retriedDeliveries } from '../../retried-delivery/retried-deliveries.ts'
import { sqsService } from '../../sqs/service.ts'
import type { ArchivedEvents } from '../archive/archived-events.ts'
import type { Connections } from '../connections/connections.ts'
import type { BusEvent } from '../records/event.ts'
import { apiDestinationCaller } from './api-destination.ts'
import { busKeys } from './bus-key.ts'
import { type BusRouter, busRouter } from './bus-router.ts'
import { delayOf, deliverySpace, type EventDeliveries, type EventDelivery } from './delivery.ts'
import { countForRule } from './rule-metrics.ts'
import { createAttempt, deadLetter, queueAtHand, type Written, writeToQueue } from './targets.ts'

/** Puts the parts of routing and delivering together. */
export function openDelivery(
  host: ServiceHost,
  connections: Connections,
  archived: ArchivedEvents,
): { router: BusRouter; deliveries: EventDeliveries } {
  const { catalog, data, clock, ids, logger, meter } = host
  const forward = (busArn: string, event: BusEvent, traceHeader?: string) => router.route(busArn, event, { isForwarded: true, traceHeader })
  const attempt = createAttempt({ ...host, forward, callApi: apiDestinationCaller({ ...host, connections }) })
  const giveUp = async (delivery: EventDelivery, reason: string): Promise<Written> => {
    for (const name of ['Invocations', 'FailedInvocations'] as const) countForRule(meter, delivery.ruleArn, name)
    const letter = await deadLetter(host, delivery, reason)
    if (letter.writes.length > 0) countForRule(meter, delivery.ruleArn, 'InvocationsSentToDlq')
    return letter
  }
  const deliveries: EventDeliveries = retriedDeliveries<EventDelivery>({
    ...{ space: deliverySpace, data, clock, logger },
    attempt: async delivery => {
      const result = await attempt(delivery)
      if (!('failed' in Object(result))) countForRule(meter, delivery.ruleArn, 'Invocations')
      return result
    },
    delayOf: delivery => delayOf(delivery, clock.now()),
    giveUp,
  })
  const sqsAtHand = lentAtHand(() => host.neighbour(sqsService))
  const router: BusRouter = busRouter({
    ...{ catalog, clock, ids, deliveries, archived },
    writeToQueue: delivery => writeToQueue(host, delivery),
    queueAtHand: (target, ruleArn) => queueAtHand(host, sqsAtHand(), target, ruleArn),
    deadLetter: giveUp,
    unencrypted: busKeys(host),
    meter,
  })
  return { router, deliveries }
}
