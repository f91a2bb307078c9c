import type { ServiceOperations } from '@pasos/wire'
import { awsLimits } from './dependencies.ts'
import { languageChecks } from './language-checks.ts'
import type { StartDependencies } from './start.ts'
import { startSyncExecution } from './start-sync-execution.ts'

/** Step Functions as far as it needs nothing that lasts: synchronous starts alone, on any node of a cluster. */
export function syncStarts(ports: Pick<StartDependencies, 'catalog' | 'runtime' | 'index' | 'ids'>): ServiceOperations {
  return {
    scope: 'states',
    operations: { StartSyncExecution: startSyncExecution({ ...ports, checks: languageChecks, limits: awsLimits }) },
  }
}
