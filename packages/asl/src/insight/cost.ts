import type { HistoryEvent } from '../history/history-event.ts'
import { PRICES, type Prices } from './prices.ts'

/** What an execution would cost on AWS, in US dollars; what its tasks call (functions, queues …) is not in it. */
export interface Cost {
  transitions: number
  /** As a Standard workflow. */
  standard: number
  /** As an Express workflow; undefined where it could not be one, because it takes longer than five minutes or does what Express may not. */
  express?: number
  seconds: number
  /** The most expensive first. */
  states: { name: string; transitions: number; standard: number }[]
  prices: Prices
}

/** AWS bills Express by 100 ms and by 64 MB; an execution of ordinary size takes the least. */
const STEP_MS = 100
const MEGABYTES = 64
const MOST_EXPRESS_MS = 300_000

/**
 * Counts what AWS counts for a Standard workflow: each state entered, each further attempt of a task ("each retry will be charged as an additional
 * state transition"), each redrive. Children of a distributed Map are executions of their own: each is a transition more of the parent.
 */
export function costOf(history: readonly HistoryEvent[], prices: Prices = PRICES): Cost {
  const counts = new Map<string, number>()
  const byId = new Map(history.map(event => [event.id, event]))
  const attempted = new Set<number>()
  const add = (name: string, count = 1) => counts.set(name, (counts.get(name) ?? 0) + count)
  for (const event of history) {
    const entered = event['stateEnteredEventDetails']?.['name']
    if (typeof entered === 'string') add(entered)
    else if (event.type === 'ExecutionRedriven') add('ExecutionRedriven')
    else if (/^(Task|LambdaFunction|Activity)Scheduled$/.test(event.type)) {
      const entry = entryOf(event, byId)
      if (entry !== undefined && attempted.has(entry.id)) add(String(entry['stateEnteredEventDetails']!['name']))
      if (entry !== undefined) attempted.add(entry.id)
    }
  }
  const transitions = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const ms = history.length === 0 ? 0 : history.at(-1)!.timestamp - history[0]!.timestamp
  const couldBeExpress =
    ms <= MOST_EXPRESS_MS && !history.some(({ type }) => /^(Activity|MapRun|TaskSubmitted|ExecutionRedriven)/.test(type))
  const billed = Math.max(1, Math.ceil(ms / STEP_MS)) * (STEP_MS / 1000) * (MEGABYTES / 1024)
  const states = [...counts].map(([name, count]) => ({ name, transitions: count, standard: count * prices.transition }))
  return {
    ...{ transitions, standard: transitions * prices.transition, seconds: ms / 1000, prices },
    ...(couldBeExpress && { express: prices.request + billed * prices.gigabyteSecond }),
    states: states.toSorted((a, b) => b.transitions - a.transitions),
  }
}

/** The entry of the state that an event belongs to. */
function entryOf(event: HistoryEvent, byId: ReadonlyMap<number, HistoryEvent>): HistoryEvent | undefined {
  let at: HistoryEvent | undefined = event
  while (at !== undefined && at['stateEnteredEventDetails'] === undefined)
    at = at.previousEventId < at.id ? byId.get(at.previousEventId) : undefined
  return at
}
