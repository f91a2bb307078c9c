import type { Catalog, Clock, DataStore } from '@pasos/engine'
import type { RoleAuthorizer } from '../iam/authorizer.ts'

export interface SchedulerDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  authorizer: Pick<RoleAuthorizer, 'trusts'>
}
