import type { Json } from '../json.ts'
import { respell } from '../spelled-numbers.ts'
import type { WorkBudget } from '../work-budget.ts'
import type { LongAnswer } from './long-expression.ts'

/** What an expression of the turn gave, and what it left of its state's budget. */
interface Known {
  readonly text: string
  readonly answer: LongAnswer
  /** How much chance has said when it was done: one that is known asks for nothing again. */
  readonly drawn: number
}

/** Below these an expression is sooner computed again than kept. */
const CHEAP_STEPS = 500
const CHEAP_VISITS = 500

/**
 * What is known of a turn from earlier tries of it. When an expression is too long for the thread of all, the turn is thrown away, the
 * expression is computed elsewhere, and the turn is run once more with its value at hand. The tries are alike: chance answers the same
 * again, and expressions are told apart by their place in the order in which the turn comes to them.
 */
export class TurnMemo {
  /** An expression is being computed: what it evaluates within itself is a part of it. */
  isInside = false
  private ordinal = 0
  private known: Map<number, Known> | undefined
  /** Of the visit of a state that is under way: all that it has computed so far. */
  private visit: Array<Known & { ordinal: number; isCheap: boolean }> = []
  private draws: unknown[] = []
  private drawn = 0
  private drawnBefore = 0

  /** Another turn begins, of which nothing is known. */
  renew(): void {
    this.rewind()
    this.known = undefined
    if (this.visit.length > 0) this.visit = []
    if (this.draws.length > 0) this.draws = []
  }

  /** A state is entered or left. What its predecessor computed is kept for another try where it took its time. */
  beginVisit(): void {
    if (this.visit.length === 0) return
    for (const entry of this.visit) if (!entry.isCheap) this.keep(entry.ordinal, entry)
    this.visit = []
  }

  /** The value of the expression that the turn comes to now, if an earlier try got to know it. */
  next(text: string): LongAnswer | undefined {
    const ordinal = this.ordinal++
    this.drawnBefore = this.drawn
    const known = this.known?.get(ordinal)
    if (known === undefined) return undefined
    if (known.text === text) {
      this.drawn = known.drawn
      return known.answer
    }
    // Only where the world has changed between two tries; what was known of this turn is then worth nothing.
    this.known = undefined
    return undefined
  }

  /** Notes what the expression asked for last gave. */
  note(text: string, value: Json | undefined, before: WorkBudget, { steps, bytes, visits }: WorkBudget): void {
    const isCheap = before.steps - steps < CHEAP_STEPS && before.visits - visits < CHEAP_VISITS
    this.visit.push({ ordinal: this.ordinal - 1, text, isCheap, drawn: this.drawn, answer: { value, left: { steps, bytes, visits } } })
  }

  /** The expression asked for last was computed elsewhere; the turn is about to be run again. */
  answer(text: string, answer: LongAnswer): void {
    if (answer.spellings !== undefined) respell(answer.spellings)
    for (const entry of this.visit) this.keep(entry.ordinal, entry)
    this.visit = []
    this.keep(this.ordinal - 1, { text, answer, drawn: this.drawnBefore })
    this.rewind()
  }

  /** What chance says, the same in each try. */
  draw<T>(source: () => T): T {
    if (this.drawn === this.draws.length) this.draws.push(source())
    return this.draws[this.drawn++] as T
  }

  private rewind(): void {
    this.ordinal = 0
    this.drawn = 0
    this.isInside = false
  }

  private keep(ordinal: number, { text, answer, drawn }: Known): void {
    this.known ??= new Map()
    this.known.set(ordinal, { text, answer, drawn })
  }
}
