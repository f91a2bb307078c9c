import type { Schedule } from '../../schedule-expression/cron.ts'
import { parseSchedule } from '../../schedule-expression/parse-schedule.ts'
import { ScheduleError } from '../../schedule-expression/schedule-error.ts'
import { validation } from '../errors.ts'

/**
 * The schedule of a rule, in UTC. The first time of a `rate` is one period after the rule was made.
 * @throws ApiError ValidationException
 */
export function ruleSchedule(text: string, madeAt: number): Schedule {
  try {
    const schedule = parseSchedule(text, { from: madeAt })
    return after => schedule(Math.max(after, madeAt))
  } catch (error) {
    if (error instanceof ScheduleError) throw validation('Parameter ScheduleExpression is not valid.')
    throw error
  }
}
