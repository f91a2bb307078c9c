import { arnOf, eachOf, onArnIn, onEverything, onNameIn, passing } from '../declaration/access.ts'
import type { Access, Service, ServiceHost } from '../declaration/service.ts'
import { anyCustomerKey } from './any-customer-key.ts'
import { machineArnOfExecution, withoutQualifier } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { expressSpace } from './express-space.ts'

/** Keys are looked at so often; AWS uses a data key for up to a quarter of an hour. */
const LOCKED_LOOK_MS = 30_000

const states = 'states.amazonaws.com'
const onMachine = onArnIn('stateMachineArn')
const onTagged = onArnIn('resourceArn')

/** AWS: policies name the state machine, also where one of its versions or aliases is started. */
const onStartedMachine: Access = {
  resources: input => [withoutQualifier(String(input['stateMachineArn'] ?? '*'))],
}

/** An alias is created for the state machine of the versions it leads to. */
const onRoutedMachine: Access = {
  resources: input => {
    const [route] = Array.isArray(input['routingConfiguration']) ? input['routingConfiguration'] : []
    const version = (route as Record<string, unknown> | undefined)?.['stateMachineVersionArn']
    return [typeof version === 'string' ? withoutQualifier(version) : '*']
  },
}

/** Whoever reruns on another definition has the machine's role do something new, as whoever changes the machine. */
const onRerun: Access = {
  ...onArnIn('executionArn'),
  passes: (input, _context, catalog) => {
    if (input['definition'] === undefined) return []
    const role = catalog.get<{ roleArn: string }>('stateMachine', machineArnOfExecution(String(input['executionArn'])))?.roleArn
    return role === undefined ? [] : [{ arn: role, service: states }]
  },
}

/** What Step Functions does besides its operations. */
export interface StatesFace {
  /** Begins asynchronous Express executions anew that a former process has left. */
  beginKept(): Promise<void>
  /** Fails executions whose key of the customer's can't be used any more. */
  failLocked(): Promise<void>
}

/** AWS Step Functions, API version 2016-11-23. */
export const statesService: Service<StatesFace> = {
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
    ...eachOf(['ListStateMachineAliases', 'ListStateMachineVersions'], onMachine),
    ...eachOf(['StartExecution', 'StartSyncExecution'], onStartedMachine),
    ...eachOf(['DeleteStateMachineAlias', 'DescribeStateMachineAlias', 'UpdateStateMachineAlias'], onArnIn('stateMachineAliasArn')),
    DeleteStateMachineVersion: onArnIn('stateMachineVersionArn'),
    ...eachOf(['DescribeExecution', 'DescribeStateMachineForExecution', 'GetExecutionHistory', 'ListMapRuns'], onArnIn('executionArn')),
    ...eachOf(['ListReruns', 'RedriveExecution', 'StopExecution'], onArnIn('executionArn')),
    RerunExecution: onRerun,
    ...eachOf(['DescribeMapRun', 'UpdateMapRun'], onArnIn('mapRunArn')),
    ListExecutions: onArnIn('stateMachineArn', 'mapRunArn'),
    ...eachOf(['ListTagsForResource', 'TagResource', 'UntagResource'], onTagged),
    ...eachOf(['ListActivities', 'ListStateMachines', 'ValidateStateMachineDefinition'], onEverything),
    ...eachOf(['SendTaskFailure', 'SendTaskHeartbeat', 'SendTaskSuccess'], onEverything),
    TestState: passing(onEverything, 'roleArn', states),
  },
  async start(host) {
    const left = await host.data.scan(expressSpace, { limit: 1 })
    if (left.length > 0) await (await host.neighbour(statesService))?.beginKept()
    const report = (error: unknown): void => host.logger.error('executions whose key is gone could not be failed', { error })
    const timer = setInterval(() => void failLocked(host).catch(report), LOCKED_LOOK_MS)
    timer.unref()
    return () => clearInterval(timer)
  },
  async open(host) {
    const [
      { createStatesService },
      { awsLimits },
      { languageChecksWith },
      { createRunTask, refuseTask },
      { existingGroupKey },
      { forgetGoneReruns },
      { keyProof },
    ] = await Promise.all([
      import('./states-service.ts'),
      import('./dependencies.ts'),
      import('./language-checks.ts'),
      import('./run-task.ts'),
      import('../logs/log-group.ts'),
      import('./rerun-links.ts'),
      import('./key-proof.ts'),
    ])
    const [{ beginKept }, { failLocked }] = await Promise.all([import('./kept-express.ts'), import('./locked-executions.ts')])
    const { catalog, runtime, index, data, activities, clock, ids, authorizer } = host
    const deps: StatesDependencies = {
      ...{ catalog, runtime, index, data, activities, clock, ids, authorizer },
      checks: languageChecksWith(host.whyNotRun),
      limits: awsLimits,
      longExpressions: host.longExpressions,
      proveKey: keyProof(host),
      runTask: createRunTask(host.connectors(), data),
      refuseTask,
      mayReveal: context => authorizer.authorizeCaller(context, 'states:RevealSecrets', '*'),
      trusts: (...asked) => authorizer.trusts(...asked),
      logGroupExists: arn => existingGroupKey(catalog, arn) !== undefined,
    }
    const { operations } = createStatesService(deps)
    void forgetGoneReruns({ index, data }).catch(error => host.logger.error('links of reruns could not be tidied up', { error }))
    const face = { beginKept: () => beginKept(deps, host.logger.error), failLocked: () => failLocked(deps) }
    return { operations, face }
  },
}

/** Nobody is asked, and nothing loaded, where no machine has a key of the customer's. */
async function failLocked(host: ServiceHost): Promise<void> {
  if (anyCustomerKey(host.catalog)) await (await host.neighbour(statesService))?.failLocked()
}
