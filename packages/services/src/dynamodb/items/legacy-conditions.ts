import type { Condition, FunctionName, Operand } from '../expression/condition.ts'
import type { UpdateAction } from '../expression/update.ts'
import { type AttributeValue, checkedValue, validationError } from '../values/attribute-value.ts'

/** Conditions as requests gave them before there were expressions: Expected, QueryFilter, ScanFilter, KeyConditions. */
export interface LegacyCondition {
  ComparisonOperator?: string
  AttributeValueList?: AttributeValue[]
  Value?: AttributeValue
  Exists?: boolean
}

const COMPARATORS = { EQ: '=', NE: '<>', LE: '<=', LT: '<', GE: '>=', GT: '>' } as const
const FUNCTIONS: Record<string, { name: FunctionName; isNegated?: true }> = {
  NOT_NULL: { name: 'attribute_exists' },
  NULL: { name: 'attribute_not_exists' },
  CONTAINS: { name: 'contains' },
  NOT_CONTAINS: { name: 'contains', isNegated: true },
  BEGINS_WITH: { name: 'begins_with' },
}

/** The condition that all (AND) or any (OR) of these make; nothing when there are none. */
export function legacyCondition(
  conditions: Record<string, LegacyCondition> | undefined,
  operator: string | undefined,
): Condition | undefined {
  const parts = Object.entries(conditions ?? {}).map(([name, condition]) => one(name, condition))
  const kind = operator === 'OR' ? 'or' : 'and'
  return parts.reduce<Condition | undefined>((left, right) => (left ? { kind, left, right } : right), undefined)
}

function one(name: string, condition: LegacyCondition): Condition {
  const path: Operand = { kind: 'path', path: [name] }
  const values = operandsOf(condition)
  const operator = condition.ComparisonOperator
  if (operator === undefined) return expected(path, condition, values)
  if (operator in COMPARATORS)
    return {
      kind: 'compare',
      comparator: COMPARATORS[operator as keyof typeof COMPARATORS],
      left: path,
      right: exactly(operator, values, 1)[0]!,
    }
  if (operator === 'BETWEEN') {
    const [low, high] = exactly(operator, values, 2) as [Operand, Operand]
    return { kind: 'between', operand: path, low, high }
  }
  if (operator === 'IN') return { kind: 'in', operand: path, choices: values.length > 0 ? values : exactly(operator, values, 1) }
  const { name: called, isNegated } = FUNCTIONS[operator]!
  const isAboutPresence = called.startsWith('attribute_')
  const call: Condition = { kind: 'function', name: called, operands: [path, ...exactly(operator, values, isAboutPresence ? 0 : 1)] }
  if (!isNegated) return call
  // "Does not contain" is asked only of what is there.
  return { kind: 'and', left: { kind: 'function', name: 'attribute_exists', operands: [path] }, right: { kind: 'not', condition: call } }
}

/** Expected with `Exists` or just a value. */
function expected(path: Operand, { Exists }: LegacyCondition, values: Operand[]): Condition {
  if (Exists === false) {
    if (values.length > 0)
      throw validationError('One or more parameter values were invalid: Value cannot be used when Exists is set to false')
    return { kind: 'function', name: 'attribute_not_exists', operands: [path] }
  }
  if (values.length === 0)
    throw validationError('One or more parameter values were invalid: Value must be provided when Exists is null or set to true')
  return { kind: 'compare', comparator: '=', left: path, right: values[0]! }
}

function operandsOf({ AttributeValueList, Value }: LegacyCondition): Operand[] {
  const values = AttributeValueList ?? (Value === undefined ? [] : [Value])
  return values.map(value => ({ kind: 'value', value: checkedValue(value), placeholder: '' }))
}

function exactly(operator: string, values: Operand[], count: number): Operand[] {
  if (values.length === count) return values
  throw validationError(`One or more parameter values were invalid: Invalid number of argument(s) for the ${operator} ComparisonOperator`)
}

/** AttributeUpdates as actions. */
export function legacyUpdates(updates: Record<string, { Action?: string; Value?: AttributeValue }> | undefined): UpdateAction[] {
  return Object.entries(updates ?? {}).map(([name, { Action = 'PUT', Value }]) => {
    if (Value === undefined) {
      if (Action === 'DELETE') return { action: 'REMOVE', path: [name] }
      throw validationError(`One or more parameter values were invalid: Only DELETE action is allowed when no attribute value is specified`)
    }
    const value = checkedValue(Value)
    if (Action === 'PUT') return { action: 'SET', path: [name], value: { kind: 'value', value } }
    return { action: Action === 'ADD' ? 'ADD' : 'DELETE', path: [name], value }
  })
}
