import type { Json } from '../json.ts'
import type { SpelledNumber } from '../spelled-numbers.ts'

/** The outside as expressions may know it. */
export interface TemplateEnvironment {
  /** 0 ≤ n < 1. */
  random(): number
  /** A version 4 UUID. */
  uuid(): string
}

export interface IntrinsicFunction {
  /** Least and greatest number of arguments. */
  readonly arity: readonly [number, number]
  /** True when the first argument is wanted as written, with its escapes (`States.Format`). */
  readonly takesSource?: true
  /** True when it goes through all that is in its arguments, however deep. */
  readonly looksDeep?: true
  /** Throws `InvalidArguments`. The list of arguments remembers how numbers in it were written; a number that is handed on tells it. */
  apply(args: readonly Json[], environment: TemplateEnvironment): Json | SpelledNumber
}
