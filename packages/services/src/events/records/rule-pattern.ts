import { parsePattern } from '../../event-pattern/compile-pattern.ts'
import { PatternError } from '../../event-pattern/matcher.ts'
import { invalidPattern } from '../errors.ts'

/** @throws ApiError InvalidEventPatternException */
export function checkPattern(text: string): void {
  try {
    parsePattern(text)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw invalidPattern(error.message)
  }
}
