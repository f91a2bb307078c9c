import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { ArchivedEvents } from './archive/archived-events.ts'
import type { Replays } from './archive/replays.ts'
import type { Connections } from './connections/connections.ts'
import type { BusRouter } from './delivery/bus-router.ts'
import type { BusRecord } from './records/bus-record.ts'

export interface EventsDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  router: BusRouter
  archived: ArchivedEvents
  replays: Replays
  connections: Connections
  /** Whether the key of a bus is there and can be used. @throws ApiError of KMS */
  proveBusKey(bus: BusRecord): Promise<void>
  logger: { error(message: string, details: Record<string, unknown>): void }
}
