import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { SnsDeliveries } from './delivery/delivery.ts'
import type { Publisher } from './delivery/publisher.ts'

export interface SnsDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  publisher: Publisher
  deliveries: SnsDeliveries
}
