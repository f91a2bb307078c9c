import { awsJson } from './aws-json.ts'
import { allPages, tokenPages } from './aws-pages.ts'

const call = awsJson({ service: 'monitoring', target: 'GraniteServiceVersion20100801', version: '1.0' })

export interface Alarm {
  AlarmName: string
  AlarmArn: string
  AlarmDescription?: string
  StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
  StateReason?: string
  StateUpdatedTimestamp?: number
  ActionsEnabled?: boolean
  AlarmActions?: string[]
  OKActions?: string[]
  MetricName?: string
  Namespace?: string
  Statistic?: string
  ExtendedStatistic?: string
  Dimensions?: { Name: string; Value: string }[]
  Period?: number
  EvaluationPeriods?: number
  Threshold?: number
  ComparisonOperator?: string
  /** Of a composite alarm: the states of other alarms that it is about. */
  AlarmRule?: string
  /** Of an alarm over an expression: it, and what it names. */
  Metrics?: { Id: string; Expression?: string; Label?: string; ReturnData?: boolean }[]
}

const pages = <Row>(operation: string, member: string, input?: object) => tokenPages<Row>(call, operation, member, input)

/** Composite alarms too, which are told only to those who ask for them. */
const alarms = (input: object) =>
  allPages<Alarm>(async NextToken => {
    const page = await call<{ MetricAlarms?: Alarm[]; CompositeAlarms?: Alarm[]; NextToken?: string }>('DescribeAlarms', {
      ...{ ...input, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], NextToken },
    })
    const both = [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]
    return [both.sort((one, other) => (one.AlarmName < other.AlarmName ? -1 : 1)), page.NextToken]
  })

export const listAlarms = () => alarms({})

export async function readAlarm(name: string): Promise<Alarm | undefined> {
  return (await alarms({ AlarmNames: [name] }))[0]
}

export const switchAlarm = (name: string, isOn: boolean) =>
  call(isOn ? 'EnableAlarmActions' : 'DisableAlarmActions', { AlarmNames: [name] })

export const deleteAlarm = (name: string) => call('DeleteAlarms', { AlarmNames: [name] })

/** What became of an alarm, the newest first. */
export async function alarmHistory(AlarmName: string): Promise<{ at: Date; summary: string }[]> {
  const page = await call<{ AlarmHistoryItems?: { Timestamp: number; HistorySummary: string }[] }>('DescribeAlarmHistory', {
    ...{ AlarmName, HistoryItemType: 'StateUpdate', MaxRecords: 50 },
  })
  return (page.AlarmHistoryItems ?? []).map(({ Timestamp, HistorySummary }) => ({
    at: new Date(Timestamp * 1000),
    summary: HistorySummary,
  }))
}

export const listDashboards = () => pages<{ DashboardName: string }>('ListDashboards', 'DashboardEntries')

export const readDashboard = (DashboardName: string) =>
  call<{ DashboardArn: string; DashboardBody: string }>('GetDashboard', { DashboardName })

export const deleteDashboard = (name: string) => call('DeleteDashboards', { DashboardNames: [name] })
