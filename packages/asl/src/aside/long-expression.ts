import type { Json } from '../json.ts'
import type { Spellings } from '../spelled-numbers.ts'

/** What is left of a state's budget, see `work-budget.ts`. */
export interface BudgetLeft {
  steps: number
  bytes: number
  visits: number
}

/** An expression to be computed on another thread: all that it takes, as plain data. */
export interface LongExpression {
  kind: 'jsonata' | 'path' | 'intrinsic'
  /** As `compileExpression`, `compilePath` and `compileIntrinsic` take it. */
  text: string
  /** The field it stands in, for failures. */
  location: string
  /** JSON text of what it can see, a `LongScope`. */
  scope: string
  /** Epoch milliseconds: what `$now()` tells. */
  now: number
  budget: BudgetLeft
}

/** What an expression can see; of the variables those that it may name. */
export interface LongScope {
  /** `$` of a path, `$states` of JSONata. */
  input: Json
  context: Json
  variables: Record<string, Json>
}

/** What came of it: a value (or none, where an expression returns nothing), or the failure that it ends in. */
export interface LongAnswer {
  value?: Json | undefined
  /** What the value remembers of its numbers. */
  spellings?: Spellings
  failure?: { error: string; cause: string; location?: string | undefined }
  left: BudgetLeft
}

/** Thrown out of a turn that needs the value of an expression before it can be run. No failure of the workflow: nothing catches it. */
export class PutAside {
  readonly work: LongExpression

  constructor(work: LongExpression) {
    this.work = work
  }
}

/** Thrown within an expression that has used up what it may use on this thread. */
export const tooLongHere: unique symbol = Symbol('too long for this thread')
