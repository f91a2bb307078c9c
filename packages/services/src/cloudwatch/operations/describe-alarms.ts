import { afterPrefix } from '@pasos/engine'
import type { cloudwatch, Operation } from '@pasos/wire'
import { suppressionReason } from '../alarms/action-suppression.ts'
import { historySpace, momentKey } from '../alarms/alarm-history.ts'
import { type AlarmRecord, alarmsOf, findAlarm } from '../alarms/alarm-record.ts'
import { childrenOf } from '../alarms/composite-alarms.ts'
import type { CloudWatchDependencies } from '../dependencies.ts'
import { invalidCombination, invalidToken } from '../errors.ts'

type Input = cloudwatch.DescribeAlarmsInput

/** Metric alarms, and composite ones where they are asked for. */
export function describeAlarms({ catalog }: CloudWatchDependencies): Operation<Input, cloudwatch.DescribeAlarmsOutput> {
  return (input, place) => {
    const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue, ActionPrefix = '', MaxRecords = 50, NextToken } = input
    const { ChildrenOfAlarmName: ofParent, ParentsOfAlarmName: ofChild } = input
    if (ofParent !== undefined || ofChild !== undefined) {
      const others = Object.entries(input).filter(
        ([name, value]) => value !== undefined && !/^(MaxRecords|NextToken|.*OfAlarmName)$/.test(name),
      )
      if (others.length > 0 || (ofParent !== undefined && ofChild !== undefined))
        throw invalidCombination('ChildrenOfAlarmName and ParentsOfAlarmName can be combined with MaxRecords and NextToken only.')
    }
    const isRelated = ofParent !== undefined || ofChild !== undefined
    const types = AlarmTypes?.length ? AlarmTypes : isRelated ? ['MetricAlarm', 'CompositeAlarm'] : ['MetricAlarm']
    const parent = ofParent === undefined ? undefined : findAlarm(catalog, place, ofParent)
    const children = new Set(parent ? childrenOf(parent) : [])
    const after = NextToken === undefined ? '' : Buffer.from(NextToken, 'base64').toString()
    const found = alarmsOf(catalog, place, AlarmNamePrefix).filter(
      alarm =>
        (!AlarmNames?.length || AlarmNames.includes(alarm.name)) &&
        types.includes(typeOf(alarm)) &&
        (StateValue === undefined || alarm.state === StateValue) &&
        (ActionPrefix === '' || actionsOf(alarm).some(arn => arn.startsWith(ActionPrefix))) &&
        (ofParent === undefined || children.has(alarm.name)) &&
        (ofChild === undefined || childrenOf(alarm).includes(ofChild)) &&
        alarm.name > after,
    )
    const page = found.slice(0, MaxRecords)
    return {
      MetricAlarms: page.filter(({ composite }) => !composite).map(alarm => (isRelated ? brief(alarm, input) : shownMetric(alarm))),
      CompositeAlarms: page.filter(({ composite }) => composite).map(alarm => (isRelated ? brief(alarm, input) : shownComposite(alarm))),
      ...(found.length > page.length && { NextToken: Buffer.from(page.at(-1)!.name).toString('base64') }),
    }
  }
}

/** Alarms on one metric, not those on metric math. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html */
export function describeAlarmsForMetric({
  catalog,
}: CloudWatchDependencies): Operation<cloudwatch.DescribeAlarmsForMetricInput, cloudwatch.DescribeAlarmsForMetricOutput> {
  return ({ MetricName, Namespace, Dimensions, ...chosen }, place) => {
    const dimensions = dimensionsText(Dimensions)
    const isMeant = ({ settings }: AlarmRecord): boolean =>
      settings.MetricName === MetricName &&
      settings.Namespace === Namespace &&
      dimensionsText(settings.Dimensions) === dimensions &&
      (['ExtendedStatistic', 'Period', 'Statistic', 'Unit'] as const).every(
        name => chosen[name] === undefined || chosen[name] === settings[name],
      )
    return { MetricAlarms: alarmsOf(catalog, place).filter(isMeant).map(shownMetric) }
  }
}

/** In whatever order they are given. */
function dimensionsText(dimensions: readonly cloudwatch.Dimension[] = []): string {
  return JSON.stringify(dimensions.map(({ Name, Value }) => [Name, Value]).sort())
}

const typeOf = ({ composite }: AlarmRecord): cloudwatch.AlarmType => (composite ? 'CompositeAlarm' : 'MetricAlarm')

function actionsOf({ settings }: AlarmRecord): string[] {
  return [settings.AlarmActions, settings.OKActions, settings.InsufficientDataActions].flatMap(arns => arns ?? [])
}

/** AWS: of children their state, of parents no more than who they are. */
function brief({ name, arn, state, changedAt }: AlarmRecord, { ChildrenOfAlarmName }: Input): cloudwatch.MetricAlarm {
  const children = ChildrenOfAlarmName !== undefined && { StateValue: state, StateUpdatedTimestamp: new Date(changedAt) }
  return { AlarmName: name, AlarmArn: arn, ...children }
}

function shownMetric(alarm: AlarmRecord): cloudwatch.MetricAlarm {
  const { settings } = alarm
  return { ...noActions, ...(!settings.Metrics && { Dimensions: [] }), ...settings, ...shownState(alarm) }
}

function shownComposite(alarm: AlarmRecord): cloudwatch.CompositeAlarm {
  const { AlarmName, AlarmDescription, OKActions, AlarmActions, InsufficientDataActions } = alarm.settings
  return {
    ...noActions,
    ...{ AlarmName, AlarmDescription, AlarmRule: alarm.composite?.rule },
    ...shownSuppression(alarm.composite!),
    ...(OKActions && { OKActions }),
    ...(AlarmActions && { AlarmActions }),
    ...(InsufficientDataActions && { InsufficientDataActions }),
    ...shownState(alarm),
  }
}

function shownSuppression({ suppressor, held }: NonNullable<AlarmRecord['composite']>): cloudwatch.CompositeAlarm {
  const { alarm, waitSeconds, extensionSeconds } = suppressor ?? {}
  return {
    ...{ ActionsSuppressor: alarm, ActionsSuppressorWaitPeriod: waitSeconds, ActionsSuppressorExtensionPeriod: extensionSeconds },
    ...(held && { ActionsSuppressedBy: held.by, ActionsSuppressedReason: suppressionReason(held) }),
  }
}

const noActions = { OKActions: [], AlarmActions: [], InsufficientDataActions: [] }

function shownState({ arn, isActing, state, reason, reasonData, changedAt, updatedAt }: AlarmRecord) {
  return {
    ...{ AlarmArn: arn, ActionsEnabled: isActing },
    ...{ StateValue: state, StateReason: reason, StateReasonData: reasonData, StateUpdatedTimestamp: new Date(changedAt) },
    ...{ StateTransitionedTimestamp: new Date(changedAt), AlarmConfigurationUpdatedTimestamp: new Date(updatedAt) },
  }
}

interface HistoryItem {
  name: string
  type: cloudwatch.AlarmType
  at: number
  summary: string
  reason: string
}

/** Changes of states; the newest first, unless asked otherwise. */
export function describeAlarmHistory({
  data,
}: CloudWatchDependencies): Operation<cloudwatch.DescribeAlarmHistoryInput, cloudwatch.DescribeAlarmHistoryOutput> {
  return async (input, { accountId, region }) => {
    const { AlarmName, AlarmTypes, HistoryItemType, MaxRecords = 100, NextToken, ScanBy, StartDate, EndDate } = input
    const prefix = `${accountId}/${region}/`
    const token = NextToken === undefined ? undefined : Buffer.from(NextToken, 'base64').toString()
    if (token !== undefined && !token.startsWith(prefix)) throw invalidToken()
    if (HistoryItemType !== undefined && HistoryItemType !== 'StateUpdate') return { AlarmHistoryItems: [] }
    const reverse = ScanBy !== 'TimestampAscending'
    const from = StartDate === undefined ? prefix : momentKey({ accountId, region }, StartDate.getTime())
    // Both moments are within.
    const before = EndDate === undefined ? afterPrefix(prefix) : momentKey({ accountId, region }, EndDate.getTime() + 1)
    const range = reverse ? { from, before: token ?? before } : { from: token === undefined ? from : `${token}\u0000`, before }
    const page = await data.scan(historySpace, { ...range, reverse, limit: MaxRecords })
    const items = page.map(({ value }): HistoryItem => ({ type: 'MetricAlarm', ...JSON.parse(String(value)) }))
    const AlarmHistoryItems = items
      .filter(({ name, type }) => (AlarmName === undefined || name === AlarmName) && (!AlarmTypes?.length || AlarmTypes.includes(type)))
      .map(
        ({ name, type, at, summary, reason }): cloudwatch.AlarmHistoryItem => ({
          ...{
            AlarmName: name,
            AlarmType: type,
            Timestamp: new Date(at),
            HistoryItemType: 'StateUpdate',
            HistorySummary: summary,
          },
          HistoryData: JSON.stringify({ reason }),
        }),
      )
    return { AlarmHistoryItems, ...(page.length === MaxRecords && { NextToken: Buffer.from(page.at(-1)!.key).toString('base64') }) }
  }
}
