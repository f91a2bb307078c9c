import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import type { cloudwatch } from '@pasos/wire'
import type { Place } from '../metrics/metric.ts'
import type { ActionSuppressor, HeldActions } from './action-suppression.ts'

/** Kind `cloudwatchAlarm`, key `ACCOUNT/REGION/NAME`. Times are epoch milliseconds. */
export interface AlarmRecord extends Place {
  name: string
  arn: string
  settings: cloudwatch.PutMetricAlarmInput
  /** Of an alarm that looks at others: its rule, and their states when it was looked at last. */
  composite?: CompositeSettings
  isActing: boolean
  state: cloudwatch.StateValue
  reason: string
  reasonData?: string
  changedAt: number
  updatedAt: number
  tags?: [key: string, value: string][]
}

interface CompositeSettings {
  rule: string
  seen?: string | undefined
  suppressor?: ActionSuppressor | undefined
  held?: HeldActions | undefined
}

export const alarmKind = 'cloudwatchAlarm'

export const alarmKey = ({ accountId, region }: Place, name: string): string => `${accountId}/${region}/${name}`

export function alarmArn({ accountId, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:cloudwatch:${region}:${accountId}:alarm:${name}`
}

export function findAlarm(catalog: Catalog, place: Place, name: string): AlarmRecord | undefined {
  return catalog.get<AlarmRecord>(alarmKind, alarmKey(place, name))
}

/** The alarms of a place, metric alarms and composite ones. */
export function alarmsOf(catalog: Catalog, place: Place, namePrefix = ''): AlarmRecord[] {
  return catalog.list<AlarmRecord>(alarmKind, alarmKey(place, namePrefix))
}

/** The name of an alarm that a rule gives by name or by ARN. */
export function nameIn(alarm: string): string {
  return /^arn:[^:]+:cloudwatch:[^:]*:\d{12}:alarm:(.+)$/.exec(alarm)?.[1] ?? alarm
}
