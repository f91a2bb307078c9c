import type { cloudwatch, Operation } from '@pasos/wire'
import { ApiError } from '@pasos/wire'
import { type AlarmRecord, alarmArn, alarmKey, alarmKind, alarmsOf, findAlarm } from '../alarms/alarm-record.ts'
import type { StateChanger } from '../alarms/change-state.ts'
import { childrenOf } from '../alarms/composite-alarms.ts'
import { alarmPeriod, isComparison, mathValues } from '../alarms/evaluate-alarm.ts'
import type { CloudWatchDependencies } from '../dependencies.ts'
import { invalidCombination, validationError } from '../errors.ts'
import { plannedQueries } from '../math/query-results.ts'
import { isPercentile } from '../metrics/aggregate.ts'
import { isPeriod } from '../metrics/buckets.ts'
import type { Place } from '../metrics/metric.ts'
import { withTags } from '../tags.ts'
import { checkQuery, refusing } from './get-metric-data.ts'

export type AlarmDeps = CloudWatchDependencies & {
  states: StateChanger
  /** Has composite alarms follow those that they look at. */
  settle(): Promise<void>
}

export function putMetricAlarm(deps: AlarmDeps): Operation<cloudwatch.PutMetricAlarmInput, object> {
  return async (input, place) => {
    check(input)
    await refusing(() => mathValues(deps.metrics, { ...place, settings: input }, deps.clock.now()))
    const { Tags, ...settings } = input
    await putAlarm(deps, place, { settings, tags: withTags([], Tags), isActing: input.ActionsEnabled ?? true })
    return {}
  }
}

/** The alarm of that name anew; its state stays until it is looked at, its tags are those that it was made with. */
export async function putAlarm(
  { catalog, clock }: Pick<AlarmDeps, 'catalog' | 'clock'>,
  { accountId, region }: Place,
  news: Pick<AlarmRecord, 'settings' | 'isActing' | 'tags' | 'composite'>,
): Promise<void> {
  const place = { accountId, region }
  const name = news.settings.AlarmName!
  const now = clock.now()
  await catalog.update<AlarmRecord, void>(alarmKind, alarmKey(place, name), current => {
    if (current && Boolean(current.composite) !== Boolean(news.composite)) {
      throw validationError(`There is already ${current.composite ? 'a composite' : 'a metric'} alarm of the name ${name}.`)
    }
    const next = {
      ...{ state: 'INSUFFICIENT_DATA' as const, reason: 'Unchecked: Initial alarm creation', changedAt: now, ...news, ...current },
      ...{ ...place, name, arn: alarmArn(place, name), settings: news.settings, isActing: news.isActing, updatedAt: now },
      ...(news.composite && { composite: { ...news.composite, held: current?.composite?.held } }),
    }
    return { next, result: undefined }
  })
}

const ofOneMetric = ['MetricName', 'Namespace', 'Statistic', 'ExtendedStatistic', 'Dimensions', 'Period', 'Unit'] as const
const mostMetrics = 10
const mostExpressions = 10

function check(input: cloudwatch.PutMetricAlarmInput): void {
  if (input.EvaluationCriteria || input.ThresholdMetricId) {
    throw validationError(
      'Alarms are on a metric or on metric math here, with a Threshold: anomaly detection and other criteria are not served.',
    )
  }
  const needed = input.Metrics ? [] : (['MetricName', 'Namespace', 'Period'] as const)
  for (const member of [...needed, 'EvaluationPeriods', 'Threshold', 'ComparisonOperator'] as const) {
    if (input[member] === undefined) throw validationError(`The parameter ${member} is required.`)
  }
  if (input.Metrics) checkMetrics(input)
  else checkStatistic(input)
  const { EvaluationPeriods = 0, DatapointsToAlarm = 1, TreatMissingData = 'missing' } = input
  const period = alarmPeriod(input)
  if (!isComparison(input.ComparisonOperator)) throw validationError(`ComparisonOperator ${input.ComparisonOperator} is not supported.`)
  if (![10, 20, 30].includes(period) && (!isPeriod(period) || period % 60 !== 0))
    throw validationError('Period must be 10, 20, 30 or a multiple of 60.')
  if (period < 3600 && period * EvaluationPeriods > 86_400)
    throw validationError('Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).')
  if (period * EvaluationPeriods > 7 * 86_400)
    throw validationError('Metrics cannot be checked across more than 7 days (EvaluationPeriods * Period must be <= 604800).')
  if (DatapointsToAlarm > EvaluationPeriods) throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods.')
  if (!['missing', 'ignore', 'breaching', 'notBreaching'].includes(TreatMissingData))
    throw validationError(`TreatMissingData ${TreatMissingData} is invalid.`)
  checkActions(input)
}

type Actions = Pick<cloudwatch.PutMetricAlarmInput, 'AlarmActions' | 'OKActions' | 'InsufficientDataActions'>

/** @throws ApiError ValidationError */
export function checkActions({ AlarmActions, OKActions, InsufficientDataActions }: Actions): void {
  const bad = [AlarmActions, OKActions, InsufficientDataActions]
    .flatMap(arns => arns ?? [])
    .find(arn => !/^arn:[^:]+:(sns|lambda):/.test(arn))
  if (bad !== undefined) throw validationError(`Invalid arn for action: ${bad}`)
}

function checkStatistic({ Statistic, ExtendedStatistic }: cloudwatch.PutMetricAlarmInput): void {
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw validationError('Exactly one of the parameters Statistic and ExtendedStatistic must be specified.')
  }
  if (ExtendedStatistic !== undefined && !isPercentile(ExtendedStatistic))
    throw validationError(`ExtendedStatistic ${ExtendedStatistic} is not supported.`)
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function checkMetrics(input: cloudwatch.PutMetricAlarmInput): void {
  const { Metrics = [] } = input
  const other = ofOneMetric.find(member => input[member] !== undefined)
  if (other) throw invalidCombination(`${other} and Metrics exclude each other.`)
  for (const [index, query] of Metrics.entries()) checkQuery(query, `Metrics.member.${index + 1}`)
  if (new Set(Metrics.map(({ Id }) => Id)).size < Metrics.length)
    throw validationError('The values for parameter Id in Metrics are not unique.')
  const [metrics, expressions] = [
    Metrics.filter(({ MetricStat }) => MetricStat),
    Metrics.filter(({ Expression }) => Expression !== undefined),
  ]
  if (metrics.length > mostMetrics || expressions.length > mostExpressions) {
    throw validationError(`An alarm has at most ${mostMetrics} metrics and ${mostExpressions} expressions.`)
  }
  if (Metrics.filter(({ ReturnData }) => ReturnData !== false).length !== 1) {
    throw validationError('Exactly one element in the parameter Metrics must have ReturnData set to true.')
  }
  if (new Set(metrics.map(({ MetricStat }) => MetricStat!.Period)).size > 1) {
    throw validationError('The metrics of an alarm must have the same Period.')
  }
  refusing(() => plannedQueries(Metrics))
}

export function deleteAlarms({ catalog }: AlarmDeps): Operation<cloudwatch.DeleteAlarmsInput, object> {
  return async ({ AlarmNames = [] }, place) => {
    if (AlarmNames.some(name => !findAlarm(catalog, place, name)))
      throw new ApiError('ResourceNotFound', 'The named resource does not exist.')
    const rest = alarmsOf(catalog, place).filter(({ name }) => !AlarmNames.includes(name))
    const needed = AlarmNames.filter(name => rest.some(alarm => childrenOf(alarm).includes(name)))
    if (needed.length > 0) {
      const them = needed.length === 1 ? 'it' : 'them'
      throw validationError(`Cannot delete ${needed.join(',')} as there are composite alarm(s) depending on ${them}.`)
    }
    for (const name of AlarmNames) await catalog.update(alarmKind, alarmKey(place, name), () => ({ next: undefined, result: undefined }))
    return {}
  }
}

export function setActing({ catalog }: AlarmDeps, isActing: boolean): Operation<cloudwatch.EnableAlarmActionsInput, object> {
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

export function setAlarmState({ catalog, states, settle }: AlarmDeps): Operation<cloudwatch.SetAlarmStateInput, object> {
  return async ({ AlarmName = '', StateValue: state = 'OK', StateReason: reason = '', StateReasonData: reasonData }, place) => {
    const alarm = findAlarm(catalog, place, AlarmName)
    if (!alarm) throw new ApiError('ResourceNotFound', 'The named resource does not exist.')
    await states.change(alarm, { state, reason, reasonData })
    await settle()
    return {}
  }
}
