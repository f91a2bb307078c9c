import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { KeyGuard } from '../kms/key-guard.ts'
import type { SnsDeliveries } from './delivery/delivery.ts'
import type { Publisher } from './delivery/publisher.ts'

export interface SnsDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  publisher: Publisher
  /** Of topics that name a key of KMS. */
  useKey: KeyGuard
  deliveries: SnsDeliveries
}
