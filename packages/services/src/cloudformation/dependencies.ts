import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { ServiceHost } from '../declaration/service.ts'

export interface CloudFormationDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  callAs: ServiceHost['callAs']
  logger: { error(message: string, details: Record<string, unknown>): void }
}
