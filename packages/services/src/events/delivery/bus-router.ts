import type { Catalog, Clock, DataWrite, Ids } from '@pasos/engine'
import type { eventbridge } from '@pasos/wire'
import type { Meter } from '../../declaration/meter.ts'
import { compilePattern, type Pattern } from '../../event-pattern/compile-pattern.ts'
import { type PatternIndex, patternIndex } from '../../event-pattern/pattern-index.ts'
import type { ArchivedEvents } from '../archive/archived-events.ts'
import { type BusEvent, eventTime } from '../records/event.ts'
import { type RuleRecord, ruleKind, rulesOf } from '../records/rule-record.ts'
import type { BusKeys } from './bus-key.ts'
import type { EventDeliveries, EventDelivery } from './delivery.ts'
import { countForRule } from './rule-metrics.ts'
import { targetInput } from './target-input.ts'
import { type QueueAtHand, serviceOf, type Written } from './targets.ts'

/** Finds the rules that an event matches, and makes what takes it to their targets. */
export interface BusRouter {
  /** What puts the event on its way to all targets; `settle` when it is on disk or given up. */
  route(busArn: string, event: BusEvent, options?: RouteOptions): Promise<Written>
  /** The same without waiting; nothing where that can't be, and then nothing has been done. The bus has no key. */
  routeAtOnce(busArn: string, event: BusEvent, options?: RouteOptions): (() => Written) | undefined
  /** The same for the targets of one rule, whatever its pattern. */
  routeTo(rule: RuleRecord, event: BusEvent): Promise<Written>
  close(): void
}

export interface RouteOptions {
  /** It came from another bus. AWS hands it on to no third one, so buses that feed each other come to an end. */
  isForwarded?: boolean
  /** ARNs of the rules that may have it. */
  onlyRules?: readonly string[]
  /** The trace that the event belongs to. */
  traceHeader?: string | undefined
}

interface RouterPorts {
  catalog: Catalog
  clock: Clock
  ids: Ids
  deliveries: EventDeliveries
  /** For targets that are queues; nothing for others. */
  writeToQueue(delivery: EventDelivery): Promise<Written | { refused: string } | undefined>
  queueAtHand(target: EventDelivery['target'], ruleArn: string): QueueAtHand | undefined
  deadLetter(delivery: EventDelivery, code: string): Promise<Written>
  archived: Pick<ArchivedEvents, 'keep'>
  unencrypted: BusKeys
  meter: Meter
}

interface CompiledRule {
  record: RuleRecord
  matches: Pattern
}

const nothing: Written = { writes: [], settle: () => undefined }

export function busRouter({
  catalog,
  clock,
  ids,
  deliveries,
  writeToQueue,
  queueAtHand,
  deadLetter,
  archived,
  unencrypted,
  meter,
}: RouterPorts): BusRouter {
  /** By bus, until one of its rules changes. */
  const indexes = new Map<string, PatternIndex<CompiledRule>>()
  const unwatch = catalog.watch(({ kind, key }) => {
    if (kind === ruleKind) for (const busArn of indexes.keys()) if (key.startsWith(`${busArn}/`)) indexes.delete(busArn)
  })

  function indexOf(busArn: string): PatternIndex<CompiledRule> {
    const known = indexes.get(busArn)
    if (known) return known
    const rules = rulesOf(catalog, busArn).flatMap(record => {
      if (record.pattern === undefined || record.state === 'DISABLED') return []
      const pattern: unknown = JSON.parse(record.pattern)
      return [{ value: { record, matches: compilePattern(pattern) }, pattern }]
    })
    const index = patternIndex(rules)
    indexes.set(busArn, index)
    return index
  }

  function deliveryTo(
    ...[rule, target, event, traceHeader]: [RuleRecord, eventbridge.Target, BusEvent, string | undefined]
  ): EventDelivery {
    const now = clock.now()
    return {
      ...{ id: ids.uuid(), ruleArn: rule.arn, target, region: rule.region, event: JSON.stringify(event), since: now, retries: 0 },
      input: targetInput(target, event, rule, eventTime(now)),
      ...(traceHeader !== undefined && { traceHeader }),
    }
  }

  async function toTarget(delivery: EventDelivery): Promise<Written> {
    const queued = await writeToQueue(delivery)
    if (queued && 'refused' in queued) return deadLetter(delivery, queued.refused)
    return queued ? counted(delivery.ruleArn, ['Invocations'], queued) : later(delivery)
  }

  /** Its row, with which it is tried once that is on disk. */
  function later(delivery: EventDelivery): Written {
    return { writes: [deliveries.put(delivery)], settle: committed => committed && deliveries.begin(delivery) }
  }

  /** Counted once it is on disk. */
  function counted(ruleArn: string, names: Parameters<typeof countForRule>[2][], { writes, settle }: Written): Written {
    return {
      writes,
      settle(committed) {
        if (committed) for (const name of names) countForRule(meter, ruleArn, name)
        settle(committed)
      },
    }
  }

  function matched({ arn }: RuleRecord, parts: readonly Written[]): Written {
    return counted(arn, ['MatchedEvents', 'TriggeredRules'], together(parts))
  }

  async function routeTo(rule: RuleRecord, event: BusEvent, { isForwarded = false, traceHeader }: RouteOptions = {}): Promise<Written> {
    const targets = isForwarded ? rule.targets.filter(({ Arn = '' }) => !Arn.includes(':event-bus/')) : rule.targets
    return matched(rule, await Promise.all(targets.map(target => toTarget(deliveryTo(rule, target, event, traceHeader)))))
  }

  function rulesFor(busArn: string, event: BusEvent, { onlyRules }: RouteOptions): RuleRecord[] {
    const candidates = indexOf(busArn).candidates(event)
    return candidates.flatMap(({ matches, record }) => ((onlyRules?.includes(record.arn) ?? true) && matches(event) ? [record] : []))
  }

  return {
    routeTo: (rule, event) => routeTo(rule, event),
    async route(busArn, event, options = {}) {
      const asking = unencrypted(busArn, event)
      const lost = asking === undefined ? undefined : await asking
      if (lost) return lost
      const rules = rulesFor(busArn, event, options)
      const kept = archived.keep(busArn, event)
      if (rules.length === 0 && kept.writes.length === 0) return nothing
      return together([kept, ...(await Promise.all(rules.map(rule => routeTo(rule, event, options))))])
    },
    routeAtOnce(busArn, event, options = {}) {
      const rules = rulesFor(busArn, event, options)
      const queues = queuesOf(rules, queueAtHand)
      if (queues === undefined || ![...queues.values()].every(({ mayBeSentTo }) => mayBeSentTo())) return undefined
      return () => {
        const parts = rules.map(rule => {
          const written = rule.targets.map(target => {
            const delivery = deliveryTo(rule, target, event, options.traceHeader)
            const queue = queues.get(target)
            return queue ? counted(rule.arn, ['Invocations'], queue.put(delivery)) : later(delivery)
          })
          return matched(rule, written)
        })
        return together([archived.keep(busArn, event), ...parts])
      }
    },
    close: unwatch,
  }
}

/** The queues among the targets, where all of them are at hand. */
function queuesOf(rules: readonly RuleRecord[], find: RouterPorts['queueAtHand']): Map<eventbridge.Target, QueueAtHand> | undefined {
  const queues = new Map<eventbridge.Target, QueueAtHand>()
  for (const { arn, targets } of rules) {
    for (const target of targets) {
      if (serviceOf(target.Arn) !== 'sqs') continue
      const queue = find(target, arn)
      if (queue === undefined) return undefined
      queues.set(target, queue)
    }
  }
  return queues
}

/** Several as one. */
export function together(parts: readonly Written[]): Written {
  const writes: DataWrite[] = parts.flatMap(part => part.writes)
  return {
    writes,
    settle(committed) {
      for (const { settle } of parts) settle(committed)
    },
  }
}
