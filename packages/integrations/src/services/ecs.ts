import { at, type JobEnd, managedRule, member, type ServiceDefinition, type Values } from '../definition.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html */
export const ecs: ServiceDefinition = {
  name: 'ecs',
  model: 'ecs',
  prefix: 'ECS',
  client: 'AmazonECS',
  baseException: 'AmazonECSException',
  hasMetadata: true,
  actions: {
    runTask: {
      patterns: ['RR', 'sync', 'waitForTaskToken'],
      // AWS: an answer with failures is a success of the plain call only.
      failure: (answer, pattern) => {
        const failures = answer['Failures']
        if (pattern === 'RR' || !Array.isArray(failures) || failures.length === 0) return undefined
        return { error: 'AmazonECS.Unknown', cause: JSON.stringify(answer) }
      },
      sync: {
        poll: {
          operation: 'DescribeTasks',
          input: (answer, { Cluster = null }) => ({
            ...(Cluster === null ? {} : { Cluster }),
            Tasks: [at(answer, 'Tasks', 0, 'TaskArn') ?? ''],
          }),
        },
        ended: taskEnd,
        shown: member('Tasks', 0),
        cancel: {
          operation: 'StopTask',
          input: (answer, { Cluster = null }) => ({
            ...(Cluster === null ? {} : { Cluster }),
            Task: at(answer, 'Tasks', 0, 'TaskArn') ?? '',
          }),
        },
      },
      iam: [
        { actions: ['ecs:RunTask'], resource: 'arn:aws:ecs:*:*:task-definition/*' },
        { actions: ['ecs:StopTask', 'ecs:DescribeTasks'], resource: '*', pattern: 'sync' },
        { actions: ['iam:PassRole'], resource: '*' },
        managedRule('StepFunctionsGetEventsForECSTaskRule'),
      ],
    },
  },
}

/** A stopped task has succeeded when it came up and all of its containers left with 0. */
function taskEnd(answer: Values): JobEnd | undefined {
  const task = at(answer, 'Tasks', 0)
  if (at(task, 'LastStatus') !== 'STOPPED') return undefined
  const containers = at(task, 'Containers')
  const cameUp = at(task, 'StopCode') !== 'TaskFailedToStart'
  const allWell = Array.isArray(containers) && containers.every(container => at(container, 'ExitCode') === 0)
  return cameUp && allWell ? 'done' : 'failed'
}
