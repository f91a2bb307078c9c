import type { Catalog, Clock, DataStore } from '@pasos/engine'
import type { RoleAuthorizer } from '../iam/authorizer.ts'
import type { ScheduleKey } from './schedule-key.ts'

export interface SchedulerDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  authorizer: Pick<RoleAuthorizer, 'trusts'>
  key: Pick<ScheduleKey, 'encrypt'>
}
