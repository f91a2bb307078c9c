import { StatesFailure } from './machine/failure.ts'

/**
 * What all expressions of one visit of a state may use up together. A definition may hold thousands of them, each of which stays below
 * the bounds of its own, and while they are computed nobody else is served.
 */
export interface WorkBudget {
  /** Of JSONata, see `jsonata/run.ts`. */
  steps: number
  bytes: number
  /** Of JSONPath and the intrinsic functions: values looked at, about 175 ns each. */
  visits: number
}

// Scans within scans visit a value once for each way to it: `$..*..*` on 100,000 nested arrays would never end.
// Two million visits take about 0.35 s.
const MAX_VISITS = 2_000_000
const MAX_STEPS = 2_000_000
const MAX_BYTES = 20 * 1024 * 1024

export function newWorkBudget(): WorkBudget {
  return { steps: MAX_STEPS, bytes: MAX_BYTES, visits: MAX_VISITS }
}

/** Pays for values that JSONPath or an intrinsic function looks at. */
export function payVisits(budget: WorkBudget, visits: number): void {
  budget.visits -= visits
  if (budget.visits < 0) throw new StatesFailure('States.Runtime', `The path leads to too many values: more than ${MAX_VISITS} visited`)
}
