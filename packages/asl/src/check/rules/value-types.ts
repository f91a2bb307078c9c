import type { CheckContext } from '../check-context.ts'
import { suggestion } from '../fix/spelled-like.ts'
import { itemsOf } from '../place.ts'
import { type FieldVisit, isExpression } from '../visit.ts'

// RFC 3339 with an upper-case T, and an upper-case Z where there is no offset (states language, "Timestamps").
const TIMESTAMP =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** The JSON type and range of plain values. */
export function checkValueTypes(visit: FieldVisit, context: CheckContext): void {
  const { field, fieldShape, fieldName, language } = visit
  const shape = fieldShape.value
  const { value } = field.node
  const isDynamic = language === 'JSONata' && isExpression(value)
  switch (shape.kind) {
    case 'string':
      if (typeof value !== 'string') context.report('value-type', field, { expected: 'String' })
      return
    case 'boolean':
      if (typeof value !== 'boolean') context.report('value-type', field, { expected: 'Boolean' })
      return
    case 'true':
      if (typeof value !== 'boolean') context.report('value-type', field, { expected: 'Boolean' })
      else if (!value && !visit.place.node.members?.has('Next')) context.report('end-false', field)
      return
    case 'integer':
    case 'number':
      if (!(shape.expression && isDynamic)) checkNumber(visit, shape, context)
      return
    case 'timestamp':
      if (isDynamic) return
      if (typeof value !== 'string') context.report('value-type', field, { expected: 'String' })
      else if (!TIMESTAMP.test(value)) context.report('timestamp-format', field)
      return
    case 'enum':
      if (typeof value !== 'string') context.report('value-type', field, { expected: 'String' })
      else if (!shape.values.includes(value)) {
        context.report('enum-value', field, { field: fieldName, values: shape.values.join(', '), ...suggestion(value, shape.values) })
      }
      return
    case 'list':
      if (field.node.items === undefined) context.report('value-type', field, { expected: 'Array' })
      else if (shape.nonEmpty && field.node.items.length === 0) context.report('empty-value', field)
      return
    case 'states':
      if (field.node.members === undefined) context.report('value-type', field, { expected: 'Object' })
      return
    case 'texts':
      if (field.node.items === undefined) context.report('value-type', field, { expected: 'Array' })
      for (const item of itemsOf(field)) if (typeof item.node.value !== 'string') context.report('value-type', item, { expected: 'String' })
      return
    default:
      return
  }
}

function checkNumber({ field }: FieldVisit, shape: { kind: 'integer' | 'number'; min: number; max?: number }, context: CheckContext): void {
  const { value } = field.node
  if (typeof value !== 'number' || (shape.kind === 'integer' && !Number.isInteger(value))) {
    context.report('value-type', field, { expected: shape.kind === 'integer' ? 'Integer' : 'Float' })
  } else if (value < shape.min) {
    context.report('minimum-value', field, { limit: limitText(shape.min, shape.kind) })
  } else if (shape.max !== undefined && value > shape.max) {
    context.report('maximum-value', field, { limit: limitText(shape.max, shape.kind) })
  }
}

// AWS writes the limits of whole numbers as 0, of others as 0.0.
function limitText(limit: number, kind: 'integer' | 'number'): string {
  return kind === 'number' && Number.isInteger(limit) ? `${limit}.0` : String(limit)
}
