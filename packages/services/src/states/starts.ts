import type { ServiceOperations } from '@pasos/wire'
import { awsLimits, type StatesDependencies } from './dependencies.ts'
import { languageChecks } from './language-checks.ts'
import { startExecution } from './start-execution.ts'
import { startSyncExecution } from './start-sync-execution.ts'

/** Step Functions as far as any node of a cluster answers for it: starts alone. */
export function startsOfExecutions(ports: Pick<StatesDependencies, 'catalog' | 'data' | 'runtime' | 'index' | 'ids'>): ServiceOperations {
  const deps = { ...ports, checks: languageChecks, limits: awsLimits }
  return { scope: 'states', operations: { StartExecution: startExecution(deps), StartSyncExecution: startSyncExecution(deps) } }
}
