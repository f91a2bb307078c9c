import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { KeyGuard } from '../kms/key-guard.ts'
import type { MoveTasks } from './queue/move-tasks.ts'
import type { OpenQueues } from './queue/open-queues.ts'

export interface SqsDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  queues: OpenQueues
  moveTasks: MoveTasks
  /** Of queues that name a key of KMS. */
  useKey: KeyGuard
  /** The body of a message that is not signed yet, with its signature. */
  signed(body: string): Promise<string>
  /** Where the server answers: queue URLs begin with it. */
  endpoint(): string
}
