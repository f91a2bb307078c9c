import type { DynamicField } from '../definition/program.ts'
import type { Json } from '../json.ts'
import { isJsonObject } from '../json.ts'
import type { Eventually } from '../machine/eventually.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { jsonataScope, ScopeView, type ViewExtras } from '../machine/scope-view.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import { findOrFail } from '../path/path.ts'

/** The value of a field that may be a literal, a path, an intrinsic function or an expression. */
export function evaluateField(
  run: TurnBuilder,
  frame: ScopeFrame,
  field: DynamicField,
  input: Json,
  extras?: ViewExtras,
): Eventually<Json> {
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

/**
 * Reads a number. AWS takes numbers written as strings too where a path leads to them.
 *
 * @param kind `integer` refuses fractions
 */
export function asNumber(field: DynamicField, value: Json, kind: 'integer' | 'float'): number {
  const number = typeof value === 'string' && field.kind !== 'jsonata' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number) && (kind === 'float' || Number.isInteger(number))) return number
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

/** What stands between `{%` and `%}`. */
function expressionOf(text: string): string {
  return text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2).trim() : text
}

function typeName(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return isJsonObject(value) ? 'object' : typeof value
}
