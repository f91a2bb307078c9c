import type { ServiceHost } from '../../declaration/service.ts'
import { retriedDeliveries } from '../../retried-delivery/retried-deliveries.ts'
import type { ArchivedEvents } from '../archive/archived-events.ts'
import type { Connections } from '../connections/connections.ts'
import type { BusEvent } from '../records/event.ts'
import { apiDestinationCaller } from './api-destination.ts'
import { type BusRouter, busRouter } from './bus-router.ts'
import { delayOf, deliverySpace, type EventDeliveries, type EventDelivery } from './delivery.ts'
import { createAttempt, deadLetter, writeToQueue } from './targets.ts'

/** Puts the parts of routing and delivering together. */
export function openDelivery(
  host: ServiceHost,
  connections: Connections,
  archived: ArchivedEvents,
): { router: BusRouter; deliveries: EventDeliveries } {
  const { catalog, data, clock, ids, logger } = host
  const forward = (busArn: string, event: BusEvent) => router.route(busArn, event, { isForwarded: true })
  const deliveries: EventDeliveries = retriedDeliveries<EventDelivery>({
    ...{ space: deliverySpace, data, clock, logger },
    attempt: createAttempt({ ...host, forward, callApi: apiDestinationCaller({ ...host, connections }) }),
    delayOf: delivery => delayOf(delivery, clock.now()),
    giveUp: (delivery, reason) => deadLetter(host, delivery, reason),
  })
  const router: BusRouter = busRouter({
    ...{ catalog, clock, ids, deliveries, archived },
    writeToQueue: delivery => writeToQueue(host, delivery),
    deadLetter: (delivery, code) => deadLetter(host, delivery, code),
  })
  return { router, deliveries }
}
