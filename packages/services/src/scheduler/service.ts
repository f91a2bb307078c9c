import { arnOf, eachOf, onArnIn, onNameIn, textIn } from '../declaration/access.ts'
import type { Access, Input, Service } from '../declaration/service.ts'
import { scheduleKind } from './records/schedule-record.ts'

const onSchedule: Access = {
  resources: (input, context) => [arnOf(`${textIn(input, ['GroupName']) ?? 'default'}/${input['Name']}`, 'schedule/', context)],
}

const onSchedules: Access = {
  resources: (input, context) => [arnOf(`${textIn(input, ['GroupName']) ?? '*'}/*`, 'schedule/', context)],
}

const withTarget: Access = {
  ...onSchedule,
  passes(input) {
    const { RoleArn } = (input['Target'] ?? {}) as Input
    return typeof RoleArn === 'string' ? [{ arn: RoleArn, service: 'scheduler.amazonaws.com' }] : []
  },
}

/** Amazon EventBridge Scheduler, API version 2021-06-30. */
export const schedulerService: Service<undefined> = {
  scope: 'scheduler',
  operations: {
    ...eachOf(['CreateSchedule', 'UpdateSchedule'], withTarget),
    ...eachOf(['DeleteSchedule', 'GetSchedule'], onSchedule),
    ListSchedules: onSchedules,
    ...eachOf(['CreateScheduleGroup', 'DeleteScheduleGroup', 'GetScheduleGroup'], onNameIn('Name', 'schedule-group/')),
    ListScheduleGroups: { resources: (_, context) => [arnOf('*', 'schedule-group/', context)] },
    ...eachOf(['ListTagsForResource', 'TagResource', 'UntagResource'], onArnIn('ResourceArn')),
  },
  async start(host) {
    const { hasDeliveries } = await import('../retried-delivery/retried-deliveries.ts')
    const { invocationSpace } = await import('./delivery/invocation.ts')
    const isInUse = host.catalog.list(scheduleKind).length > 0 || (await hasDeliveries(host.data, invocationSpace))
    if (isInUse) await host.neighbour(schedulerService)
    return () => undefined
  },
  async open(host) {
    const [{ schedulerOperations }, { openInvocations }, { runSchedules }, { scheduleKey }] = await Promise.all([
      import('./scheduler-operations.ts'),
      import('./delivery/invocation.ts'),
      import('./delivery/run-schedules.ts'),
      import('./schedule-key.ts'),
    ])
    const key = scheduleKey(host)
    const invocations = openInvocations({ ...host, key })
    await invocations.resume()
    const stop = runSchedules({ ...host, invocations })
    return {
      operations: schedulerOperations({ ...host, key }),
      face: undefined,
      close() {
        stop()
        invocations.close()
      },
    }
  },
}
