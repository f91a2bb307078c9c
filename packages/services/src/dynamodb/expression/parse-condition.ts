import { contentOf, typeOf, validationError } from '../values/attribute-value.ts'
import { orderOf } from '../values/compare-values.ts'
import type { Comparator, Condition, FunctionName, Operand } from './condition.ts'
import { parsePath } from './document-path.ts'
import type { Placeholders } from './placeholders.ts'
import { type ExpressionKind, type TokenStream, tokenStream } from './token-stream.ts'

const COMPARATORS = new Set<string>(['=', '<>', '<', '<=', '>', '>='])
const ARITY: Record<FunctionName, number> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
}
const TYPE_NAMES = new Set(['S', 'SS', 'N', 'NS', 'B', 'BS', 'BOOL', 'NULL', 'L', 'M'])
/** Of an IN. */
const MOST_CHOICES = 100
/** Parentheses and NOTs within each other; far below what would overflow the stack. */
const DEEPEST = 300

/** Reads a condition, filter or key condition. Throws ValidationException in DynamoDB's words. */
export function parseCondition(kind: ExpressionKind, text: string, placeholders: Placeholders): Condition {
  const stream = tokenStream(kind, text)
  const condition = parseOr(stream, placeholders, 0)
  stream.mustEnd()
  return condition
}

function parseOr(stream: TokenStream, placeholders: Placeholders, depth: number): Condition {
  if (depth > DEEPEST) throw validationError(`Invalid ${stream.kind}: The expression is nested too deeply`)
  let left = parseAnd(stream, placeholders, depth)
  while (stream.skip('OR')) left = { kind: 'or', left, right: parseAnd(stream, placeholders, depth) }
  return left
}

function parseAnd(stream: TokenStream, placeholders: Placeholders, depth: number): Condition {
  let left = parseNot(stream, placeholders, depth)
  while (stream.skip('AND')) left = { kind: 'and', left, right: parseNot(stream, placeholders, depth) }
  return left
}

function parseNot(stream: TokenStream, placeholders: Placeholders, depth: number): Condition {
  if (depth > DEEPEST) throw validationError(`Invalid ${stream.kind}: The expression is nested too deeply`)
  if (stream.skip('NOT')) return { kind: 'not', condition: parseNot(stream, placeholders, depth + 1) }
  if (stream.skip('(')) {
    const inside = parseOr(stream, placeholders, depth + 1)
    stream.take(')')
    return inside
  }
  return parsePredicate(stream, placeholders)
}

function parsePredicate(stream: TokenStream, placeholders: Placeholders): Condition {
  if (stream.peek(1) === '(' && stream.peek() !== 'size') return parseFunction(stream, placeholders)
  const left = parseOperand(stream, placeholders)
  if (stream.skip('BETWEEN')) return parseBetween(stream, placeholders, left)
  if (stream.skip('IN')) return parseIn(stream, placeholders, left)
  if (!COMPARATORS.has(stream.peek() ?? '')) throw stream.unexpected()
  const comparator = stream.next() as Comparator
  const right = parseOperand(stream, placeholders)
  if (samePath(left, right))
    throw validationError(
      `Invalid ${stream.kind}: The first operand must be distinct from the remaining operands for this operator or function; operator: ${comparator}, first operand: ${describe(left)}`,
    )
  if (comparator !== '=' && comparator !== '<>') for (const operand of [left, right]) mustBeOrdered(stream.kind, comparator, operand)
  return { kind: 'compare', comparator, left, right }
}

function parseBetween(stream: TokenStream, placeholders: Placeholders, operand: Operand): Condition {
  const low = parseOperand(stream, placeholders)
  stream.take('AND')
  const high = parseOperand(stream, placeholders)
  for (const bound of [low, high]) mustBeOrdered(stream.kind, 'BETWEEN', bound)
  if (low.kind === 'value' && high.kind === 'value') {
    const order = orderOf(low.value, high.value)
    if (order === undefined)
      throw validationError(
        `Invalid ${stream.kind}: The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: ${describe(low)}, upper bound operand: ${describe(high)}`,
      )
    if (order > 0)
      throw validationError(
        `Invalid ${stream.kind}: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: ${describe(low)}, upper bound operand: ${describe(high)}`,
      )
  }
  return { kind: 'between', operand, low, high }
}

function parseIn(stream: TokenStream, placeholders: Placeholders, operand: Operand): Condition {
  stream.take('(')
  const choices = [parseOperand(stream, placeholders)]
  while (stream.skip(',')) choices.push(parseOperand(stream, placeholders))
  stream.take(')')
  if (choices.length > MOST_CHOICES)
    throw validationError(
      `Invalid ${stream.kind}: The IN operator is provided with too many operands; number of operands: ${choices.length + 1}`,
    )
  return { kind: 'in', operand, choices }
}

function parseFunction(stream: TokenStream, placeholders: Placeholders): Condition {
  const name = stream.next()
  if (!/^[a-z_]/i.test(name)) throw stream.unexpected()
  if (!Object.hasOwn(ARITY, name)) {
    const isElsewhere = name === 'if_not_exists' || name === 'list_append'
    const what = isElsewhere ? 'The function is not allowed in a condition expression' : 'Invalid function name'
    throw validationError(`Invalid ${stream.kind}: ${what}; function: ${name}`)
  }
  stream.take('(')
  const operands = [parseOperand(stream, placeholders)]
  while (stream.skip(',')) operands.push(parseOperand(stream, placeholders))
  stream.take(')')
  const known = name as FunctionName
  if (operands.length !== ARITY[known])
    throw validationError(
      `Invalid ${stream.kind}: Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    )
  checkFunction(stream.kind, known, operands)
  return { kind: 'function', name: known, operands }
}

function checkFunction(kind: ExpressionKind, name: FunctionName, operands: Operand[]): void {
  const [first, second] = operands as [Operand, Operand | undefined]
  if (name.startsWith('attribute_') && first.kind !== 'path')
    throw validationError(`Invalid ${kind}: Operator or function requires a document path; operator or function: ${name}`)
  if (second !== undefined && samePath(first, second))
    throw validationError(
      `Invalid ${kind}: The first operand must be distinct from the remaining operands for this operator or function; operator: ${name}, first operand: ${describe(first)}`,
    )
  if (name === 'attribute_type') {
    if (second?.kind !== 'value' || !('S' in second.value))
      throw wrongType(kind, name, second?.kind === 'value' ? typeOf(second.value) : 'path')
    if (!TYPE_NAMES.has(second.value.S))
      throw validationError(
        `Invalid ${kind}: Invalid attribute type name found; type: ${second.value.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
      )
  }
  if (name === 'begins_with')
    for (const operand of operands)
      if (operand.kind === 'value' && !('S' in operand.value || 'B' in operand.value)) throw wrongType(kind, name, typeOf(operand.value))
}

function wrongType(kind: ExpressionKind, operator: string, type: string): Error {
  return validationError(
    `Invalid ${kind}: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
  )
}

function mustBeOrdered(kind: ExpressionKind, operator: string, operand: Operand): void {
  if (operand.kind === 'value' && !('S' in operand.value || 'N' in operand.value || 'B' in operand.value))
    throw wrongType(kind, operator, typeOf(operand.value))
}

function parseOperand(stream: TokenStream, placeholders: Placeholders): Operand {
  const token = stream.peek() ?? ''
  if (/^:./.test(token)) {
    const placeholder = stream.next()
    return { kind: 'value', placeholder, value: placeholders.value(stream.kind, placeholder) }
  }
  if (token === 'size' && stream.peek(1) === '(') {
    stream.next()
    stream.take('(')
    const of = parseOperand(stream, placeholders)
    stream.take(')')
    if (of.kind === 'value' && ('N' in of.value || 'BOOL' in of.value || 'NULL' in of.value))
      throw wrongType(stream.kind, 'size', typeOf(of.value))
    return { kind: 'size', of }
  }
  return { kind: 'path', path: parsePath(stream, placeholders) }
}

function samePath(left: Operand, right: Operand): boolean {
  return left.kind === 'path' && right.kind === 'path' && JSON.stringify(left.path) === JSON.stringify(right.path)
}

function describe(operand: Operand): string {
  if (operand.kind === 'path') return `[${operand.path.join(', ')}]`
  if (operand.kind === 'value') return `AttributeValue: {${typeOf(operand.value)}:${contentOf(operand.value)}}`
  return `size(${describe(operand.of)})`
}
