import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import { type BusEvent, eventTime } from '../records/event.ts'
import { type RuleRecord, ruleKind } from '../records/rule-record.ts'
import { ruleSchedule } from '../records/rule-schedule.ts'
import type { BusRouter } from './bus-router.ts'

const space = 'events.schedule'
/** Rules change seldom; looking this often is close enough to the minute that AWS promises. */
const lookEveryMs = 5_000

/** Rules that fire by the clock. When the server was away, one that was due fires once, late. */
export interface ScheduledRules {
  start(): void
  stop(): void
}

interface SchedulePorts {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  router: BusRouter
  logger: { error(message: string, details: Record<string, unknown>): void }
}

export function scheduledRules({ catalog, data, clock, ids, router, logger }: SchedulePorts): ScheduledRules {
  let cancel = (): void => undefined
  let isStopped = false
  /** When each fired last, as it is on disk. */
  const fired = new Map<string, number>()

  async function firedAt(rule: RuleRecord): Promise<number> {
    const known = fired.get(rule.arn)
    if (known !== undefined) return known
    const kept = Number((await data.get(space, rule.arn)) ?? 0)
    const last = Math.max(kept, rule.createdAt)
    fired.set(rule.arn, last)
    return last
  }

  async function fire(rule: RuleRecord, now: number): Promise<void> {
    const due = ruleSchedule(rule.schedule!, rule.createdAt)(await firedAt(rule))
    if (due === undefined || due > now) return
    const event: BusEvent = {
      ...{ version: '0', id: ids.uuid(), 'detail-type': 'Scheduled Event', source: 'aws.events', account: rule.accountId },
      ...{ time: eventTime(due), region: rule.region, resources: [rule.arn], detail: {} },
    }
    const { writes, settle } = await router.routeTo(rule, event)
    // Fired and on its way in one: never twice, never not.
    await data.commit([...writes, { space, key: rule.arn, value: String(now) }])
    fired.set(rule.arn, now)
    settle(true)
  }

  async function look(): Promise<void> {
    const now = clock.now()
    for (const rule of catalog.list<RuleRecord>(ruleKind)) {
      if (rule.schedule === undefined || rule.state === 'DISABLED') continue
      await fire(rule, now).catch(error => logger.error('a scheduled rule did not fire', { error, rule: rule.arn }))
    }
  }

  function next(): void {
    if (isStopped) return
    cancel = clock.at(clock.now() + lookEveryMs, () => void look().finally(next))
  }

  return {
    start: () => void look().finally(next),
    stop() {
      isStopped = true
      cancel()
    },
  }
}
