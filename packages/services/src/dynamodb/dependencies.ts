import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import type { KeyGuard } from '../kms/key-guard.ts'
import type { ItemStore } from './items/item-store.ts'

export interface DynamoDbDependencies {
  catalog: Catalog
  data: DataStore
  items: ItemStore
  clock: Clock
  ids: Ids
  /** Of tables that name a key of KMS. */
  useKey: KeyGuard
  /** The same where their items are used. */
  accessKey: KeyGuard
  /** Why the caller may not do this; nothing when they may. For transactions, whose parts ask for different things. */
  refusal(context: OperationContext, action: string, resource: string): string | undefined
}

/** What reading streams takes. */
export type StreamDependencies = Pick<DynamoDbDependencies, 'catalog' | 'data' | 'clock' | 'accessKey'>
