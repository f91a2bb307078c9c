import { type AttributeValue, type Item, typeOf } from '../values/attribute-value.ts'
import { equalValues, orderOf, setKeys } from '../values/compare-values.ts'
import { valueSize } from '../values/value-size.ts'
import type { Comparator, Condition, FunctionName, Operand } from './condition.ts'
import { valueAt } from './document-path.ts'

/** Whether the item meets the condition. A comparison with something that is not there is false. */
export function meets(item: Item, condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return meets(item, condition.left) && meets(item, condition.right)
    case 'or':
      return meets(item, condition.left) || meets(item, condition.right)
    case 'not':
      return !meets(item, condition.condition)
    case 'compare':
      return compare(condition.comparator, operandValue(item, condition.left), operandValue(item, condition.right))
    case 'between': {
      const value = operandValue(item, condition.operand)
      return compare('>=', value, operandValue(item, condition.low)) && compare('<=', value, operandValue(item, condition.high))
    }
    case 'in': {
      const value = operandValue(item, condition.operand)
      return condition.choices.some(choice => compare('=', value, operandValue(item, choice)))
    }
    case 'function':
      return call(item, condition.name, condition.operands)
    default:
      return condition satisfies never
  }
}

function compare(comparator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  // `<>` alone is true of an attribute that is not there.
  if (left === undefined || right === undefined) return comparator === '<>' && left !== right
  if (comparator === '=') return equalValues(left, right)
  if (comparator === '<>') return !equalValues(left, right)
  const order = orderOf(left, right)
  if (order === undefined) return false
  if (comparator === '<') return order < 0
  if (comparator === '<=') return order <= 0
  return comparator === '>' ? order > 0 : order >= 0
}

function operandValue(item: Item, operand: Operand): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value
  if (operand.kind === 'path') return valueAt(item, operand.path)
  const value = operandValue(item, operand.of)
  const size = value === undefined ? undefined : sizeOf(value)
  return size === undefined ? undefined : { N: String(size) }
}

/** What `size()` gives: bytes of a text or binary, members of anything else that has members. */
function sizeOf(value: AttributeValue): number | undefined {
  if ('S' in value || 'B' in value) return valueSize(value)
  if ('L' in value) return value.L.length
  if ('M' in value) return Object.keys(value.M).length
  return 'SS' in value || 'NS' in value || 'BS' in value ? setKeys(value).length : undefined
}

function call(item: Item, name: FunctionName, [first, second]: Operand[]): boolean {
  const value = operandValue(item, first!)
  if (name === 'attribute_exists') return value !== undefined
  if (name === 'attribute_not_exists') return value === undefined
  const other = operandValue(item, second!)
  if (value === undefined || other === undefined) return false
  if (name === 'attribute_type') return 'S' in other && typeOf(value) === other.S
  return name === 'begins_with' ? beginsWith(value, other) : contains(value, other)
}

export function beginsWith(value: AttributeValue, start: AttributeValue): boolean {
  if ('S' in value && 'S' in start) return value.S.startsWith(start.S)
  return 'B' in value && 'B' in start && Buffer.compare(value.B.subarray(0, start.B.length), start.B) === 0
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  if ('S' in value && 'S' in part) return value.S.includes(part.S)
  if ('B' in value && 'B' in part) return Buffer.from(value.B).includes(Buffer.from(part.B))
  if ('L' in value) return value.L.some(member => equalValues(member, part))
  if ('SS' in value && 'S' in part) return value.SS.includes(part.S)
  if ('NS' in value && 'N' in part) return value.NS.some(member => equalValues({ N: member }, part))
  return 'BS' in value && 'B' in part && value.BS.some(member => Buffer.compare(member, part.B) === 0)
}
