import type { ServiceOperations } from '@pasos/wire'
import { awsLimits, type StatesDependencies } from './dependencies.ts'
import { describeActivity } from './describe-activity.ts'
import { describeExecution } from './describe-execution.ts'
import { describeStateMachine } from './describe-state-machine.ts'
import { describeStateMachineAlias } from './describe-state-machine-alias.ts'
import { describeStateMachineForExecution } from './describe-state-machine-for-execution.ts'
import { getExecutionHistory } from './get-execution-history.ts'
import { languageChecks } from './language-checks.ts'
import { listActivities } from './list-activities.ts'
import { listExecutions } from './list-executions.ts'
import { listStateMachineAliases } from './list-state-machine-aliases.ts'
import { listStateMachineVersions } from './list-state-machine-versions.ts'
import { listStateMachines } from './list-state-machines.ts'
import { listTagsForResource } from './list-tags-for-resource.ts'
import { redriveExecution } from './redrive-execution.ts'
import { sendTaskFailure } from './send-task-failure.ts'
import { sendTaskHeartbeat } from './send-task-heartbeat.ts'
import { sendTaskSuccess } from './send-task-success.ts'
import { startExecution } from './start-execution.ts'
import { startSyncExecution } from './start-sync-execution.ts'
import { stopExecution } from './stop-execution.ts'

/** Step Functions as far as any node of a cluster answers for it: starts, what is told to executions, and what is read of them and of the configuration. */
export function answeredAnywhere(
  ports: Pick<StatesDependencies, 'catalog' | 'data' | 'runtime' | 'index' | 'ids' | 'clock' | 'proveKey'>,
): ServiceOperations {
  const deps = { ...ports, checks: languageChecks, limits: awsLimits }
  return {
    scope: 'states',
    operations: {
      DescribeActivity: describeActivity(deps),
      DescribeExecution: describeExecution(deps),
      DescribeStateMachine: describeStateMachine(deps),
      DescribeStateMachineAlias: describeStateMachineAlias(deps),
      DescribeStateMachineForExecution: describeStateMachineForExecution(deps),
      GetExecutionHistory: getExecutionHistory(deps),
      ListActivities: listActivities(deps),
      ListExecutions: listExecutions(deps),
      ListStateMachineAliases: listStateMachineAliases(deps),
      ListStateMachineVersions: listStateMachineVersions(deps),
      ListStateMachines: listStateMachines(deps),
      ListTagsForResource: listTagsForResource(deps),
      RedriveExecution: redriveExecution(deps),
      SendTaskFailure: sendTaskFailure(deps),
      SendTaskHeartbeat: sendTaskHeartbeat(deps),
      SendTaskSuccess: sendTaskSuccess(deps),
      StartExecution: startExecution(deps),
      StartSyncExecution: startSyncExecution(deps),
      StopExecution: stopExecution(deps),
    },
  }
}
