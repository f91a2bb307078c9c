import { StatesFailure } from '../machine/failure.ts'

/** The expression a failure is about, and the field it stands in, such as `Arguments/a[0]`. */
export interface ExpressionPlace {
  readonly expression: string
  readonly location: string
}

/** An error of the language: its code, such as `T2001`, and its text. */
export interface CodedError {
  readonly code: string
  readonly message: string
}

/** One of the bounds of an evaluation was exceeded. These have no code of the language; AWS writes them after a colon. */
export class BoundExceeded {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}

// AWS's words for its own bounds (measured by users of AWS, floci issue 2737).
export const MEMORY_EXCEEDED = 'Expression evaluation memory limit exceeded: Check for excessive memory usage'
export const DEPTH_EXCEEDED = 'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.'
export const TIME_EXCEEDED = 'Expression evaluation timeout: Check for infinite loop'

export function nothingReturned(place: ExpressionPlace): StatesFailure {
  return queryFailure(place, 'returned nothing (undefined).')
}

export function unsupportedResult(place: ExpressionPlace): StatesFailure {
  return queryFailure(place, 'returned an unsupported result type.')
}

/** A failure for whatever an evaluation threw. */
export function evaluationFailure(place: ExpressionPlace, error: unknown): StatesFailure {
  if (error instanceof StatesFailure) return error
  if (error instanceof BoundExceeded) return queryFailure(place, `threw an error during evaluation: ${error.message}`)
  if (error instanceof RangeError) return queryFailure(place, `threw an error during evaluation: ${DEPTH_EXCEEDED}`)
  if (isCoded(error)) return queryFailure(place, `threw an error during evaluation. ${error.code}: ${error.message}`)
  return queryFailure(place, 'threw an internal error during evaluation.')
}

function queryFailure({ expression, location }: ExpressionPlace, ending: string): StatesFailure {
  return new StatesFailure(
    'States.QueryEvaluationError',
    `The JSONata expression '${expression}' specified for the field '${location}' ${ending}`,
    location,
  )
}

function isCoded(error: unknown): error is CodedError {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && 'message' in error
}
