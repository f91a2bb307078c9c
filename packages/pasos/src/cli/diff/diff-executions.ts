import { alignVisits, type ComparedVisit, type Difference, differences, endOf, type HistoryEvent, type VisitPair } from '@pasos/asl'
import { emptyRun, foldHistory, type Step } from '@pasos/graph/run'

/** How two executions differ. */
export interface ExecutionDiff {
  /** Of the executions as wholes. */
  end: { what: 'status' | 'error' | 'input' | 'output'; first: string; second: string }[]
  /** All visits, side by side; those that are alike differ in nothing. */
  visits: (VisitPair<ComparedVisit> & { differs: Difference[] })[]
}

/** Compares what two executions did by their histories: the nth visit of a state with the nth of the other. */
export function diffExecutions(first: readonly HistoryEvent[], second: readonly HistoryEvent[]): ExecutionDiff {
  const visits = alignVisits(visitsOf(first), visitsOf(second)).map(pair => ({ ...pair, differs: differences(pair) }))
  const [one, other] = [outcomeOf(first), outcomeOf(second)]
  const end = (['status', 'error', 'input', 'output'] as const).flatMap(what => {
    const [before, after] = [one[what], other[what]]
    return before === after ? [] : [{ what, first: before, second: after }]
  })
  return { end, visits }
}

/** A state within Maps and Parallels by where it is: `Orders[2]/Charge`. */
function visitsOf(history: readonly HistoryEvent[]): ComparedVisit[] {
  return foldHistory(emptyRun(), history as Parameters<typeof foldHistory>[1]).steps.map(step => {
    const { status, error, input, output } = step
    return {
      name: placeOf(step),
      status,
      ...(error !== undefined && { error }),
      ...(input !== undefined && { input }),
      ...(output !== undefined && { output }),
    }
  })
}

function placeOf({ name, lane: { owner, iteration } }: Step): string {
  if (owner === undefined) return name
  return `${placeOf(owner)}${iteration === undefined ? '|' : `[${iteration}]`}/${name}`
}

function outcomeOf(history: readonly HistoryEvent[]): Record<ExecutionDiff['end'][number]['what'], string> {
  const { status, error = '' } = endOf(history)
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return {
    ...{ status, error },
    input: text(history[0]?.['executionStartedEventDetails']?.['input']),
    output: text(history.at(-1)?.['executionSucceededEventDetails']?.['output']),
  }
}
