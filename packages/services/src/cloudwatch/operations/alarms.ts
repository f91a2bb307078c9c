import { afterPrefix } from '@pasos/engine'
import type { cloudwatch, Operation } from '@pasos/wire'
import { ApiError } from '@pasos/wire'
import { historySpace } from '../alarms/alarm-history.ts'
import { type AlarmRecord, alarmArn, alarmKey, alarmKind, findAlarm } from '../alarms/alarm-record.ts'
import type { StateChanger } from '../alarms/change-state.ts'
import { isComparison } from '../alarms/evaluate-alarm.ts'
import type { CloudWatchDependencies } from '../dependencies.ts'
import { invalidToken, validationError } from '../errors.ts'
import { isPercentile } from '../metrics/aggregate.ts'
import { isPeriod } from '../metrics/buckets.ts'
import { withTags } from '../tags.ts'

type Deps = CloudWatchDependencies & { states: StateChanger }

export function putMetricAlarm({ catalog, clock }: Deps): Operation<cloudwatch.PutMetricAlarmInput, object> {
  return async (input, { accountId, region }) => {
    check(input)
    const place = { accountId, region }
    const { Tags, ...settings } = input
    const name = input.AlarmName!
    const tags = withTags([], Tags)
    const now = clock.now()
    await catalog.update<AlarmRecord, void>(alarmKind, alarmKey(place, name), current => ({
      next: {
        ...{ state: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', changedAt: now, tags, ...current },
        ...{ ...place, name, arn: alarmArn(place, name), settings, isActing: input.ActionsEnabled ?? true, updatedAt: now },
      },
      result: undefined,
    }))
    return {}
  }
}

function check(input: cloudwatch.PutMetricAlarmInput): void {
  if (input.Metrics || input.EvaluationCriteria || input.ThresholdMetricId) {
    throw validationError('Only alarms on one metric are served here.')
  }
  for (const member of ['MetricName', 'Namespace', 'Period', 'EvaluationPeriods', 'Threshold', 'ComparisonOperator'] as const) {
    if (input[member] === undefined) throw validationError(`The parameter ${member} is required.`)
  }
  const { Statistic, ExtendedStatistic, Period = 0, EvaluationPeriods = 0, DatapointsToAlarm = 1, TreatMissingData = 'missing' } = input
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw validationError('Exactly one of the parameters Statistic and ExtendedStatistic must be specified.')
  }
  if (ExtendedStatistic !== undefined && !isPercentile(ExtendedStatistic))
    throw validationError(`ExtendedStatistic ${ExtendedStatistic} is not supported.`)
  if (!isComparison(input.ComparisonOperator)) throw validationError(`ComparisonOperator ${input.ComparisonOperator} is not supported.`)
  if (!isPeriod(Period) || Period % 60 !== 0) throw validationError('Period must be a multiple of 60.')
  if (Period * EvaluationPeriods > 7 * 86_400)
    throw validationError('Metrics cannot be checked across more than 7 days (EvaluationPeriods * Period must be <= 604800).')
  if (DatapointsToAlarm > EvaluationPeriods) throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods.')
  if (!['missing', 'ignore', 'breaching', 'notBreaching'].includes(TreatMissingData))
    throw validationError(`TreatMissingData ${TreatMissingData} is invalid.`)
  const bad = [input.AlarmActions, input.OKActions, input.InsufficientDataActions]
    .flatMap(arns => arns ?? [])
    .find(arn => !/^arn:[^:]+:(sns|lambda):/.test(arn))
  if (bad !== undefined) throw validationError(`Invalid arn for action: ${bad}`)
}

export function describeAlarms({ catalog }: Deps): Operation<cloudwatch.DescribeAlarmsInput, cloudwatch.DescribeAlarmsOutput> {
  return (input, place) => {
    const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue, MaxRecords = 50, NextToken } = input
    const prefix = alarmKey(place, AlarmNamePrefix)
    const after = NextToken === undefined ? '' : Buffer.from(NextToken, 'base64').toString()
    const found = catalog
      .list<AlarmRecord>(alarmKind, prefix)
      .filter(
        ({ name, state }) =>
          (!AlarmNames?.length || AlarmNames.includes(name)) && (StateValue === undefined || state === StateValue) && name > after,
      )
    if (AlarmTypes?.length && !AlarmTypes.includes('MetricAlarm')) return { MetricAlarms: [], CompositeAlarms: [] }
    const page = found.slice(0, MaxRecords)
    const more = found.length > page.length && { NextToken: Buffer.from(page.at(-1)!.name).toString('base64') }
    return { MetricAlarms: page.map(shown), CompositeAlarms: [], ...more }
  }
}

function shown({ arn, settings, isActing, state, reason, reasonData, changedAt, updatedAt }: AlarmRecord): cloudwatch.MetricAlarm {
  return {
    ...{
      OKActions: [],
      AlarmActions: [],
      InsufficientDataActions: [],
      Dimensions: [],
      ...settings,
      AlarmArn: arn,
      ActionsEnabled: isActing,
    },
    ...{ StateValue: state, StateReason: reason, StateReasonData: reasonData, StateUpdatedTimestamp: new Date(changedAt) },
    ...{ StateTransitionedTimestamp: new Date(changedAt), AlarmConfigurationUpdatedTimestamp: new Date(updatedAt) },
  }
}

export function deleteAlarms({ catalog }: Deps): Operation<cloudwatch.DeleteAlarmsInput, object> {
  return async ({ AlarmNames = [] }, place) => {
    if (AlarmNames.some(name => !findAlarm(catalog, place, name)))
      throw new ApiError('ResourceNotFound', 'The named resource does not exist.')
    for (const name of AlarmNames) await catalog.update(alarmKind, alarmKey(place, name), () => ({ next: undefined, result: undefined }))
    return {}
  }
}

export function setActing({ catalog }: Deps, isActing: boolean): Operation<cloudwatch.EnableAlarmActionsInput, object> {
  return async ({ AlarmNames = [] }, place) => {
    for (const name of AlarmNames) {
      await catalog.update<AlarmRecord, void>(alarmKind, alarmKey(place, name), current => ({
        next: current && { ...current, isActing },
        result: undefined,
      }))
    }
    return {}
  }
}

export function setAlarmState({ catalog, states }: Deps): Operation<cloudwatch.SetAlarmStateInput, object> {
  return async ({ AlarmName = '', StateValue: state = 'OK', StateReason: reason = '', StateReasonData: reasonData }, place) => {
    const alarm = findAlarm(catalog, place, AlarmName)
    if (!alarm) throw new ApiError('ResourceNotFound', 'The named resource does not exist.')
    await states.change(alarm, { state, reason, reasonData })
    return {}
  }
}

/** Changes of states; the newest first, unless asked otherwise. */
export function describeAlarmHistory({
  data,
}: Deps): Operation<cloudwatch.DescribeAlarmHistoryInput, cloudwatch.DescribeAlarmHistoryOutput> {
  return async ({ AlarmName, HistoryItemType, MaxRecords = 100, NextToken, ScanBy }, { accountId, region }) => {
    const prefix = `${accountId}/${region}/`
    const token = NextToken === undefined ? undefined : Buffer.from(NextToken, 'base64').toString()
    if (token !== undefined && !token.startsWith(prefix)) throw invalidToken()
    if (HistoryItemType !== undefined && HistoryItemType !== 'StateUpdate') return { AlarmHistoryItems: [] }
    const reverse = ScanBy !== 'TimestampAscending'
    const range = reverse
      ? { from: prefix, before: token ?? afterPrefix(prefix) }
      : { from: token === undefined ? prefix : `${token}\u0000`, before: afterPrefix(prefix) }
    const page = await data.scan(historySpace, { ...range, reverse, limit: MaxRecords })
    const items = page.map(({ value }) => JSON.parse(String(value)) as { name: string; at: number; summary: string; reason: string })
    const AlarmHistoryItems = items
      .filter(({ name }) => AlarmName === undefined || name === AlarmName)
      .map(
        ({ name, at, summary, reason }): cloudwatch.AlarmHistoryItem => ({
          ...{
            AlarmName: name,
            AlarmType: 'MetricAlarm',
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
