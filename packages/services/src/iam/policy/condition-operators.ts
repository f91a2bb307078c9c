import { isInRange } from './ip-range.ts'
import { compilePattern, compileText } from './pattern.ts'
import type { RequestContext } from './request-context.ts'

/** One value of a policy, ready to be compared with one value of the request. */
export type Comparison = (actual: string, context: RequestContext) => boolean

interface Operator {
  compile: (expected: string, variables: boolean) => Comparison
  /** Holds when *none* of the policy's values fits. */
  negated: boolean
}

const text =
  (compare: (actual: string, expected: string) => boolean) =>
  (expected: string, variables: boolean): Comparison => {
    if (!variables) return actual => compare(actual, expected)
    const fill = compileText(expected)
    return (actual, context) => {
      const filled = fill(context)
      return filled !== undefined && compare(actual, filled)
    }
  }

const number = (compare: (actual: number, expected: number) => boolean) =>
  text((actual, expected) => actual.trim() !== '' && expected.trim() !== '' && compare(Number(actual), Number(expected)))

const date = (compare: (actual: number, expected: number) => boolean) =>
  text((actual, expected) => compare(instantOf(actual), instantOf(expected)))

const equals = text((actual, expected) => actual === expected)
const equalsIgnoringCase = text((actual, expected) => actual.toLowerCase() === expected.toLowerCase())
const like = (expected: string, variables: boolean): Comparison => compilePattern(expected, { variables })
const numberEquals = number((actual, expected) => actual === expected)
const dateEquals = date((actual, expected) => actual === expected)
const inRange = text(isInRange)

const is = (compile: Operator['compile']): Operator => ({ compile, negated: false })
const isNot = (compile: Operator['compile']): Operator => ({ compile, negated: true })

/** By lower-case name. Source: IAM User Guide, "IAM JSON policy elements: Condition operators". `Null` is not here: it asks for presence. */
export const conditionOperators: ReadonlyMap<string, Operator> = new Map([
  ['stringequals', is(equals)],
  ['stringnotequals', isNot(equals)],
  ['stringequalsignorecase', is(equalsIgnoringCase)],
  ['stringnotequalsignorecase', isNot(equalsIgnoringCase)],
  ['stringlike', is(like)],
  ['stringnotlike', isNot(like)],
  ['numericequals', is(numberEquals)],
  ['numericnotequals', isNot(numberEquals)],
  ['numericlessthan', is(number((actual, expected) => actual < expected))],
  ['numericlessthanequals', is(number((actual, expected) => actual <= expected))],
  ['numericgreaterthan', is(number((actual, expected) => actual > expected))],
  ['numericgreaterthanequals', is(number((actual, expected) => actual >= expected))],
  ['dateequals', is(dateEquals)],
  ['datenotequals', isNot(dateEquals)],
  ['datelessthan', is(date((actual, expected) => actual < expected))],
  ['datelessthanequals', is(date((actual, expected) => actual <= expected))],
  ['dategreaterthan', is(date((actual, expected) => actual > expected))],
  ['dategreaterthanequals', is(date((actual, expected) => actual >= expected))],
  ['bool', is(equalsIgnoringCase)],
  ['binaryequals', is(equals)],
  ['ipaddress', is(inRange)],
  ['notipaddress', isNot(inRange)],
  ['arnequals', is(arnLike)],
  ['arnlike', is(arnLike)],
  ['arnnotequals', isNot(arnLike)],
  ['arnnotlike', isNot(arnLike)],
])

/** Each of the six parts of an ARN is compared on its own; a wildcard does not reach beyond its colon. */
function arnLike(expected: string, variables: boolean): Comparison {
  const patterns = arnParts(expected).map(part => compilePattern(part, { variables }))
  return (actual, context) => {
    const parts = arnParts(actual)
    return parts.length === patterns.length && patterns.every((matches, index) => matches(parts[index]!, context))
  }
}

/** Colons inside `${…}` separate nothing. */
function arnParts(arn: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const character of arn) {
    if (character === '{') depth++
    if (character === '}') depth--
    if (character === ':' && depth === 0 && parts.length < 6) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}

/** ISO 8601 or seconds since 1970, to epoch milliseconds. */
function instantOf(value: string): number {
  return /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value)
}
