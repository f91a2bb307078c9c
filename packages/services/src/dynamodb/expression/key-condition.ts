import { type AttributeValue, typeOf, validationError } from '../values/attribute-value.ts'
import type { Comparator, Condition, Operand } from './condition.ts'

/** The attributes that make up a key, with the types that the table gives them. */
export interface KeyAttributes {
  hash: { name: string; type: 'S' | 'N' | 'B' }
  range?: { name: string; type: 'S' | 'N' | 'B' }
}

/** What a query asks of the sort key. */
export type RangeCondition =
  | { kind: 'compare'; comparator: Exclude<Comparator, '<>'>; value: AttributeValue }
  | { kind: 'between'; low: AttributeValue; high: AttributeValue }
  | { kind: 'begins_with'; value: AttributeValue }

export interface KeyCondition {
  hash: AttributeValue
  range?: RangeCondition
}

const NOT_SUPPORTED = 'Query key condition not supported'

/** Reads what a query may ask: the hash key's value and at most one condition of the sort key. Throws DynamoDB's ValidationException. */
export function keyConditionOf(condition: Condition, keys: KeyAttributes): KeyCondition {
  const found = new Map<string, RangeCondition>()
  for (const part of conjuncts(condition)) {
    const { name, range } = simpleCondition(part)
    if (found.has(name)) throw validationError('KeyConditionExpressions must only contain one condition per key')
    found.set(name, range)
  }
  if (found.size > 2) throw validationError('Conditions can be of length 1 or 2 only')
  const hash = found.get(keys.hash.name)
  if (hash === undefined) throw validationError(`Query condition missed key schema element: ${keys.hash.name}`)
  if (hash.kind !== 'compare' || hash.comparator !== '=') throw validationError(NOT_SUPPORTED)
  found.delete(keys.hash.name)
  checkType(keys.hash, hash.value)
  const [other] = found
  if (other === undefined) return { hash: hash.value }
  if (other[0] !== keys.range?.name)
    throw validationError(`Query condition missed key schema element: ${keys.range?.name ?? keys.hash.name}`)
  for (const value of valuesOf(other[1])) checkType(keys.range, value)
  return { hash: hash.value, range: other[1] }
}

function conjuncts(condition: Condition): Condition[] {
  if (condition.kind === 'and') return [...conjuncts(condition.left), ...conjuncts(condition.right)]
  if (condition.kind === 'or' || condition.kind === 'not' || condition.kind === 'in')
    throw validationError(`Invalid operator used in KeyConditionExpression: ${condition.kind.toUpperCase()}`)
  return [condition]
}

function simpleCondition(condition: Condition): { name: string; range: RangeCondition } {
  switch (condition.kind) {
    case 'compare': {
      const isTurned = condition.left.kind === 'value'
      const [name, value] = isTurned ? [condition.right, condition.left] : [condition.left, condition.right]
      const comparator = isTurned ? TURNED[condition.comparator] : condition.comparator
      if (comparator === '<>') throw validationError('Unsupported operator on KeyCondition: operator: <>')
      return { name: keyName(name), range: { kind: 'compare', comparator, value: keyValue(value) } }
    }
    case 'between':
      return {
        name: keyName(condition.operand),
        range: { kind: 'between', low: keyValue(condition.low), high: keyValue(condition.high) },
      }
    case 'function': {
      if (condition.name !== 'begins_with') throw validationError(`Invalid operator used in KeyConditionExpression: ${condition.name}`)
      const [name, value] = condition.operands as [Operand, Operand]
      return { name: keyName(name), range: { kind: 'begins_with', value: keyValue(value) } }
    }
    default:
      throw validationError(NOT_SUPPORTED)
  }
}

const TURNED: Record<Comparator, Comparator> = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

function keyName(operand: Operand): string {
  if (operand.kind === 'path' && operand.path.length === 1) return operand.path[0]
  if (operand.kind === 'path') throw validationError('KeyConditionExpressions cannot have conditions on nested attributes')
  throw validationError('Invalid condition in KeyConditionExpression: No key attribute specified')
}

function keyValue(operand: Operand): AttributeValue {
  if (operand.kind === 'value') return operand.value
  throw validationError('Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition')
}

export function valuesOf(range: RangeCondition): AttributeValue[] {
  return range.kind === 'between' ? [range.low, range.high] : [range.value]
}

function checkType(key: { name: string; type: string }, value: AttributeValue): void {
  if (typeOf(value) !== key.type)
    throw validationError('One or more parameter values were invalid: Condition parameter type does not match schema type')
  if (('S' in value && value.S === '') || ('B' in value && value.B.length === 0))
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${'S' in value ? 'string' : 'binary'} value. Key: ${key.name}`,
    )
}
