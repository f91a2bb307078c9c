import { ApiError } from '@pasos/wire'
import { canonicalNumber } from './number.ts'

/** A value as the API carries it: exactly one member. Numbers are decimal text, binary is bytes. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: Uint8Array }
  | { BOOL: boolean }
  | { NULL: boolean }
  | { L: AttributeValue[] }
  | { M: Item }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: Uint8Array[] }

export type Item = Record<string, AttributeValue>
export type ValueType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'L' | 'M' | 'SS' | 'NS' | 'BS'

const TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS'] as const
/** Lists and maps may nest so deep. */
const DEEPEST = 32

export function validationError(message: string): ApiError {
  return new ApiError('ValidationException', message)
}

/** The one member that the value has. */
export function typeOf(value: AttributeValue): ValueType {
  for (const type of TYPES) if (type in value) return type
  throw validationError('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes')
}

/** What stands under the value's one member. */
export function contentOf(value: AttributeValue): unknown {
  return (value as Record<string, unknown>)[typeOf(value)]
}

/**
 * Checks a value as it came from a client and gives it in canonical form: numbers without needless zeros. Throws ValidationException in
 * DynamoDB's words.
 */
export function checkedValue(value: AttributeValue, depth = 0): AttributeValue {
  const present = TYPES.filter(type => (value as Record<string, unknown>)[type] !== undefined)
  if (present.length > 1)
    throw validationError('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes')
  if (depth > DEEPEST) throw validationError('Nesting Levels have exceeded supported limits')
  switch (present[0]) {
    case undefined:
      throw validationError('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes')
    case 'N':
      return { N: canonicalNumber((value as { N: string }).N) }
    case 'NULL':
      if (!(value as { NULL: boolean }).NULL)
        throw validationError('One or more parameter values were invalid: Null attribute value types must have the value of true')
      return value
    case 'L':
      return { L: (value as { L: AttributeValue[] }).L.map(part => checkedValue(part, depth + 1)) }
    case 'M':
      return { M: checkedItem((value as { M: Item }).M, depth + 1) }
    case 'SS':
      return { SS: checkedSet((value as { SS: string[] }).SS, 'string', text => text) }
    case 'NS':
      return { NS: checkedSet((value as { NS: string[] }).NS.map(canonicalNumber), 'number', text => text) }
    case 'BS':
      return { BS: checkedSet((value as { BS: Uint8Array[] }).BS, 'binary', bytes => Buffer.from(bytes).toString('base64')) }
    default:
      return value
  }
}

/** Checks every attribute of an item; the item without a prototype, so that no name is special. */
export function checkedItem(item: Item, depth = 0): Item {
  const checked: Item = Object.create(null)
  for (const [name, value] of Object.entries(item)) checked[name] = checkedValue(value, depth)
  return checked
}

function checkedSet<T>(members: T[], kind: string, keyOf: (member: T) => string): T[] {
  if (members.length === 0) throw validationError(`One or more parameter values were invalid: An ${kind} set  may not be empty`)
  const keys = members.map(keyOf)
  if (new Set(keys).size !== keys.length)
    throw validationError(`One or more parameter values were invalid: Input collection [${keys.join(', ')}] contains duplicates.`)
  return members
}
