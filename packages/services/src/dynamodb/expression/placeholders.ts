import { type AttributeValue, checkedValue, type Item, validationError } from '../values/attribute-value.ts'
import type { ExpressionKind } from './token-stream.ts'

/** What `#name` and `:value` stand for in the expressions of one request. */
export interface Placeholders {
  name(kind: ExpressionKind, placeholder: string): string
  value(kind: ExpressionKind, placeholder: string): AttributeValue
  /** Throws when the request names something that none of its expressions used. Call once all are parsed. */
  checkAllUsed(): void
}

export interface PlaceholderInput {
  ExpressionAttributeNames?: Record<string, string> | undefined
  ExpressionAttributeValues?: Item | undefined
}

/**
 * Reads a request's placeholders. `expressions`: those that the operation can have, by name, to be refused for when none is there.
 */
export function readPlaceholders(input: PlaceholderInput, expressions: Partial<Record<ExpressionKind, string | undefined>>): Placeholders {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input
  const hasExpression = Object.values(expressions).some(text => text !== undefined)
  if (names !== undefined) checkNames(names, hasExpression, expressions)
  if (values !== undefined) checkValues(values, hasExpression, expressions)
  const [unusedNames, unusedValues] = [new Set(Object.keys(names ?? {})), new Set(Object.keys(values ?? {}))]
  const checked = new Map<string, AttributeValue>()
  for (const [key, value] of Object.entries(values ?? {})) checked.set(key, inValues(key, value))
  return {
    name(kind, placeholder) {
      unusedNames.delete(placeholder)
      if (names !== undefined && Object.hasOwn(names, placeholder)) return names[placeholder]!
      throw validationError(
        `Invalid ${kind}: An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
      )
    },
    value(kind, placeholder) {
      unusedValues.delete(placeholder)
      const value = checked.get(placeholder)
      if (value !== undefined) return value
      throw validationError(
        `Invalid ${kind}: An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      )
    },
    checkAllUsed() {
      if (unusedNames.size > 0) throw unused('Names', unusedNames)
      if (unusedValues.size > 0) throw unused('Values', unusedValues)
    },
  }
}

function unused(what: string, keys: ReadonlySet<string>): Error {
  return validationError(`Value provided in ExpressionAttribute${what} unused in expressions: keys: {${[...keys].join(', ')}}`)
}

function checkNames(names: Record<string, string>, hasExpression: boolean, expressions: object): void {
  if (!hasExpression) throw withoutExpression('Names', expressions)
  if (Object.keys(names).length === 0) throw validationError('ExpressionAttributeNames must not be empty')
  for (const [key, name] of Object.entries(names)) {
    if (!/^#[A-Za-z0-9_]+$/.test(key)) throw validationError(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${key}"`)
    if (name === '') throw validationError(`ExpressionAttributeNames contains invalid value: Empty attribute name; key: ${key}`)
  }
}

function checkValues(values: Item, hasExpression: boolean, expressions: object): void {
  if (!hasExpression) throw withoutExpression('Values', expressions)
  if (Object.keys(values).length === 0) throw validationError('ExpressionAttributeValues must not be empty')
  for (const key of Object.keys(values))
    if (!/^:[A-Za-z0-9_]+$/.test(key)) throw validationError(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${key}"`)
}

function withoutExpression(what: string, expressions: object): Error {
  const names = Object.keys(expressions)
  const missing = names.length === 0 ? '' : `: ${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} null`
  return validationError(`ExpressionAttribute${what} can only be specified when using expressions${missing}`)
}

function inValues(key: string, value: AttributeValue): AttributeValue {
  try {
    return checkedValue(value)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw validationError(`ExpressionAttributeValues contains invalid value: ${reason} for key ${key}`)
  }
}
