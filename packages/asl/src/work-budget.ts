import { tooLongHere } from './aside/long-expression.ts'
import type { TurnMemo } from './aside/turn-memo.ts'
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
  /** What of it may be used up on this thread, which all executions share; without it the whole. */
  here?: WorkHere | undefined
}

export interface WorkHere {
  steps: number
  visits: number
  /** Of each expression by itself. */
  readonly bytes: number
  readonly memo: TurnMemo
}

// Scans within scans visit a value once for each way to it: `$..*..*` on 100,000 nested arrays would never end.
// Two million visits take about 0.35 s.
const MAX_VISITS = 2_000_000
const MAX_STEPS = 2_000_000
const MAX_BYTES = 20 * 1024 * 1024

// About a tenth of what an expression may use at most, some 20 ms: so long do all others wait at most.
const STEPS_HERE = 100_000
const VISITS_HERE = 100_000
const BYTES_HERE = 2 * 1024 * 1024

/** @param memo where expressions that are too long for this thread can be computed elsewhere */
export function newWorkBudget(memo?: TurnMemo): WorkBudget {
  memo?.beginVisit()
  const here = memo && { steps: STEPS_HERE, bytes: BYTES_HERE, visits: VISITS_HERE, memo }
  return { steps: MAX_STEPS, bytes: MAX_BYTES, visits: MAX_VISITS, here }
}

/** Pays for values that JSONPath or an intrinsic function looks at. */
export function payVisits(budget: WorkBudget, visits: number): void {
  budget.visits -= visits
  if (budget.visits < 0) throw tooManyValues()
  const { here } = budget
  if (here === undefined) return
  here.visits -= visits
  if (here.visits < 0) throw tooLongHere
}

export function tooManyValues(): StatesFailure {
  return new StatesFailure('States.Runtime', `The path leads to too many values: more than ${MAX_VISITS} visited`)
}
