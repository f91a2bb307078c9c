import type { JsonObject } from '@pasos/asl'
import {
  type Made,
  madeOnce,
  nameOf,
  only,
  type ResourceContext,
  type ResourceType,
  removed,
  retaggedList,
  tagList,
} from './resource-type.ts'

const members = [
  ...['GroupName', 'Description', 'EndDate', 'StartDate', 'FlexibleTimeWindow', 'KmsKeyArn', 'ScheduleExpression'],
  ...['ScheduleExpressionTimezone', 'State', 'Target'],
]

const schedule: ResourceType = {
  properties: ['Name', ...members],
  replacedBy: ['Name', 'GroupName'],
  async create(context, properties) {
    const Name = nameOf(context, properties, 'Name', 64)
    await madeOnce(context, () => context.call('scheduler', 'CreateSchedule', { Name, ...inputOf(properties) }))
    return madeSchedule(context, Name, properties)
  },
  async update(context, Name, properties) {
    await context.call('scheduler', 'UpdateSchedule', { Name, ...inputOf(properties) })
    return madeSchedule(context, Name, properties)
  },
  remove: (context, Name, properties) => removed(context.call('scheduler', 'DeleteSchedule', { Name, ...only(properties, ['GroupName']) })),
}

function inputOf(properties: JsonObject): object {
  const { StartDate, EndDate, ...input } = only(properties, members)
  const date = (value: unknown) => new Date(String(value))
  return {
    ...input,
    ...(StartDate !== undefined && { StartDate: date(StartDate) }),
    ...(EndDate !== undefined && { EndDate: date(EndDate) }),
  }
}

async function madeSchedule(context: ResourceContext, Name: string, properties: JsonObject): Promise<Made> {
  const { Arn } = await context.call('scheduler', 'GetSchedule', { Name, ...only(properties, ['GroupName']) })
  return { id: Name, attributes: { Arn } }
}

const group: ResourceType = {
  properties: ['Name', 'Tags'],
  replacedBy: ['Name'],
  async create(context, properties) {
    const Name = nameOf(context, properties, 'Name', 64)
    await madeOnce(context, () => context.call('scheduler', 'CreateScheduleGroup', { Name, Tags: tagList(context, properties['Tags']) }))
    return group.update(context, Name, properties, properties)
  },
  async update(context, Name, properties) {
    const { Arn } = await context.call('scheduler', 'GetScheduleGroup', { Name })
    await retaggedList(context, { scope: 'scheduler', named: { ResourceArn: Arn } }, tagList(context, properties['Tags']))
    return { id: Name, attributes: { Arn } }
  },
  remove: (context, Name) => removed(context.call('scheduler', 'DeleteScheduleGroup', { Name })),
}

export const schedulerTypes: Record<string, ResourceType> = { 'AWS::Scheduler::Schedule': schedule, 'AWS::Scheduler::ScheduleGroup': group }
