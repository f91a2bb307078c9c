import type { Operation } from '@pasos/wire'
import { type RefusedMember, type RefusedMembers, refusingMembers } from '../declaration/refused-members.ts'
import { validationError } from './errors.ts'
import { type AlarmDeps, deleteAlarms, putMetricAlarm, setActing, setAlarmState } from './operations/alarms.ts'
import { putCompositeAlarm } from './operations/composite-alarms.ts'
import { deleteDashboards, getDashboard, listDashboards, putDashboard } from './operations/dashboards.ts'
import { describeAlarmHistory, describeAlarms, describeAlarmsForMetric } from './operations/describe-alarms.ts'
import { getMetricData } from './operations/get-metric-data.ts'
import { getMetricStatistics } from './operations/get-metric-statistics.ts'
import { listMetrics } from './operations/list-metrics.ts'
import { putMetricData } from './operations/put-metric-data.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'

export function cloudWatchOperations(deps: AlarmDeps): Record<string, Operation> {
  return refusingMembers(
    {
      DeleteDashboards: deleteDashboards(deps),
      GetDashboard: getDashboard(deps),
      ListDashboards: listDashboards(deps),
      PutDashboard: putDashboard(deps),
      ListTagsForResource: listTagsForResource(deps),
      TagResource: tagResource(deps),
      UntagResource: untagResource(deps),
      DeleteAlarms: deleteAlarms(deps),
      DescribeAlarmHistory: describeAlarmHistory(deps),
      DescribeAlarms: describeAlarms(deps),
      DescribeAlarmsForMetric: describeAlarmsForMetric(deps),
      DisableAlarmActions: setActing(deps, false),
      EnableAlarmActions: setActing(deps, true),
      PutCompositeAlarm: putCompositeAlarm(deps),
      PutMetricAlarm: putMetricAlarm(deps),
      SetAlarmState: setAlarmState(deps),
      GetMetricData: getMetricData(deps),
      GetMetricStatistics: getMetricStatistics(deps),
      ListMetrics: listMetrics(deps),
      PutMetricData: putMetricData(deps),
    },
    refused,
    member => validationError(`${member} is not served here.`),
  )
}

/** Only of other accounts: CDK names the metric's where it does not know which one the stack is for. */
const ofOthers = (member: string): RefusedMember => ({ member, isSoAnyway: (value, { accountId }) => value === accountId })

/** Of other accounts, and of new kinds of windows. */
const refused: RefusedMembers = {
  PutMetricAlarm: ['EvaluationWindow', 'WarmUpConfiguration', 'EvaluationInterval', ofOthers('Metrics.AccountId')],
  GetMetricData: [ofOthers('MetricDataQueries.AccountId')],
  ListMetrics: [ofOthers('OwningAccount')],
}
