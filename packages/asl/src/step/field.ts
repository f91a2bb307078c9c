import { boundsOf, type NumberBounds } from '../definition/number-bounds.ts'
import type { DynamicField } from '../definition/program.ts'
import type { Json } from '../json.ts'
import { isJsonObject } from '../json.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { jsonataScope, ScopeView, type ViewExtras } from '../machine/scope-view.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import { findMemberOrFail, findOrFail } from '../path/path.ts'
import { SpelledNumber } from '../spelled-numbers.ts'

/** The value of a field that may be a literal, a path, an intrinsic function or an expression. */
export function evaluateField(run: TurnBuilder, frame: ScopeFrame, field: DynamicField, input: Json, extras?: ViewExtras): Json {
  switch (field.kind) {
    case 'literal':
      return field.value
    case 'path':
      return findOrFail(field.path, new ScopeView(run, frame, input, extras))
    case 'intrinsic':
      return field.intrinsic.evaluate(new ScopeView(run, frame, input, extras), run.env)
    case 'jsonata':
      return field.template.render(jsonataScope(run, frame, { input }, extras), field.location)
  }
}

const integerText = /^[+-]?\d+$/
const numberText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * Reads the number a field holds or leads to, within the field's bounds or others. AWS takes numbers written as strings too where a path
 * leads to them.
 */
export function asNumber(field: DynamicField, value: Json, bounds: NumberBounds = boundsOf(field.field)): number {
  const number = typeof value === 'string' && field.kind !== 'jsonata' ? parseNumber(value, bounds) : value
  if (typeof number !== 'number' || !isOfKind(number, bounds)) throw noNumber(field, value, bounds)
  if (number >= bounds.min && number <= bounds.max) return number
  const cause = outOfBounds(field.field.replace(/Path$/, ''), number, bounds)
  throw field.kind === 'jsonata'
    ? new StatesFailure('States.QueryEvaluationError', cause, field.location)
    : new StatesFailure('States.Runtime', cause)
}

/**
 * As `asNumber`, of what a field of a Map state says. AWS reads what a path leads to as text, and whole numbers as Java's longs: `2.0` and
 * what is beyond 64 bits are none (measured by users of AWS, floci pull request 3732).
 */
export function numberOfMap(
  run: TurnBuilder,
  frame: ScopeFrame,
  field: DynamicField,
  input: Json,
  bounds: NumberBounds = boundsOf(field.field),
): number {
  if (field.kind !== 'path') return asNumber(field, evaluateField(run, frame, field, input), bounds)
  const found = findMemberOrFail(field.path, new ScopeView(run, frame, input))
  const value = found instanceof SpelledNumber ? found.value : found
  const text = found instanceof SpelledNumber ? found.text : textOfNumber(value)
  if (bounds.kind === 'integer' && text !== undefined && !isLong(text.trim())) throw noNumber(field, text, bounds)
  return asNumber(field, value, bounds)
}

function textOfNumber(value: Json): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}

function isLong(text: string): boolean {
  const parts = /^([+-]?)0*(\d{1,19})$/.exec(text)
  if (parts === null) return false
  const number = BigInt(`${parts[1] === '-' ? '-' : ''}${parts[2]}`)
  return BigInt.asIntN(64, number) === number
}

function parseNumber(text: string, { kind }: NumberBounds): number | undefined {
  return (kind === 'integer' ? integerText : numberText).test(text.trim()) ? Number(text) : undefined
}

function isOfKind(number: number, { kind }: NumberBounds): boolean {
  return Number.isFinite(number) && (kind === 'number' || Number.isInteger(number))
}

function noNumber(field: DynamicField, value: Json, { kind }: NumberBounds): StatesFailure {
  if (field.kind === 'jsonata') return unexpectedType(field.text, field.location, kind, value)
  const source = field.kind === 'path' ? `: ${field.path.text}` : ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const expected = kind === 'integer' ? 'integer' : 'float'
  return new StatesFailure('States.Runtime', `The ${field.field} field refers to value "${text}" which is not a valid ${expected}${source}`)
}

/**
 * AWS's sentences for a percentage and a count; other bounds are told in the same way. They name the field without Path, so that they are
 * taken to say the same of what an expression gives, as AWS does of a time that cannot be read.
 */
function outOfBounds(name: string, number: number, { min, max }: NumberBounds): string {
  return number < 0 && min === 0 && max !== 100 ? `${name} cannot be negative.` : `${name} must be between ${min} and ${max}.`
}

/** The failure of a JSONata expression that gives another type than its field needs. */
export function unexpectedType(expression: string, location: string, expected: string, value: Json): StatesFailure {
  return new StatesFailure(
    'States.QueryEvaluationError',
    `The JSONata expression '${expressionOf(expression)}' specified for the field '${location}' returned an unexpected result type. ` +
      `Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
    location,
  )
}

/** What stands between `{%` and `%}`. */
function expressionOf(text: string): string {
  return text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2).trim() : text
}

function typeName(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return isJsonObject(value) ? 'object' : typeof value
}
