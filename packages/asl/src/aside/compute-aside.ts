import { compileIntrinsic } from '../intrinsic/intrinsic.ts'
import type { TemplateEnvironment } from '../intrinsic/intrinsic-function.ts'
import type { Json, JsonObject } from '../json.ts'
import { compileExpression } from '../jsonata/expression.ts'
import { BoundExceeded, evaluationFailure, MEMORY_EXCEEDED, TIME_EXCEEDED } from '../jsonata/failure-text.ts'
import { StatesFailure } from '../machine/failure.ts'
import { compilePath } from '../path/path.ts'
import { parseJson, spellingsIn } from '../spelled-numbers.ts'
import { tooManyValues } from '../work-budget.ts'
import type { LongAnswer, LongExpression, LongScope } from './long-expression.ts'

/** Computes an expression that was too long for its own thread, with all that is left of its state's budget. */
export function computeAside(work: LongExpression, env: TemplateEnvironment): LongAnswer {
  const budget = { ...work.budget }
  try {
    const value = compute(work, scopeOf(work), budget, env)
    return { value, left: budget, ...(value !== undefined && { spellings: spellingsIn(value) }) }
  } catch (reason) {
    if (!(reason instanceof StatesFailure)) throw reason
    const { error, cause, location } = reason
    return { failure: { error, cause, location }, left: budget }
  }
}

/** How numbers were written is nothing to JSONata. */
function scopeOf({ kind, scope }: LongExpression): LongScope {
  return (kind === 'jsonata' ? JSON.parse(scope) : parseJson(scope)) as LongScope
}

function compute(
  { kind, text, location, now }: LongExpression,
  { input, context, variables }: LongScope,
  budget: LongExpression['budget'],
  env: TemplateEnvironment,
): Json | undefined {
  const variable = (name: string): Json | undefined => (Object.hasOwn(variables, name) ? variables[name] : undefined)
  if (kind === 'jsonata') {
    const scope = { states: input as JsonObject, variable, variableNames: () => Object.keys(variables), now, env, budget }
    return compileExpression(text).evaluate(scope, { expression: text, location })
  }
  const scope = { input, context: () => context as JsonObject, variable, budget }
  return kind === 'path' ? compilePath(text).findItem(scope) : compileIntrinsic(text).evaluateItem(scope, env)
}

/** What becomes of an expression whose thread was lost: it has used up its budget. */
export function outOfBounds({ kind, text, location, budget }: LongExpression, bound: 'time' | 'memory'): LongAnswer {
  const left = { ...budget, steps: 0, bytes: 0, visits: 0 }
  const { error, cause } =
    kind === 'jsonata'
      ? evaluationFailure({ expression: text, location }, new BoundExceeded(bound === 'time' ? TIME_EXCEEDED : MEMORY_EXCEEDED))
      : tooManyValues()
  return { failure: { error, cause, ...(kind === 'jsonata' && { location }) }, left }
}
