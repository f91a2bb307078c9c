import { type AttributeValue, typeOf, validationError } from '../values/attribute-value.ts'
import { parsePath, refuseOverlaps } from './document-path.ts'
import type { Placeholders } from './placeholders.ts'
import { type TokenStream, tokenStream } from './token-stream.ts'
import type { SetValue, UpdateAction } from './update.ts'

const KIND = 'UpdateExpression'
const SECTIONS = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const

/** Reads an update expression: each section once, no two actions on overlapping paths. */
export function parseUpdate(text: string, placeholders: Placeholders): UpdateAction[] {
  const stream = tokenStream(KIND, text)
  const actions: UpdateAction[] = []
  const seen = new Set<string>()
  do {
    const section = SECTIONS.find(name => stream.skip(name))
    if (section === undefined) throw stream.unexpected()
    if (seen.has(section)) throw invalid(`The "${section}" section can only be used once in an update expression;`)
    seen.add(section)
    do actions.push(parseAction(section, stream, placeholders))
    while (stream.skip(','))
  } while (stream.peek() !== undefined)
  refuseOverlaps(
    KIND,
    actions.map(({ path }) => path),
  )
  return actions
}

function parseAction(section: (typeof SECTIONS)[number], stream: TokenStream, placeholders: Placeholders): UpdateAction {
  const path = parsePath(stream, placeholders)
  if (section === 'REMOVE') return { action: section, path }
  if (section === 'SET') {
    stream.take('=')
    return { action: section, path, value: parseSum(stream, placeholders) }
  }
  const token = stream.peek() ?? ''
  if (!/^:./.test(token)) throw stream.unexpected()
  const value = placeholders.value(KIND, stream.next())
  const isSet = 'SS' in value || 'NS' in value || 'BS' in value
  if (!isSet && !(section === 'ADD' && 'N' in value)) throw wrongType(section, value)
  return { action: section, path, value }
}

function parseSum(stream: TokenStream, placeholders: Placeholders): SetValue {
  const left = parseSetValue(stream, placeholders)
  const operator = stream.peek()
  if (operator !== '+' && operator !== '-') return left
  stream.next()
  const right = parseSetValue(stream, placeholders)
  for (const operand of [left, right]) if (operand.kind === 'value' && !('N' in operand.value)) throw wrongType(operator, operand.value)
  return { kind: operator === '+' ? 'sum' : 'difference', left, right }
}

function parseSetValue(stream: TokenStream, placeholders: Placeholders): SetValue {
  const token = stream.peek() ?? ''
  if (/^:./.test(token)) return { kind: 'value', value: placeholders.value(KIND, stream.next()) }
  if (stream.skip('(')) {
    const inside = parseSum(stream, placeholders)
    stream.take(')')
    return inside
  }
  return stream.peek(1) === '(' ? parseFunction(stream, placeholders) : { kind: 'path', path: parsePath(stream, placeholders) }
}

function parseFunction(stream: TokenStream, placeholders: Placeholders): SetValue {
  const name = stream.next()
  if (name !== 'if_not_exists' && name !== 'list_append') throw invalid(`${unknownFunction(name)}; function: ${name}`)
  stream.take('(')
  const operands = [parseSetValue(stream, placeholders)]
  while (stream.skip(',')) operands.push(parseSetValue(stream, placeholders))
  stream.take(')')
  const [first, second] = operands
  if (operands.length !== 2 || first === undefined || second === undefined)
    throw invalid(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    )
  if (name === 'if_not_exists') {
    if (first.kind !== 'path') throw invalid(`Operator or function requires a document path; operator or function: ${name}`)
    return { kind: name, path: first.path, otherwise: second }
  }
  for (const operand of operands) if (operand.kind === 'value' && !('L' in operand.value)) throw wrongType(name, operand.value)
  return { kind: name, first, second }
}

const CONDITION_FUNCTIONS = new Set(['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains', 'size'])

function unknownFunction(name: string): string {
  return CONDITION_FUNCTIONS.has(name) ? 'The function is not allowed in an update expression' : 'Invalid function name'
}

const TYPE_WORDS: Record<string, string> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  L: 'LIST',
  M: 'MAP',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
}

function wrongType(operator: string, value: AttributeValue): Error {
  const [type, typeSet] = [typeOf(value), operator === 'ADD' || operator === 'DELETE']
  const word = typeSet ? TYPE_WORDS[type] : type
  const allowed =
    operator === 'ADD' ? ', typeSet: ALLOWED_FOR_ADD_OPERAND' : operator === 'DELETE' ? ', typeSet: ALLOWED_FOR_DELETE_OPERAND' : ''
  return invalid(
    `Incorrect operand type for operator or function; operator${typeSet ? '' : ' or function'}: ${operator}, operand type: ${word}${allowed}`,
  )
}

function invalid(what: string): Error {
  return validationError(`Invalid ${KIND}: ${what}`)
}
