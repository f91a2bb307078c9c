import { elementsOf, valueIn } from './field-values.ts'
import { absent, compileMatcher, type Matcher, PatternError } from './matcher.ts'

/** Whether a JSON document matches. */
export type Pattern = (document: unknown) => boolean

const mostFields = 300
const deepest = 32

/**
 * All fields that the pattern names must match, each with one of the values in its list; a list in the document matches when one of its
 * elements does. `$or` names alternatives. Used by EventBridge rules, filter policies of SNS and filters of event source mappings.
 * @throws PatternError
 */
export function compilePattern(pattern: unknown): Pattern {
  const budget = { fields: mostFields }
  return compileObject(pattern, budget, 0)
}

/** JSON text of a pattern. @throws PatternError */
export function parsePattern(text: string): Pattern {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new PatternError('Filter is not an object')
  }
  return compilePattern(value)
}

function compileObject(pattern: unknown, budget: { fields: number }, depth: number): Pattern {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) throw new PatternError('Filter is not an object')
  if (depth > deepest) throw new PatternError('Filter is nested too deeply')
  const tests = Object.entries(pattern).map(([field, wanted]): Pattern => {
    if (--budget.fields < 0) throw new PatternError('Filter has too many fields')
    if (field === '$or' && Array.isArray(wanted)) return anyOf(wanted.map(part => compileObject(part, budget, depth + 1)))
    if (Array.isArray(wanted)) return fieldTest(field, wanted)
    if (typeof wanted !== 'object' || wanted === null) throw new PatternError(`"${field}" must be an object or an array`)
    const inner = compileObject(wanted, budget, depth + 1)
    // Of a list of objects one must match as a whole.
    return document => elementsOf(valueIn(document, field)).some(inner)
  })
  return document => tests.every(matches => matches(document))
}

function anyOf(alternatives: Pattern[]): Pattern {
  if (alternatives.length < 2) throw new PatternError('There must have at least 2 Objects in $or relationship.')
  return document => alternatives.some(matches => matches(document))
}

function fieldTest(field: string, wanted: readonly unknown[]): Pattern {
  if (wanted.length === 0) throw new PatternError('Empty arrays are not allowed')
  const matchers = wanted.map(compileMatcher)
  return document => {
    const value = valueIn(document, field)
    return elementsOf(value).some(element => fitsOne(matchers, element))
  }
}

/** Only leaves are there in the sense of `exists`. */
function fitsOne(matchers: readonly Matcher[], element: unknown): boolean {
  const value = typeof element === 'object' && element !== null ? absent : element
  return matchers.some(fits => fits(value))
}
