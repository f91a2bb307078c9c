import type { Catalog, Clock, Ids } from '@pasos/engine'

export interface IamDependencies {
  catalog: Catalog
  clock: Clock
  ids: Ids
}
