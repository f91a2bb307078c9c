import {
  type Alarm,
  alarmHistory,
  deleteAlarm,
  deleteDashboard,
  listAlarms,
  listDashboards,
  readAlarm,
  readDashboard,
  switchAlarm,
} from '../../api/alarms.ts'
import { deleteHttpApi, deleteRestApi, listHttpApis, listRestApis, readHttpApi, readRestApi } from '../../api/apis.ts'
import type { Metric } from '../../api/cloudwatch.ts'
import { deleteEventSource, listEventSources, readEventSource, switchEventSource } from '../../api/event-sources.ts'
import { deleteSchedule, listSchedules, readSchedule, switchSchedule } from '../../api/schedules.ts'
import { deleteStack, describeStack, listStacks } from '../../api/stacks.ts'
import { createActivity, deleteActivity, listActivities } from '../../api/step-functions.ts'
import { resourceName } from '../../format/arn.ts'
import type { ServicesCatalogue } from '../../language/en/services.ts'
import type { Resource } from './kinds.ts'

export const THINGS = ['schedules', 'sources', 'activities', 'httpApis', 'restApis', 'stacks', 'alarms', 'dashboards'] as const
export type ThingKind = (typeof THINGS)[number]

/** What is told of one thing, in the order in which it is shown. */
export interface Thing {
  title?: string | undefined
  arn?: string | undefined
  facts: Partial<Record<keyof ServicesCatalogue['facts'], string | number | Date | undefined>>
  parts?: { title: keyof ServicesCatalogue['parts']; rows: readonly { name: string | Date; about?: string | undefined }[] }[]
  /** JSON. */
  document?: { title: keyof ServicesCatalogue['parts']; text: string } | undefined
  /** What an alarm watches. */
  watched?: Watched | undefined
  /** Whether it works by itself just now; absent for what cannot be switched. */
  isOn?: boolean
}

export interface Watched {
  metric: Metric
  statistic: string
  periodSeconds: number
  threshold: number
}

interface ThingResource extends Resource {
  read: (name: string) => Promise<Thing>
  turn?: (name: string, isOn: boolean) => Promise<unknown>
  remove: (name: string) => Promise<unknown>
}

const seconds = (at: number | undefined) => (at === undefined ? undefined : new Date(at * 1000))
const iso = (at: string | undefined) => (at === undefined ? undefined : new Date(at))

/** Things that are made by programs, templates and the command line: here one looks at them, switches them and removes them. */
export const THING_RESOURCES: Record<ThingKind, ThingResource> = {
  schedules: {
    list: async () => (await listSchedules()).map(({ id, state, target }) => ({ name: id, about: `${state} · ${target}` })),
    command:
      'aws scheduler create-schedule --name nightly --schedule-expression "rate(1 day)" --flexible-time-window Mode=OFF --target Arn=ARN,RoleArn=ROLE',
    read: readScheduleThing,
    ...{ turn: switchSchedule, remove: deleteSchedule },
  },
  sources: {
    list: async () =>
      (await listEventSources()).map(({ UUID, EventSourceArn = '', FunctionArn, State }) => ({
        name: UUID,
        about: `${resourceName(EventSourceArn)} → ${resourceName(FunctionArn)} · ${State}`,
      })),
    command: 'aws lambda create-event-source-mapping --function-name NAME --event-source-arn ARN',
    read: readSourceThing,
    ...{ turn: switchEventSource, remove: deleteEventSource },
  },
  activities: {
    list: async () => (await listActivities()).map(({ name }) => ({ name })),
    command: 'aws stepfunctions create-activity --name pick-by-hand',
    ...{ create: { make: ({ name }) => createActivity(name) }, example: 'pick-by-hand' },
    read: async name => {
      const activity = await activityNamed(name)
      return { arn: activity.activityArn, facts: { created: activity.creationDate } }
    },
    remove: async name => deleteActivity((await activityNamed(name)).activityArn),
  },
  httpApis: {
    list: async () =>
      (await listHttpApis()).map(({ apiId, name, apiEndpoint }) => ({
        name: apiId,
        about: [name, apiEndpoint].filter(Boolean).join(' · '),
      })),
    command: 'aws apigatewayv2 create-api --name shop --protocol-type HTTP',
    ...{ read: readHttpThing, remove: deleteHttpApi },
  },
  restApis: {
    list: async () => (await listRestApis()).map(({ id, name }) => ({ name: id, about: name })),
    command: 'aws apigateway create-rest-api --name shop',
    ...{ read: readRestThing, remove: deleteRestApi },
  },
  stacks: {
    list: async () => (await listStacks()).map(({ name, status }) => ({ name, about: status })),
    command: 'aws cloudformation deploy --stack-name shop --template-file template.yaml',
    ...{ read: readStackThing, remove: deleteStack },
  },
  alarms: {
    list: async () => (await listAlarms()).map(alarm => ({ name: alarm.AlarmName, about: `${alarm.StateValue} · ${conditionOf(alarm)}` })),
    command:
      'aws cloudwatch put-metric-alarm --alarm-name failures --namespace AWS/States --metric-name ExecutionsFailed --statistic Sum --period 60 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold',
    ...{ read: readAlarmThing, turn: switchAlarm, remove: deleteAlarm },
  },
  dashboards: {
    list: async () => (await listDashboards()).map(({ DashboardName }) => ({ name: DashboardName })),
    command: 'aws cloudwatch put-dashboard --dashboard-name shop --dashboard-body file://dashboard.json',
    ...{ read: readDashboardThing, remove: deleteDashboard },
  },
}

async function readScheduleThing(id: string): Promise<Thing> {
  const schedule = await readSchedule(id)
  const { Target: target } = schedule
  return {
    ...{ arn: schedule.Arn, isOn: schedule.State === 'ENABLED' },
    document: target.Input === undefined ? undefined : { title: 'input', text: target.Input },
    facts: {
      ...{ expression: schedule.ScheduleExpression, zone: schedule.ScheduleExpressionTimezone, group: schedule.GroupName },
      ...{
        target: target.Arn,
        role: target.RoleArn,
        retries: target.RetryPolicy?.MaximumRetryAttempts,
        deadLetters: target.DeadLetterConfig?.Arn,
      },
      ...{ begins: seconds(schedule.StartDate), ends: seconds(schedule.EndDate), description: schedule.Description },
      ...{ created: seconds(schedule.CreationDate), changed: seconds(schedule.LastModificationDate) },
    },
  }
}

async function readSourceThing(id: string): Promise<Thing> {
  const source = await readEventSource(id)
  const patterns = source.FilterCriteria?.Filters?.map(({ Pattern = '' }) => ({ name: Pattern })) ?? []
  return {
    ...{ arn: source.EventSourceMappingArn, isOn: !/^Disabl/.test(source.State) },
    facts: {
      ...{ source: source.EventSourceArn, function: source.FunctionArn, state: source.State, reason: source.StateTransitionReason },
      ...{ result: source.LastProcessingResult, batch: source.BatchSize, position: source.StartingPosition },
      ...{ retries: source.MaximumRetryAttempts, changed: seconds(source.LastModified) },
    },
    parts: patterns.length > 0 ? [{ title: 'filters', rows: patterns }] : [],
  }
}

async function activityNamed(name: string) {
  const found = (await listActivities()).find(activity => activity.name === name)
  if (!found) throw Object.assign(new Error(name), { name: 'ActivityDoesNotExist' })
  return found
}

async function readHttpThing(id: string): Promise<Thing> {
  const { api, routes, integrations, stages } = await readHttpApi(id)
  const called = new Map(
    integrations.map(each => [
      `integrations/${each.integrationId}`,
      each.integrationUri ?? each.integrationSubtype ?? each.integrationType,
    ]),
  )
  return {
    title: api.name,
    facts: { endpoint: api.apiEndpoint, protocol: api.protocolType, description: api.description, created: iso(api.createdDate) },
    parts: [
      { title: 'routes', rows: routes.map(({ routeKey, target }) => ({ name: routeKey, about: called.get(target ?? '') ?? target })) },
      { title: 'stages', rows: stages.map(({ stageName, deploymentId }) => ({ name: stageName, about: deploymentId })) },
    ],
  }
}

async function readRestThing(id: string): Promise<Thing> {
  const { api, resources, stages } = await readRestApi(id)
  const routes = resources.flatMap(({ path, resourceMethods = {} }) =>
    Object.entries(resourceMethods).map(([method, { methodIntegration }]) => ({
      name: `${method} ${path}`,
      about: methodIntegration?.uri ?? methodIntegration?.type,
    })),
  )
  return {
    title: api.name,
    facts: { description: api.description, created: seconds(api.createdDate) },
    parts: [
      { title: 'routes', rows: routes },
      { title: 'stages', rows: stages.map(({ stageName, deploymentId }) => ({ name: stageName, about: deploymentId })) },
    ],
  }
}

async function readStackThing(name: string): Promise<Thing> {
  const { stack, resources, events } = await describeStack(name)
  return {
    arn: stack.arn,
    facts: {
      ...{ state: stack.status, reason: stack.reason, description: stack.description, parent: stack.parent },
      ...{ created: iso(stack.created), changed: iso(stack.updated) },
    },
    parts: [
      { title: 'outputs', rows: stack.outputs },
      { title: 'parameters', rows: stack.parameters },
      { title: 'resources', rows: resources },
      { title: 'events', rows: events },
    ],
  }
}

const SIGNS: Record<string, string> = {
  GreaterThanOrEqualToThreshold: '≥',
  GreaterThanThreshold: '>',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
}

/** `Sum ExecutionsFailed ≥ 1`, with AWS's names; of a composite alarm its rule. */
function conditionOf(alarm: Alarm): string {
  if (alarm.AlarmRule !== undefined) return alarm.AlarmRule
  const sign = SIGNS[alarm.ComparisonOperator ?? ''] ?? alarm.ComparisonOperator
  const expression = alarm.Metrics?.find(({ ReturnData, Expression }) => ReturnData !== false && Expression !== undefined)?.Expression
  const watched = [alarm.Statistic ?? alarm.ExtendedStatistic, alarm.MetricName, expression]
  return [...watched, sign, alarm.Threshold].filter(each => each !== undefined).join(' ')
}

/** Nothing for an alarm over expressions or other alarms. */
function watchedBy(alarm: Alarm): Watched | undefined {
  const { MetricName: name, Namespace: namespace, Dimensions: dimensions = [], Period, Threshold } = alarm
  const statistic = alarm.Statistic ?? alarm.ExtendedStatistic
  if (name === undefined || namespace === undefined || statistic === undefined || Threshold === undefined) return undefined
  return { metric: { namespace, name, dimensions }, statistic, periodSeconds: Period ?? 60, threshold: Threshold }
}

async function readAlarmThing(name: string): Promise<Thing> {
  const [alarm, history] = await Promise.all([readAlarm(name), alarmHistory(name)])
  if (!alarm) throw Object.assign(new Error(name), { name: 'ResourceNotFound' })
  const actions = [...(alarm.AlarmActions ?? []), ...(alarm.OKActions ?? [])]
  return {
    ...{ arn: alarm.AlarmArn, isOn: alarm.ActionsEnabled !== false, watched: watchedBy(alarm) },
    facts: {
      ...{ state: alarm.StateValue, reason: alarm.StateReason, changed: seconds(alarm.StateUpdatedTimestamp) },
      ...{ condition: conditionOf(alarm), namespace: alarm.Namespace, period: alarm.Period, periods: alarm.EvaluationPeriods },
      description: alarm.AlarmDescription,
    },
    parts: [
      ...(alarm.AlarmRule === undefined
        ? [{ title: 'dimensions' as const, rows: (alarm.Dimensions ?? []).map(({ Name, Value }) => ({ name: Name, about: Value })) }]
        : []),
      { title: 'actions', rows: actions.map(arn => ({ name: arn })) },
      { title: 'history', rows: history.map(({ at, summary }) => ({ name: at, about: summary })) },
    ],
  }
}

async function readDashboardThing(name: string): Promise<Thing> {
  const { DashboardArn, DashboardBody } = await readDashboard(name)
  return { arn: DashboardArn, facts: {}, document: { title: 'document', text: DashboardBody } }
}
