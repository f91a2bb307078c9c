import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { compileExpression, type Expression } from './expression.ts'
import { nothingReturned } from './failure-text.ts'
import { JsonataSyntaxError } from './jsonata-syntax-error.ts'
import type { JsonataScope } from './scope.ts'

export interface JsonataTemplate {
  /** True when no part is an expression. */
  readonly isConstant: boolean
  readonly constant?: Json
  /**
   * Evaluates every expression. `location` names the field in failures; places below it are added as AWS does: `Output/a[0]/b`.
   * Throws `StatesFailure('States.QueryEvaluationError')`.
   */
  render(scope: JsonataScope, location: string): Json
}

/** What a part of a template became: a value that stays, or something to compute. */
type Part = { kind: 'constant'; value: Json } | { kind: 'computed'; render(scope: JsonataScope, location: string): Json }

// Deeper than AWS lets a definition be, far from where recursion would end the process.
const MAX_DEPTH = 500

/** Whether a text is an expression: the whole of it stands between `{%` and `%}`. */
export function isJsonataExpression(text: string): boolean {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4
}

/** Compiles a value whose texts may be expressions, at any depth. Throws `JsonataSyntaxError`. */
export function compileJsonataTemplate(value: Json): JsonataTemplate {
  const part = compilePart(value, 0)
  if (part.kind === 'constant') return { isConstant: true, constant: part.value, render: () => part.value }
  return { isConstant: false, render: part.render }
}

function compilePart(value: Json, depth: number): Part {
  if (depth > MAX_DEPTH) throw new JsonataSyntaxError('S0500', 'The template is nested too deeply', 0)
  if (typeof value === 'string') return isJsonataExpression(value) ? compileText(value) : { kind: 'constant', value }
  if (Array.isArray(value)) return compileArray(value, depth)
  return isJsonObject(value) ? compileObject(value, depth) : { kind: 'constant', value }
}

function compileText(text: string): Part {
  const expression: Expression = compileExpression(text.slice(2, -2).trim())
  return {
    kind: 'computed',
    render(scope, location) {
      const place = { expression: expression.text, location }
      const result = expression.evaluate(scope, place)
      if (result === undefined) throw nothingReturned(place)
      return result
    },
  }
}

function compileArray(items: Json[], depth: number): Part {
  const parts = items.map(item => compilePart(item, depth + 1))
  if (parts.every(part => part.kind === 'constant')) return { kind: 'constant', value: items }
  return {
    kind: 'computed',
    render: (scope, location) =>
      parts.map((part, index) => (part.kind === 'constant' ? part.value : part.render(scope, `${location}[${index}]`))),
  }
}

function compileObject(object: JsonObject, depth: number): Part {
  const members = Object.entries(object).map(([name, value]) => ({ name, part: compilePart(value, depth + 1) }))
  if (members.every(({ part }) => part.kind === 'constant')) return { kind: 'constant', value: object }
  return {
    kind: 'computed',
    render(scope, location) {
      const rendered: JsonObject = {}
      for (const { name, part } of members) {
        const value = part.kind === 'constant' ? part.value : part.render(scope, `${location}/${name}`)
        if (name !== '__proto__') rendered[name] = value
        else Object.defineProperty(rendered, name, { value, enumerable: true, configurable: true, writable: true })
      }
      return rendered
    },
  }
}
