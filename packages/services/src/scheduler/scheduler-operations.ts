import type { Operation } from '@pasos/wire'
import type { SchedulerDependencies } from './dependencies.ts'
import * as groups from './operations/groups.ts'
import * as schedules from './operations/schedules.ts'

export function schedulerOperations(deps: SchedulerDependencies): Record<string, Operation> {
  return {
    CreateSchedule: schedules.createSchedule(deps),
    CreateScheduleGroup: groups.createScheduleGroup(deps),
    DeleteSchedule: schedules.deleteSchedule(deps),
    DeleteScheduleGroup: groups.deleteScheduleGroup(deps),
    GetSchedule: schedules.getSchedule(deps),
    GetScheduleGroup: groups.getScheduleGroup(deps),
    ListScheduleGroups: groups.listScheduleGroups(deps),
    ListSchedules: schedules.listSchedules(deps),
    ListTagsForResource: groups.listTagsForResource(deps),
    TagResource: groups.tagResource(deps),
    UntagResource: groups.untagResource(deps),
    UpdateSchedule: schedules.updateSchedule(deps),
  }
}
