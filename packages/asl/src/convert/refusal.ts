/** Why a part has no counterpart in JSONata that is the same for every input. */
export type ConversionReason =
  /** The path may lead to several values: a wildcard, a slice, a filter, `..`, or a function. */
  | 'several-values'
  /** An intrinsic function, with these arguments. */
  | 'function'
  /** A text that JSONata would take for an expression. */
  | 'looks-like-expression'
  | 'timestamp-test'
  /** A field whose data JSONata does not show there. */
  | 'field'

export class NotConvertible extends Error {
  readonly reason: ConversionReason
  /** The path, function or field that it is about. */
  readonly what: string

  constructor(reason: ConversionReason, what: string) {
    super(`${reason}: ${what}`)
    this.reason = reason
    this.what = what
  }
}
