import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { Connections } from './connections/connections.ts'
import type { BusRouter } from './delivery/bus-router.ts'

export interface EventsDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  router: BusRouter
  connections: Connections
  logger: { error(message: string, details: Record<string, unknown>): void }
}
