import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { Deliveries } from './delivery/deliveries.ts'
import type { Publisher } from './delivery/publisher.ts'

export interface SnsDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  publisher: Publisher
  deliveries: Deliveries
}
