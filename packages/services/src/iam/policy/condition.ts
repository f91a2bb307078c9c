import { type Comparison, conditionOperators } from './condition-operators.ts'
import type { RequestContext } from './request-context.ts'

export type Condition = (context: RequestContext) => boolean

/** An operator of a policy, taken apart: `ForAnyValue:StringLikeIfExists`. `undefined` when there is no such operator. */
export interface OperatorName {
  quantifier: 'all' | 'any' | undefined
  base: string
  ifExists: boolean
}

export function parseOperator(name: string): OperatorName | undefined {
  const [, prefix, operator, suffix] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/i.exec(name) ?? []
  const base = operator?.toLowerCase() ?? ''
  if (base !== 'null' && !conditionOperators.has(base)) return undefined
  const quantifier = prefix === undefined ? undefined : prefix.toLowerCase() === 'forallvalues' ? 'all' : 'any'
  return { quantifier, base, ifExists: suffix !== undefined }
}

/** One operator with one key and its values: the values are alternatives. @throws Error for an unknown operator. */
export function compileCondition(operator: string, key: string, values: readonly string[], variables: boolean): Condition {
  const name = parseOperator(operator)
  if (name === undefined) throw new Error(`unknown condition operator ${operator}`)
  if (name.base === 'null') return context => values.some(value => (value.toLowerCase() === 'true') === (context.get(key) === undefined))
  const { compile, negated } = conditionOperators.get(name.base)!
  const comparisons = values.map(value => compile(value, variables))
  return context => {
    const actual = context.get(key)
    if (actual === undefined || actual.length === 0) return holdsWithoutKey(name, negated)
    const fits = (value: string) => fitsAny(comparisons, value, context) !== negated
    if (name.quantifier === 'any') return actual.some(fits)
    if (name.quantifier === 'all') return actual.every(fits)
    // Without a quantifier a key has one value; should it have several, a negation must hold for all of them.
    return negated ? actual.every(fits) : actual.some(fits)
  }
}

function holdsWithoutKey({ quantifier, ifExists }: OperatorName, negated: boolean): boolean {
  if (ifExists || quantifier === 'all') return true
  return negated && quantifier !== 'any'
}

function fitsAny(comparisons: readonly Comparison[], value: string, context: RequestContext): boolean {
  return comparisons.some(compare => compare(value, context))
}
