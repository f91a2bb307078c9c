import type { Catalog, Clock, ContentStore, DataStore, Ids } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import type { KeyGuard } from '../kms/key-guard.ts'
import type { Notices } from './notifications/notices.ts'
import type { ObjectStore } from './objects/object-store.ts'

export interface S3Dependencies {
  catalog: Catalog
  data: DataStore
  contents: ContentStore
  objects: ObjectStore
  notices: Notices
  clock: Clock
  ids: Ids
  /** Of objects that name a key of KMS. */
  useKey: KeyGuard
  /** Why the caller may not do this; nothing when they may. For what a request touches beside its own object. */
  refusal(context: OperationContext, action: string, resource: string): string | undefined
}

/** A body as the wire hands it over. */
export type Body = Uint8Array | AsyncIterable<Uint8Array> | undefined
