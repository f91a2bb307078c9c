import { type JsonNode, JsonSyntaxError, lineAndColumn, parseJsonSource, placeOf } from '@pasos/asl'
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
  return compileObject(pattern, budget, [])
}

/** JSON text of a pattern. @throws PatternError with the place where AWS's parser has seen what is wrong */
export function parsePattern(text: string): Pattern {
  try {
    return compilePattern(JSON.parse(text))
  } catch (error) {
    throw error instanceof PatternError ? placed(error, text) : new PatternError(syntaxProblem(text))
  }
}

function syntaxProblem(text: string): string {
  try {
    parseJsonSource(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message
  }
  return 'Filter is not an object'
}

/** AWS reads as far as it must to see what a value is: the mark that opens it, a whole word or number, an empty list to its end. */
function placed(error: PatternError, text: string): PatternError {
  if (error.path === undefined) return error
  let node: JsonNode | undefined = parseJsonSource(text).root
  for (const name of error.path) node = node?.members?.get(name)?.node
  if (node === undefined) return error
  const isOpened = typeof node.value === 'string' || node.members !== undefined || (node.items?.length ?? 0) > 0
  return new PatternError(`${error.message}\n at ${placeOf(text, lineAndColumn(text, isOpened ? node.start + 1 : node.end))}`, error.path)
}

function compileObject(pattern: unknown, budget: { fields: number }, path: readonly string[]): Pattern {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) throw new PatternError('Filter is not an object', path)
  if (path.length > deepest) throw new PatternError('Filter is nested too deeply')
  const tests = Object.entries(pattern).map(([field, wanted]): Pattern => {
    const place = [...path, field]
    if (--budget.fields < 0) throw new PatternError('Filter has too many fields')
    if (field === '$or' && Array.isArray(wanted)) return anyOf(wanted.map(part => compileObject(part, budget, place)))
    if (Array.isArray(wanted)) return fieldTest(field, wanted, place)
    if (typeof wanted !== 'object' || wanted === null) throw new PatternError(`"${field}" must be an object or an array`, place)
    const inner = compileObject(wanted, budget, place)
    // Of a list of objects one must match as a whole.
    return document => elementsOf(valueIn(document, field)).some(inner)
  })
  return document => tests.every(matches => matches(document))
}

function anyOf(alternatives: Pattern[]): Pattern {
  if (alternatives.length < 2) throw new PatternError('There must have at least 2 Objects in $or relationship.')
  return document => alternatives.some(matches => matches(document))
}

function fieldTest(field: string, wanted: readonly unknown[], place: readonly string[]): Pattern {
  if (wanted.length === 0) throw new PatternError('Empty arrays are not allowed', place)
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
