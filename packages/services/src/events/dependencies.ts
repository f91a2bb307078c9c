import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { BusRouter } from './delivery/bus-router.ts'

export interface EventsDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  router: BusRouter
}
