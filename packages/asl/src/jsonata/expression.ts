import { tooLongHere } from '../aside/long-expression.ts'
import { longScope, remembered } from '../aside/remembered.ts'
import type { Json } from '../json.ts'
import { applyFunction } from './application.ts'
import { textOfError } from './error-text.ts'
import { evaluate } from './evaluate.ts'
import { BoundExceeded, type ExpressionPlace, evaluationFailure, unsupportedResult } from './failure-text.ts'
import { Frame } from './frame.ts'
import { functionTable } from './function-table.ts'
import { JsonataSyntaxError } from './jsonata-syntax-error.ts'
import { parseExpression } from './library.ts'
import { NotJson, toPlainJson } from './plain-json.ts'
import { isCutShort, type Run, settle, startRun } from './run.ts'
import type { JsonataScope } from './scope.ts'
import type { Node } from './syntax-tree.ts'
import { LanguageError } from './value.ts'

export interface Expression {
  /** Without `{%` and `%}`. */
  readonly text: string
  /** The value, or undefined when the expression returns nothing. Throws `StatesFailure`. */
  evaluate(scope: JsonataScope, place: ExpressionPlace): Json | undefined
}

/** Compiles the text of an expression, without `{%` and `%}`. Throws `JsonataSyntaxError`. */
export function compileExpression(text: string): Expression {
  const node = parse(text)
  return {
    text,
    evaluate: (scope, place) =>
      remembered(
        scope.budget,
        text,
        () => evaluateHere(node, scope, place),
        () => ({
          ...{ kind: 'jsonata', location: place.location, now: scope.now },
          scope: longScope(text, scope.states, null, name => scope.variable(name)),
        }),
      ),
  }
}

function evaluateHere(node: Node, scope: JsonataScope, place: ExpressionPlace): Json | undefined {
  const run = startRun(scope, { evaluate, apply: applyFunction, lookUp })
  try {
    const value = run.evaluate(run, node, undefined, new Frame(undefined))
    if (value === undefined) return undefined
    const result = toPlainJson(run, value)
    settle(run, result.bytes)
    return result.json
  } catch (error) {
    if (error instanceof NotJson) throw unsupportedResult(place)
    if (error instanceof BoundExceeded && isCutShort(run)) throw tooLongHere
    throw evaluationFailure(place, error instanceof LanguageError ? { code: error.code, message: textOfError(error) } : error)
  }
}

// AWS lets a definition be 1 MB; an expression that deep or long is an attack. The parser calls itself for each level of nesting.
const MAX_TEXT = 262_144

function parse(text: string) {
  if (text.length > MAX_TEXT) throw new JsonataSyntaxError('S0500', `The expression is longer than ${MAX_TEXT} characters`, 0)
  try {
    return parseExpression(text)
  } catch (error) {
    if (error instanceof RangeError) throw new JsonataSyntaxError('S0500', 'The expression is nested too deeply', 0)
    const { code, message, position } = error as { code?: string; message?: string; position?: number }
    throw new JsonataSyntaxError(code ?? 'S0500', message ?? String(error), position ?? 0)
  }
}

/** Variables of the expression itself come first, then those of the execution, then the functions. */
function lookUp(run: Run, name: string, frame: Frame): unknown {
  const holder = frame.holder(name)
  if (holder) return holder.own(name)
  if (name === 'states') return run.scope.states
  // A variable may hold null, which is a value of its own.
  const value = run.scope.variable(name)
  return value === undefined ? functionTable.get(name) : value
}
