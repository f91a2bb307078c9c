import type { Catalog, Clock, Ids } from '@pasos/engine'
import type { CheckPassing } from './passed-roles.ts'

export interface ApiGatewayDependencies {
  catalog: Catalog
  clock: Clock
  ids: Ids
  checkPassing: CheckPassing
  /** Where the server answers. */
  endpoint(): string
}
