import type { DataStore, FeedEntry } from '@pasos/engine'
import { aggregateOf } from './aggregate.ts'
import { type CountedEvents, loadCounted } from './counted-events.ts'
import type { Dimension } from './metric.ts'
import { type Measured, type MetricStore, minuteMs } from './metric-store.ts'

const metricOfEvent: Record<string, string> = {
  ExecutionStarted: 'ExecutionsStarted',
  ExecutionSucceeded: 'ExecutionsSucceeded',
  ExecutionFailed: 'ExecutionsFailed',
  ExecutionAborted: 'ExecutionsAborted',
  ExecutionTimedOut: 'ExecutionsTimedOut',
  ExecutionRedriven: 'ExecutionsRedriven',
}

/**
 * Counts what executions do, as AWS/States. The feed may tell a turn twice: which events were counted is written with the counts, so each
 * counts once. https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export function executionMetrics(data: DataStore, metrics: MetricStore): (entries: readonly FeedEntry[]) => Promise<void> {
  let loaded: Promise<CountedEvents> | undefined
  // One call after the other: each remembers beside what the one before it has.
  let last: Promise<unknown> = Promise.resolve()

  async function count(entries: readonly FeedEntry[]): Promise<void> {
    loaded ??= loadCounted(data)
    const before = await loaded
    const now = new Map<string, number[]>()
    const tallies: Tallies = new Map()
    for (const { execution, events } of entries) {
      const { executionArn } = execution
      const counted = before.of(executionArn)
      for (const { type, id, timestamp } of events) {
        const name = metricOfEvent[type]
        if (name === undefined || counted?.includes(id) || before.hasDigest(executionArn, id)) continue
        const ids = now.get(executionArn)
        if (ids === undefined) now.set(executionArn, [id])
        else if (ids.includes(id)) continue
        else ids.push(id)
        tally(tallies, execution, { name, unit: 'Count', at: timestamp }, 1)
        if (type === 'ExecutionStarted' || type === 'ExecutionRedriven') continue
        const took = Math.max(0, timestamp - execution.startDate)
        tally(tallies, execution, { name: 'ExecutionTime', unit: 'Milliseconds', at: timestamp }, took)
      }
    }
    if (now.size === 0) return
    const { writes, settle } = before.add(now)
    await metrics.add(measuredIn(tallies), writes)
    settle()
  }

  return entries => {
    const done = last.then(() => count(entries))
    last = done.catch(() => undefined)
    return done
  }
}

/** What executions of one machine, version and alias measured in one minute. */
interface Tally {
  execution: FeedEntry['execution']
  name: string
  unit: string
  /** Epoch milliseconds of the latest. */
  at: number
  values: Map<number, number>
}

/** By what the executions were started by, by minute, by name: most are found without a text made for it. */
type Tallies = Map<string, Map<number, Map<string, Tally>>>

function tally(tallies: Tallies, execution: FeedEntry['execution'], one: Pick<Tally, 'name' | 'unit' | 'at'>, value: number): void {
  const { stateMachineArn, stateMachineVersionArn: version, stateMachineAliasArn: alias } = execution
  const origin = version === undefined && alias === undefined ? stateMachineArn : `${stateMachineArn} ${version} ${alias}`
  const minutes = tallies.get(origin) ?? new Map<number, Map<string, Tally>>()
  tallies.set(origin, minutes)
  const minute = Math.floor(one.at / minuteMs)
  const names = minutes.get(minute) ?? new Map<string, Tally>()
  minutes.set(minute, names)
  const found = names.get(one.name) ?? { ...one, execution, values: new Map<number, number>() }
  names.set(one.name, found)
  found.at = Math.max(found.at, one.at)
  found.values.set(value, (found.values.get(value) ?? 0) + 1)
}

function measuredIn(tallies: Tallies): Measured[] {
  const measured: Measured[] = []
  for (const minutes of tallies.values())
    for (const names of minutes.values()) for (const each of names.values()) measured.push(...measuredOf(each))
  return measured
}

function measuredOf({ execution, name, unit, at, values }: Tally): Measured[] {
  const [, , , region = '', accountId = ''] = execution.stateMachineArn.split(':')
  const aggregate = aggregateOf([...values])
  return dimensionsOf(execution).map(dimensions => ({
    ...{ place: { accountId, region }, metric: { namespace: 'AWS/States', name, dimensions } },
    ...{ at, unit, aggregate },
  }))
}

/** By state machine, and by its version and alias where the execution was started by one. */
function dimensionsOf({
  stateMachineArn,
  stateMachineVersionArn: version,
  stateMachineAliasArn: alias,
}: FeedEntry['execution']): Dimension[][] {
  const machine = { name: 'StateMachineArn', value: stateMachineArn }
  const last = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1)
  return [
    [machine],
    ...(version === undefined ? [] : [[machine, { name: 'Version', value: last(version) }]]),
    ...(alias === undefined ? [] : [[machine, { name: 'Alias', value: last(alias) }]]),
  ]
}
