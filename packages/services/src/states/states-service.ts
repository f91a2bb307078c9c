import type { Operation, ServiceOperations } from '@pasos/wire'
import { createActivity } from './create-activity.ts'
import { createStateMachine } from './create-state-machine.ts'
import { createStateMachineAlias } from './create-state-machine-alias.ts'
import { deleteActivity } from './delete-activity.ts'
import { deleteStateMachine } from './delete-state-machine.ts'
import { deleteStateMachineAlias } from './delete-state-machine-alias.ts'
import { deleteStateMachineVersion } from './delete-state-machine-version.ts'
import type { StatesDependencies } from './dependencies.ts'
import { describeActivity } from './describe-activity.ts'
import { describeExecution } from './describe-execution.ts'
import { describeStateMachine } from './describe-state-machine.ts'
import { describeStateMachineAlias } from './describe-state-machine-alias.ts'
import { describeStateMachineForExecution } from './describe-state-machine-for-execution.ts'
import { getActivityTask } from './get-activity-task.ts'
import { getExecutionHistory } from './get-execution-history.ts'
import { listActivities } from './list-activities.ts'
import { listExecutions } from './list-executions.ts'
import { listMapRuns } from './list-map-runs.ts'
import { listReruns } from './list-reruns.ts'
import { listStateMachineAliases } from './list-state-machine-aliases.ts'
import { listStateMachineVersions } from './list-state-machine-versions.ts'
import { listStateMachines } from './list-state-machines.ts'
import { listTagsForResource } from './list-tags-for-resource.ts'
import { createMachineDeletion } from './machine-deletion.ts'
import { describeMapRun, updateMapRun } from './map-runs.ts'
import { publishStateMachineVersion } from './publish-state-machine-version.ts'
import { redriveExecution } from './redrive-execution.ts'
import { rerunExecution } from './rerun-execution.ts'
import { sendTaskFailure } from './send-task-failure.ts'
import { sendTaskHeartbeat } from './send-task-heartbeat.ts'
import { sendTaskSuccess } from './send-task-success.ts'
import { startExecution } from './start-execution.ts'
import { startSyncExecution } from './start-sync-execution.ts'
import { stopExecution } from './stop-execution.ts'
import { tagResource } from './tag-resource.ts'
import { testState } from './test-state.ts'
import { untagResource } from './untag-resource.ts'
import { updateStateMachine } from './update-state-machine.ts'
import { updateStateMachineAlias } from './update-state-machine-alias.ts'
import { validateStateMachineDefinition } from './validate-state-machine-definition.ts'

/** AWS Step Functions, API version 2016-11-23. Also goes on with deletions that a former run of the server began. */
export function createStatesService(deps: StatesDependencies): ServiceOperations {
  const operations: Record<string, Operation> = {
    CreateActivity: createActivity(deps),
    CreateStateMachine: createStateMachine(deps),
    CreateStateMachineAlias: createStateMachineAlias(deps),
    DeleteActivity: deleteActivity(deps),
    DeleteStateMachine: deleteStateMachine(deps, createMachineDeletion(deps)),
    DeleteStateMachineAlias: deleteStateMachineAlias(deps),
    DeleteStateMachineVersion: deleteStateMachineVersion(deps),
    DescribeActivity: describeActivity(deps),
    DescribeExecution: describeExecution(deps),
    DescribeMapRun: describeMapRun(deps),
    DescribeStateMachine: describeStateMachine(deps),
    DescribeStateMachineAlias: describeStateMachineAlias(deps),
    DescribeStateMachineForExecution: describeStateMachineForExecution(deps),
    GetActivityTask: getActivityTask(deps),
    GetExecutionHistory: getExecutionHistory(deps),
    ListActivities: listActivities(deps),
    ListExecutions: listExecutions(deps),
    ListMapRuns: listMapRuns(deps),
    ListReruns: listReruns(deps),
    ListStateMachineAliases: listStateMachineAliases(deps),
    ListStateMachines: listStateMachines(deps),
    ListStateMachineVersions: listStateMachineVersions(deps),
    ListTagsForResource: listTagsForResource(deps),
    PublishStateMachineVersion: publishStateMachineVersion(deps),
    RedriveExecution: redriveExecution(deps),
    RerunExecution: rerunExecution(deps),
    SendTaskFailure: sendTaskFailure(deps),
    SendTaskHeartbeat: sendTaskHeartbeat(deps),
    SendTaskSuccess: sendTaskSuccess(deps),
    StartExecution: startExecution(deps),
    StartSyncExecution: startSyncExecution(deps),
    StopExecution: stopExecution(deps),
    TagResource: tagResource(deps),
    TestState: testState(deps),
    UntagResource: untagResource(deps),
    UpdateMapRun: updateMapRun(deps),
    UpdateStateMachine: updateStateMachine(deps),
    UpdateStateMachineAlias: updateStateMachineAlias(deps),
    ValidateStateMachineDefinition: validateStateMachineDefinition(deps),
  }
  return { scope: 'states', operations }
}
