import { partitionOf } from '@pasos/asl'
import type { Catalog, DataWrite } from '@pasos/engine'
import type { scheduler } from '@pasos/wire'
import { scheduleNotFound } from '../errors.ts'
import type { Place } from './group-record.ts'

/** Kind `schedule`, key: its ARN. Moments are epoch milliseconds. */
export interface ScheduleRecord {
  arn: string
  name: string
  group: string
  region: string
  expression: string
  zone: string
  startAt?: number
  endAt?: number
  state: string
  window: { mode: string; minutes: number }
  deletesWhenDone: boolean
  description?: string
  kmsKeyArn?: string
  target: scheduler.Target
  clientToken?: string
  /** When the expression was set: what `rate` counts from without a start. */
  setAt: number
  /** What was due before does not count: the schedule was made, changed or enabled then. */
  activeSince: number
  createdAt: number
  modifiedAt: number
}

export const scheduleKind = 'schedule'

/** In the data store: when each schedule fired last, by ARN, epoch milliseconds. */
export const firedSpace = 'scheduler.fired'

export function neverFired(arn: string): DataWrite {
  return { space: firedSpace, key: arn, value: undefined }
}

/** Of a schedule, or of all in a group, or everything: the name, or the group too, may be empty. */
export function scheduleArn({ accountId, region }: Place, group: string, name: string): string {
  return `arn:${partitionOf(region)}:scheduler:${region}:${accountId}:schedule/${group === '' ? '' : `${group}/`}${name}`
}

/** @throws ApiError ResourceNotFoundException */
export function requireSchedule(catalog: Catalog, arn: string, name: string): ScheduleRecord {
  const schedule = catalog.get<ScheduleRecord>(scheduleKind, arn)
  if (!schedule) throw scheduleNotFound(name)
  return schedule
}

/**
 * For whom the Scheduler assumes a schedule's role, as trust policies know it: the group, not the schedule.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export function groupOfSchedule(arn: string): string {
  return arn.replace(/:schedule\/([^/]+)\/.*$/, ':schedule-group/$1')
}
