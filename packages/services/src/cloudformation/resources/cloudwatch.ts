import { isJsonObject, type JsonObject } from '@pasos/asl'
import { type Made, nameOf, only, type ResourceContext, type ResourceType, removed, retaggedList, tagList } from './resource-type.ts'

const members = [
  ...['ActionsEnabled', 'AlarmActions', 'AlarmDescription', 'ComparisonOperator', 'DatapointsToAlarm', 'Dimensions', 'EvaluationPeriods'],
  ...[
    'EvaluateLowSampleCountPercentile',
    'ExtendedStatistic',
    'InsufficientDataActions',
    'MetricName',
    'Metrics',
    'Namespace',
    'OKActions',
  ],
  ...['Period', 'Statistic', 'Threshold', 'ThresholdMetricId', 'TreatMissingData', 'Unit'],
]

const compositeMembers = [
  ...['ActionsEnabled', 'ActionsSuppressor', 'ActionsSuppressorExtensionPeriod', 'ActionsSuppressorWaitPeriod', 'AlarmActions'],
  ...['AlarmDescription', 'AlarmRule', 'InsufficientDataActions', 'OKActions'],
]

function alarmType(operation: string, members: readonly string[]): ResourceType {
  const put = async (context: ResourceContext, AlarmName: string, properties: JsonObject): Promise<Made> => {
    await context.call('monitoring', operation, { AlarmName, ...only(properties, members) })
    const { partition, region, accountId } = context
    const Arn = `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${AlarmName}`
    await retaggedList(context, { scope: 'monitoring', named: { ResourceARN: Arn } }, tagList(context, properties['Tags']))
    return { id: AlarmName, attributes: { Arn } }
  }
  return {
    properties: ['AlarmName', 'Tags', ...members],
    replacedBy: ['AlarmName'],
    create: (context, properties) => put(context, nameOf(context, properties, 'AlarmName', 255), properties),
    update: put,
    remove: (context, name) => removed(context.call('monitoring', 'DeleteAlarms', { AlarmNames: [name] })),
  }
}

async function putDashboard(context: ResourceContext, DashboardName: string, { DashboardBody = '', Tags }: JsonObject): Promise<Made> {
  const text = isJsonObject(DashboardBody) ? JSON.stringify(DashboardBody) : DashboardBody
  await context.call('monitoring', 'PutDashboard', { DashboardName, DashboardBody: text })
  const named = { ResourceARN: `arn:${context.partition}:cloudwatch::${context.accountId}:dashboard/${DashboardName}` }
  await retaggedList(context, { scope: 'monitoring', named }, tagList(context, Tags))
  return { id: DashboardName }
}

const dashboard: ResourceType = {
  properties: ['DashboardName', 'DashboardBody', 'Tags'],
  replacedBy: ['DashboardName'],
  create: (context, properties) => putDashboard(context, nameOf(context, properties, 'DashboardName', 255), properties),
  update: putDashboard,
  remove: (context, name) => removed(context.call('monitoring', 'DeleteDashboards', { DashboardNames: [name] })),
}

export const cloudWatchTypes: Record<string, ResourceType> = {
  'AWS::CloudWatch::Alarm': alarmType('PutMetricAlarm', members),
  'AWS::CloudWatch::CompositeAlarm': alarmType('PutCompositeAlarm', compositeMembers),
  'AWS::CloudWatch::Dashboard': dashboard,
}
