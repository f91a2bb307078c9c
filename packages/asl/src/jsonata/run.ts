import { newWorkBudget } from '../work-budget.ts'
import { BoundExceeded, DEPTH_EXCEEDED, MEMORY_EXCEEDED, TIME_EXCEEDED } from './failure-text.ts'
import type { Frame } from './frame.ts'
import type { JsonataScope } from './scope.ts'
import type { Node } from './syntax-tree.ts'

// AWS: a value of 6,990,256 bytes passes, 8 more do not, and nesting ends at 100 (measured by users: floci issue 2737). A number counts
// for 8 bytes, a character for 1.
export const MAX_VALUE_BYTES = 6_990_256
const MAX_DEPTH = 100
// Evaluations run to their end without a pause, so their length is bounded by work instead of time: the same on every machine. The
// worst of the cases in hostile.test.ts used theirs up in 0.6 s on the 2-core machine that measured them.
const MAX_STEPS = 1_200_000

/** One evaluation of one expression: what it may still use, and the interpreter's functions that call each other through it. */
export interface Run {
  readonly scope: JsonataScope
  steps: number
  /** All that it may allocate, garbage or not: an upper bound of what it can hold at once. */
  bytes: number
  /** What it had at its beginning. */
  readonly given: { steps: number; bytes: number }
  depth: number
  evaluate(run: Run, node: Node, input: unknown, frame: Frame): unknown
  apply(run: Run, callee: unknown, args: readonly unknown[], input: unknown, frame: Frame): unknown
  lookUp(run: Run, name: string, frame: Frame): unknown
}

export function startRun(scope: JsonataScope, interpreter: Pick<Run, 'evaluate' | 'apply' | 'lookUp'>): Run {
  const { steps, bytes, here } = scope.budget ?? newWorkBudget()
  const whole = { steps: Math.min(steps, MAX_STEPS), bytes }
  if (here === undefined) return { scope, ...whole, given: whole, depth: 0, ...interpreter }
  const given = { steps: Math.min(whole.steps, here.steps), bytes: Math.min(bytes, here.bytes) }
  return { scope, ...given, given, depth: 0, ...interpreter }
}

/** Whether an evaluation that exceeded a bound would have had more on another thread. */
export function isCutShort(run: Run): boolean {
  const { budget } = run.scope
  if (budget?.here === undefined || (run.steps >= 0 && run.bytes >= 0)) return false
  return run.given.steps < Math.min(budget.steps, MAX_STEPS) || run.given.bytes < budget.bytes
}

/** Takes what an evaluation has used up from what its state has. `heldBytes`: what its result keeps; the rest is garbage. */
export function settle(run: Run, heldBytes: number): void {
  const { budget } = run.scope
  if (budget === undefined) return
  const steps = run.given.steps - run.steps
  budget.steps -= steps
  budget.bytes -= heldBytes
  if (budget.here !== undefined) budget.here.steps -= steps
}

/** Pays for work: about 100 ns a step. */
export function spend(run: Run, steps: number): void {
  run.steps -= steps
  if (run.steps < 0) throw new BoundExceeded(TIME_EXCEEDED)
}

/** Pays for a new value, before it is made. */
export function hold(run: Run, bytes: number): void {
  run.bytes -= bytes
  if (bytes > MAX_VALUE_BYTES || run.bytes < 0) throw new BoundExceeded(MEMORY_EXCEEDED)
}

/** Pays for what is garbage as soon as it was made: it counts for the whole, but is no value. */
export function waste(run: Run, bytes: number): void {
  run.bytes -= bytes
  if (run.bytes < 0) throw new BoundExceeded(MEMORY_EXCEEDED)
}

export function holdItems(run: Run, count: number): void {
  hold(run, count * 8)
  spend(run, count >> 3)
}

export function descend(run: Run): void {
  run.depth++
  run.steps--
  if (run.depth > MAX_DEPTH) throw new BoundExceeded(DEPTH_EXCEEDED)
  if (run.steps < 0) throw new BoundExceeded(TIME_EXCEEDED)
}
