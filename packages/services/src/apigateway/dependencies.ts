import type { Catalog, Clock, Ids } from '@pasos/engine'

export interface ApiGatewayDependencies {
  catalog: Catalog
  clock: Clock
  ids: Ids
}
