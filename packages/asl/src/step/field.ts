import type { DynamicField } from '../definition/program.ts'
import type { Json } from '../json.ts'
import { isJsonObject } from '../json.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { jsonataScope, ScopeView, type ViewExtras } from '../machine/scope-view.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import { findOrFail } from '../path/path.ts'

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
      return field.template.render(jsonataScope(run, frame, { input }, extras), field.field)
  }
}

/** What a field's number may be. */
export interface NumberRange {
  readonly min: number
  readonly max: number
}

/** AWS: seconds have at most eight digits. */
export const secondsRange: NumberRange = { min: 0, max: 99_999_999 }

/** Numbers of things. */
export const countRange: NumberRange = { min: 0, max: Number.MAX_VALUE }

/**
 * Reads a number. AWS takes numbers written as strings too where a path leads to them.
 *
 * @param kind `integer` refuses fractions
 * @param range what an expression's value must lie in: AWS calls the rest an error of the evaluation
 */
export function asNumber(field: DynamicField, value: Json, kind: 'integer' | 'float', range: NumberRange): number {
  const number = typeof value === 'string' && field.kind !== 'jsonata' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number) && (kind === 'float' || Number.isInteger(number))) {
    if (field.kind === 'jsonata' && (number < range.min || number > range.max)) throw outOfRange(field.text, field.field, range, number)
    return number
  }
  if (field.kind === 'jsonata') throw unexpectedType(field.text, field.field, kind === 'integer' ? 'integer' : 'number', value)
  const source = field.kind === 'path' ? `: ${field.path.text}` : ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  throw new StatesFailure('States.Runtime', `The ${field.field} field refers to value "${text}" which is not a valid ${kind}${source}`)
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

function outOfRange(expression: string, location: string, { min, max }: NumberRange, value: number): StatesFailure {
  const expected = max === Number.MAX_VALUE ? `${min} or more` : `${min} to ${max}`
  return new StatesFailure(
    'States.QueryEvaluationError',
    `The JSONata expression '${expressionOf(expression)}' specified for the field '${location}' returned a value out of range. ` +
      `Expected ${expected}, but was ${value}`,
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
