import { randomUUID } from 'node:crypto'
import type { ServiceHost } from '../../declaration/service.ts'
import { admitsService, resourcePolicyDecision } from '../../iam/resource-policy.ts'
import { deliveryKeys } from '../../kms/delivery-key.ts'
import { lambdaService } from '../../lambda/service.ts'
import { type Attempt, type Deliveries, retriedDeliveries } from '../../retried-delivery/retried-deliveries.ts'
import { findTopic, policyOf } from '../../sns/records/topic-record.ts'
import { snsService } from '../../sns/service.ts'
import { type HeldActions, holdActions, suppressionReason } from './action-suppression.ts'
import { historySpace, momentKey } from './alarm-history.ts'
import { type AlarmRecord, alarmKey, alarmKind } from './alarm-record.ts'
import { alarmPeriod, type Verdict } from './evaluate-alarm.ts'

export const actionSpace = 'cloudwatch.action'
const mostRetries = 10

interface AlarmAction {
  id: string
  retries: number
  target: string
  alarmArn: string
  body: string
}

/** Changes the states of alarms: what follows from it is on disk first, so that it happens although the process dies. */
export interface StateChanger {
  /** `news`: what else the alarm's record says from now on. Where the state stays as it is, that alone is written. */
  change(alarm: AlarmRecord, verdict: Verdict & { reasonData?: string | undefined }, news?: Partial<AlarmRecord>): Promise<void>
  /** Actions that wait go on waiting, for another reason. */
  hold(alarm: AlarmRecord, held: HeldActions): Promise<void>
  /** Actions that have waited are taken, those of the state that the alarm is in now. */
  release(alarm: AlarmRecord): Promise<void>
  resume(): Promise<void>
  close(): void
}

export function stateChanger(host: ServiceHost): StateChanger {
  const { catalog, data, clock, logger } = host
  const actions: Deliveries<AlarmAction> = retriedDeliveries<AlarmAction>({
    ...{ space: actionSpace, data, clock, logger },
    attempt: action => attempt(host, action),
    delayOf: ({ retries }) => (retries < mostRetries ? 1_000 * 2 ** retries : undefined),
    giveUp: async ({ target, alarmArn }, error) => {
      logger.error('the action of an alarm failed', { target, alarm: alarmArn, error })
      return { writes: [], settle: () => undefined }
    },
  })
  const note = (alarm: AlarmRecord, news: Partial<AlarmRecord>): Promise<void> =>
    catalog.update<AlarmRecord, void>(alarmKind, alarmKey(alarm, alarm.name), current => {
      // A rule that was put meanwhile stays, to be looked at next, and so does a suppressor.
      const [put, noted] = [current?.composite, news.composite]
      const composite = put && noted?.rule === put.rule ? { ...noted, suppressor: put.suppressor } : put
      return { next: current && { ...current, ...news, ...(composite && { composite }) }, result: undefined }
    })
  return {
    async change(alarm, { state, reason, reasonData }, news) {
      if (news && state === alarm.state) return note(alarm, news)
      const at = clock.now()
      const held = state === alarm.state ? undefined : holdActions(alarm, at)
      const due = state === alarm.state || held ? [] : actionsOf(alarm, { state, reason }, at)
      const key = `${momentKey(alarm, at)}${randomUUID()}`
      const type = alarm.composite ? 'CompositeAlarm' : 'MetricAlarm'
      const item = { name: alarm.name, type, at, summary: `Alarm updated from ${alarm.state} to ${state}`, reason }
      await data.commit([...due.map(action => actions.put(action)), { space: historySpace, key, value: JSON.stringify(item) }])
      const composite = held && { composite: { ...(news?.composite ?? alarm.composite!), held } }
      await note(alarm, { state, reason, changedAt: at, ...(reasonData !== undefined && { reasonData }), ...news, ...composite })
      for (const action of due) actions.begin(action)
    },
    hold: (alarm, held) => note(alarm, { composite: { ...alarm.composite!, held } }),
    async release(alarm) {
      const { held, ...composite } = alarm.composite!
      const due = actionsOf(alarm, alarm, clock.now(), held)
      if (due.length > 0) await data.commit(due.map(action => actions.put(action)))
      await note(alarm, { composite })
      for (const action of due) actions.begin(action)
    },
    resume: () => actions.resume(),
    close: () => actions.close(),
  }
}

function actionsOf(alarm: AlarmRecord, verdict: Verdict, at: number, held?: HeldActions): AlarmAction[] {
  const { settings } = alarm
  const byState = { OK: settings.OKActions, ALARM: settings.AlarmActions, INSUFFICIENT_DATA: settings.InsufficientDataActions }
  const targets = alarm.isActing ? (byState[verdict.state] ?? []) : []
  return targets.map(target => ({
    ...{ id: randomUUID(), retries: 0, target, alarmArn: alarm.arn, body: bodyFor(target, alarm, verdict, at, held) },
  }))
}

async function attempt(host: ServiceHost, { id, target, alarmArn, body }: AlarmAction): Promise<Attempt> {
  const account = alarmArn.split(':')[4]
  const context = { 'aws:SourceArn': alarmArn, 'aws:SourceAccount': account, 'aws:SourceOwner': account }
  const may = (policy: string | undefined, action: string, service: string): boolean =>
    admitsService(host.authorizer, policy, { service, action, resource: target, context })
  const final = (failed: string): Attempt => ({ failed, isFinal: true })
  if (target.split(':')[2] === 'lambda') {
    const face = await host.neighbour(lambdaService)
    const policy = lambdaService.resourcePolicy?.(target, host.catalog)
    if (!face || !may(policy, 'lambda:InvokeFunction', 'lambda.alarms.cloudwatch.amazonaws.com')) return final('not allowed')
    const result = await face.acceptor.accept({ function: target, payload: body, requestId: id }, 'Event')
    return result.outcome === 'accepted' ? 'arrived' : { failed: result.code, isFinal: result.status < 500 && result.status !== 429 }
  }
  const [face, topic] = [await host.neighbour(snsService), findTopic(host.catalog, target)]
  if (!face || !topic) return final('there is no such topic')
  // The policy that a topic has of itself lets in whoever acts for its owner's account.
  const owner = { principal: { accountId: account ?? '', arns: [] }, action: 'sns:Publish', resource: target, context }
  const isOwners = resourcePolicyDecision(policyOf(topic), owner) === 'allow'
  if (!isOwners && !may(policyOf(topic), 'sns:Publish', 'cloudwatch.amazonaws.com')) return final('not allowed')
  const source = { service: 'cloudwatch.amazonaws.com', sourceArn: alarmArn, sourceAccount: account ?? '' }
  const refused = await deliveryKeys(host)({ target: topic, ...source })
  if (refused) return final(`${refused.code}: ${refused.message}`)
  const { NewStateValue, AlarmName } = JSON.parse(body) as Record<string, string>
  await face.publisher.publish(topic, [{ subject: `${NewStateValue}: "${AlarmName}"`.slice(0, 100), message: body, attributes: {} }])
  return 'arrived'
}

/** What a topic or a function is told: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
function bodyFor(target: string, alarm: AlarmRecord, { state, reason }: Verdict, at: number, held?: HeldActions): string {
  const time = momentOf(at)
  const { name, arn, accountId, region, settings } = alarm
  if (target.split(':')[2] === 'lambda') {
    const suppressed = held && { actionsSuppressedBy: held.by, actionsSuppressedReason: suppressionReason(held) }
    const previousState = { value: alarm.state, reason: alarm.reason, ...(held && { timestamp: momentOf(alarm.changedAt) }), ...suppressed }
    const configuration = alarm.composite && { configuration: configurationOf(alarm.composite) }
    const alarmData = { alarmName: name, state: { value: state, reason, timestamp: time }, previousState, ...configuration }
    return JSON.stringify({ source: 'aws.cloudwatch', alarmArn: arn, accountId, time, region, alarmData })
  }
  return JSON.stringify({
    ...{ AlarmName: name, AlarmDescription: settings.AlarmDescription ?? null, AWSAccountId: accountId, AlarmArn: arn, Region: region },
    ...{ NewStateValue: state, NewStateReason: reason, StateChangeTime: time, OldStateValue: held?.from ?? alarm.state },
    ...(alarm.composite ? { AlarmRule: alarm.composite.rule } : { Trigger: triggerOf(settings) }),
  })
}

function configurationOf({ rule, suppressor }: NonNullable<AlarmRecord['composite']>): object {
  const { alarm, waitSeconds, extensionSeconds } = suppressor ?? {}
  const periods = { actionsSuppressorWaitPeriod: waitSeconds, actionsSuppressorExtensionPeriod: extensionSeconds }
  return { alarmRule: rule, ...(suppressor && { actionsSuppressor: alarm, ...periods }) }
}

/** As alarms tell of a time. */
function momentOf(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000')
}

function triggerOf({ MetricName, Namespace, Period, Dimensions = [], Metrics, ...settings }: AlarmRecord['settings']): object {
  const { EvaluationPeriods, ComparisonOperator, Threshold } = settings
  const rest = { EvaluationPeriods, ComparisonOperator, Threshold }
  return Metrics ? { Period: alarmPeriod({ Metrics }), ...rest, Metrics } : { MetricName, Namespace, Period, ...rest, Dimensions }
}
