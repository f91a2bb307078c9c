import { sourceKeys } from '../../iam/trust.ts'
import { ScheduleError } from '../../schedule-expression/schedule-error.ts'
import { callOf, isKnownTarget } from '../delivery/target-call.ts'
import type { SchedulerDependencies } from '../dependencies.ts'
import { validation } from '../errors.ts'
import { dueTimes } from '../records/due-times.ts'
import { groupOfSchedule, type ScheduleRecord } from '../records/schedule-record.ts'

/** @throws ApiError ValidationException */
export function checkSchedule({ authorizer }: SchedulerDependencies, schedule: ScheduleRecord): void {
  checkTimes(schedule)
  checkWindow(schedule)
  const { Arn: arn = '', RoleArn: role = '', Input: input } = schedule.target
  if (!isKnownTarget(arn)) throw validation(`Provided Arn is not in correct format. Arn: ${arn}`)
  if (!authorizer.trusts(role, 'scheduler.amazonaws.com', sourceKeys(groupOfSchedule(schedule.arn)))) {
    throw validation('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.')
  }
  const problem = callOf(schedule.target, input ?? '{}', 'id')
  if (typeof problem === 'string') throw validation(problem)
}

function checkTimes(schedule: ScheduleRecord): void {
  const { expression, zone, startAt, endAt } = schedule
  try {
    dueTimes({ ...schedule, zone: 'UTC' })
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error
    throw validation(`Invalid Schedule Expression ${expression}.`)
  }
  try {
    dueTimes(schedule)
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error
    throw validation(`Invalid ScheduleExpressionTimezone ${zone}.`)
  }
  if (startAt !== undefined && endAt !== undefined && startAt >= endAt) throw validation('The StartDate must come before the EndDate.')
}

function checkWindow({ window: { mode, minutes } }: ScheduleRecord): void {
  if (mode === 'OFF' && minutes > 0) throw validation('MaximumWindowInMinutes must not be set when FlexibleTimeWindow Mode is OFF.')
  if (mode === 'FLEXIBLE' && minutes === 0) throw validation('MaximumWindowInMinutes must be set when FlexibleTimeWindow Mode is FLEXIBLE.')
}
