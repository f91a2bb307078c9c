import { MOST_LEVELS } from '../json-size.ts'

/**
 * A workflow failure on its way from an expression to the state that owns it. It carries AWS's error name and cause; the state
 * turns it into data for Retry and Catch. It has no stack: it is a value that travels, not a bug.
 */
export class StatesFailure {
  readonly error: string
  readonly cause: string
  /** JSON pointer-like place inside the state, as `EvaluationFailed` events report it, e.g. `Output` or `Arguments/a`. */
  readonly location: string | undefined

  constructor(error: string, cause: string, location?: string) {
    this.error = error
    this.cause = cause
    this.location = location
  }
}

/** What becomes of a value in which lists and objects stand too deep in each other. */
export function tooDeep(): StatesFailure {
  return new StatesFailure('States.Runtime', `A value is nested deeper than ${MOST_LEVELS} levels.`)
}
