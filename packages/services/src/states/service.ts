import { arnOf, eachOf, onArnIn, onEverything, onNameIn, passing } from '../declaration/access.ts'
import type { Access, Service } from '../declaration/service.ts'

const states = 'states.amazonaws.com'
const onMachine = onArnIn('stateMachineArn')
const onTagged = onArnIn('resourceArn')

/** An alias is created for the state machine of the versions it leads to. */
const onRoutedMachine: Access = {
  resources: input => {
    const [route] = Array.isArray(input['routingConfiguration']) ? input['routingConfiguration'] : []
    const version = (route as Record<string, unknown> | undefined)?.['stateMachineVersionArn']
    return [typeof version === 'string' ? version.split(':').slice(0, 7).join(':') : '*']
  },
}

/** AWS Step Functions, API version 2016-11-23. */
export const statesService: Service = {
  scope: 'states',
  operations: {
    CreateActivity: onNameIn('name', 'activity:'),
    CreateStateMachine: passing(
      { resources: (input, context) => [arnOf(String(input['name']), 'stateMachine:', context)] },
      'roleArn',
      states,
    ),
    CreateStateMachineAlias: onRoutedMachine,
    ...eachOf(['DeleteActivity', 'DescribeActivity', 'GetActivityTask'], onArnIn('activityArn')),
    ...eachOf(['DeleteStateMachine', 'DescribeStateMachine', 'PublishStateMachineVersion'], onMachine),
    UpdateStateMachine: passing(onMachine, 'roleArn', states),
    ...eachOf(['ListStateMachineAliases', 'ListStateMachineVersions', 'StartExecution', 'StartSyncExecution'], onMachine),
    ...eachOf(['DeleteStateMachineAlias', 'DescribeStateMachineAlias', 'UpdateStateMachineAlias'], onArnIn('stateMachineAliasArn')),
    DeleteStateMachineVersion: onArnIn('stateMachineVersionArn'),
    ...eachOf(['DescribeExecution', 'DescribeStateMachineForExecution', 'GetExecutionHistory', 'ListMapRuns'], onArnIn('executionArn')),
    ...eachOf(['RedriveExecution', 'StopExecution'], onArnIn('executionArn')),
    ...eachOf(['DescribeMapRun', 'UpdateMapRun'], onArnIn('mapRunArn')),
    ListExecutions: onArnIn('stateMachineArn', 'mapRunArn'),
    ...eachOf(['ListTagsForResource', 'TagResource', 'UntagResource'], onTagged),
    ...eachOf(['ListActivities', 'ListStateMachines', 'ValidateStateMachineDefinition'], onEverything),
    ...eachOf(['SendTaskFailure', 'SendTaskHeartbeat', 'SendTaskSuccess'], onEverything),
    TestState: passing(onEverything, 'roleArn', states),
  },
  async open(host) {
    const [{ createStatesService }, { awsLimits }, { languageChecksWith }, { createRunTask }, { existingGroupKey }] = await Promise.all([
      import('./states-service.ts'),
      import('./dependencies.ts'),
      import('./language-checks.ts'),
      import('./run-task.ts'),
      import('../logs/log-group.ts'),
    ])
    const { catalog, data, runtime, index, activities, clock, ids, authorizer } = host
    const { operations } = createStatesService({
      ...{ catalog, data, runtime, index, activities, clock, ids, authorizer },
      checks: languageChecksWith(host.whyNotRun),
      limits: awsLimits,
      runTask: createRunTask(host.connectors(), data),
      trusts: (roleArn, service) => authorizer.trusts(roleArn, service),
      logGroupExists: arn => existingGroupKey(catalog, arn) !== undefined,
    })
    return { operations, face: undefined }
  },
}
