import type { Decision, HistoryEvent, Json, JsonObject, SimulatedExecution } from '@pasos/asl'
import { type CoverageItem, coverageItems, METRICS, type Metric } from './coverage-items.ts'

/** What of a definition tests have run, and how often. */
export interface CoverageReport {
  file: string
  items: readonly (CoverageItem & { hits: number; line: number })[]
  totals: Record<Metric, { covered: number; total: number; percent: number }>
}

const FIELD: Record<Decision, [Metric, string]> = {
  rule: ['choiceRules', 'Choices'],
  default: ['choiceRules', ''],
  retrier: ['retriers', 'Retry'],
  catcher: ['catchers', 'Catch'],
}

/** Counts what runs of one definition go through. */
export class Coverage {
  private readonly file: string
  private readonly items: readonly CoverageItem[]
  private readonly lineOf: (pointer: string) => number
  private readonly hits = new Map<string, number>()

  constructor(definition: JsonObject, file: string, lineOf: (pointer: string) => number) {
    this.file = file
    this.items = coverageItems(definition)
    this.lineOf = lineOf
  }

  decided(state: string, by: Decision, index: number): void {
    const [metric, field] = FIELD[by]
    this.hit(metric, state, by === 'default' ? 'Default' : `${field}[${index}]`)
  }

  /** Takes the events of an execution from the one at `first` on. */
  ran({ history, end, child }: SimulatedExecution, first: number): void {
    for (let place = first; place < history.length; place++) this.take(history[place]!, history)
    // A distributed Map's children tell how its items fared.
    if (child === undefined || end === undefined || first >= history.length) return
    this.hit('mapOutcomes', child.map, end.status === 'SUCCEEDED' ? 'an item succeeded' : 'an item failed')
  }

  /** One state was run alone. */
  ranAlone(state: string, next: string | undefined): void {
    this.hit('states', state, '')
    if (next !== undefined) this.hit('transitions', state, `→ ${next}`)
  }

  report(): CoverageReport {
    const items = this.items.map(item => ({ ...item, hits: this.hits.get(keyOf(item)) ?? 0, line: this.lineOf(item.pointer) }))
    return { file: this.file, items, totals: totalsOf(items) }
  }

  private take(event: HistoryEvent, history: readonly HistoryEvent[]): void {
    // Ids are gap-free from 1.
    const previous = history[event.previousEventId - 1]
    const entered = nameIn(event['stateEnteredEventDetails'])
    if (entered !== undefined) {
      this.hit('states', entered, '')
      const left = nameIn(previous?.['stateExitedEventDetails'])
      if (left !== undefined) this.hit('transitions', left, `→ ${entered}`)
    }
    const failed = nameIn(event['mapIterationFailedEventDetails'])
    if (failed !== undefined) this.hit('mapOutcomes', failed, 'an item failed')
    const succeeded = nameIn(event['mapIterationSucceededEventDetails'])
    if (succeeded !== undefined) this.hit('mapOutcomes', succeeded, 'an item succeeded')
    const map = event['mapStateStartedEventDetails']?.['length'] === 0 ? nameIn(previous?.['stateEnteredEventDetails']) : undefined
    if (map !== undefined) this.hit('mapOutcomes', map, 'no items')
  }

  private hit(metric: Metric, state: string, what: string): void {
    const key = keyOf({ metric, state, what })
    this.hits.set(key, (this.hits.get(key) ?? 0) + 1)
  }
}

export function totalsOf(items: readonly { metric: Metric; hits: number }[]): CoverageReport['totals'] {
  const totals = METRICS.map(metric => {
    const own = items.filter(item => item.metric === metric)
    const covered = own.filter(({ hits }) => hits > 0).length
    return [metric, { covered, total: own.length, percent: own.length === 0 ? 100 : (100 * covered) / own.length }]
  })
  return Object.fromEntries(totals) as CoverageReport['totals']
}

function keyOf({ metric, state, what }: Pick<CoverageItem, 'metric' | 'state' | 'what'>): string {
  return JSON.stringify([metric, state, what])
}

function nameIn(details: JsonObject | undefined): string | undefined {
  const name: Json | undefined = details?.['name']
  return typeof name === 'string' ? name : undefined
}
