import { hash } from 'node:crypto'
import { type DataStore, type DataWrite, entriesOf, type FeedEntry } from '@pasos/engine'
import { aggregateOf } from './aggregate.ts'
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

/** The feed repeats at most what its follower was told last, of which there are no more. */
const mostRemembered = 50_000
const space = 'cloudwatch.counted'

/**
 * Counts what executions do, as AWS/States. The feed may tell a turn twice: which events were counted is written with the counts, so each
 * counts once. https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export function executionMetrics(data: DataStore, metrics: MetricStore): (entries: readonly FeedEntry[]) => Promise<void> {
  let counted: Promise<Counted> | undefined

  return async entries => {
    counted ??= loadCounted(data)
    const before = await counted
    const ids = new Set<string>()
    const tallies = new Map<string, Tally>()
    for (const { execution, events } of entries)
      for (const event of events) {
        const name = metricOfEvent[event.type]
        if (name === undefined) continue
        const id = hash('sha256', `${execution.executionArn}#${event.id}`, 'base64url').slice(0, 16)
        if (before.has(id) || ids.has(id)) continue
        ids.add(id)
        tally(tallies, execution, { name, unit: 'Count', at: event.timestamp }, 1)
        if (event.type === 'ExecutionStarted' || event.type === 'ExecutionRedriven') continue
        const took = Math.max(0, event.timestamp - execution.startDate)
        tally(tallies, execution, { name: 'ExecutionTime', unit: 'Milliseconds', at: event.timestamp }, took)
      }
    if (ids.size === 0) return
    const { writes, settle } = before.add([...ids])
    await metrics.add([...tallies.values()].flatMap(measuredOf), writes)
    settle()
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

function tally(
  tallies: Map<string, Tally>,
  execution: FeedEntry['execution'],
  one: Pick<Tally, 'name' | 'unit' | 'at'>,
  value: number,
): void {
  const { stateMachineArn, stateMachineVersionArn = '', stateMachineAliasArn = '' } = execution
  const key = `${one.name} ${Math.floor(one.at / minuteMs)} ${stateMachineArn} ${stateMachineVersionArn} ${stateMachineAliasArn}`
  const found = tallies.get(key) ?? { ...one, execution, values: new Map<number, number>() }
  tallies.set(key, found)
  found.at = Math.max(found.at, one.at)
  found.values.set(value, (found.values.get(value) ?? 0) + 1)
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

/** Which events were counted, the latest of them. */
interface Counted {
  has(id: string): boolean
  add(ids: readonly string[]): { writes: DataWrite[]; settle(): void }
}

async function loadCounted(data: DataStore): Promise<Counted> {
  const known = new Set<string>()
  const chunks: { key: string; ids: readonly string[] }[] = []
  for await (const { key, value } of entriesOf(data, space)) {
    const ids = String(value).split(',')
    chunks.push({ key, ids })
    for (const id of ids) known.add(id)
  }
  return {
    has: id => known.has(id),
    add(ids) {
      const key = String(Number(chunks.at(-1)?.key ?? 0) + 1).padStart(15, '0')
      const tooOld: typeof chunks = []
      let rest = known.size
      for (const chunk of chunks) {
        if (rest <= mostRemembered) break
        rest -= chunk.ids.length
        tooOld.push(chunk)
      }
      const writes: DataWrite[] = [
        { space, key, value: ids.join(',') },
        ...tooOld.map(chunk => ({ space, key: chunk.key, value: undefined })),
      ]
      const settle = (): void => {
        for (const chunk of chunks.splice(0, tooOld.length)) for (const id of chunk.ids) known.delete(id)
        chunks.push({ key, ids })
        for (const id of ids) known.add(id)
      }
      return { writes, settle }
    },
  }
}
