import { anyPath, assign, output, text } from './field-shapes.ts'
import type { FieldShape, ObjectShape } from './shape.ts'

const ORDERED = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'] as const
const LITERALS = {
  String: { kind: 'string' },
  Numeric: { kind: 'number', min: Number.NEGATIVE_INFINITY },
  Timestamp: { kind: 'timestamp' },
} as const
const boolean: FieldShape = { value: { kind: 'boolean' }, only: 'JSONPath' }

/** Comparison operators of JSONPath rules, with the type of what they compare with. */
const operators: Record<string, FieldShape> = {}
for (const [type, value] of Object.entries(LITERALS)) {
  for (const comparison of ORDERED) {
    operators[`${type}${comparison}`] = { value, only: 'JSONPath' }
    operators[`${type}${comparison}Path`] = anyPath
  }
}
operators['BooleanEquals'] = boolean
operators['BooleanEqualsPath'] = anyPath
operators['StringMatches'] = { value: { kind: 'string' }, only: 'JSONPath' }
for (const type of ['Null', 'Present', 'Numeric', 'String', 'Boolean', 'Timestamp']) operators[`Is${type}`] = boolean

export const COMPARISONS: readonly string[] = Object.keys(operators)
export const COMBINATORS = ['And', 'Or', 'Not'] as const

const ruleFields: Readonly<Record<string, FieldShape>> = {
  Comment: text,
  Variable: anyPath,
  ...operators,
  And: { value: { kind: 'list', shape: 'NestedRule', nonEmpty: true }, only: 'JSONPath' },
  Or: { value: { kind: 'list', shape: 'NestedRule', nonEmpty: true }, only: 'JSONPath' },
  Not: { value: { kind: 'object', shape: 'NestedRule' }, only: 'JSONPath' },
}

export const CHOICE_SHAPES: Readonly<Record<'ChoiceRule' | 'NestedRule', ObjectShape>> = {
  ChoiceRule: {
    fields: {
      ...ruleFields,
      Condition: { value: { kind: 'condition' }, only: 'JSONata' },
      Next: text,
      Assign: assign,
      Output: output,
    },
    required: ['Next'],
  },
  NestedRule: { fields: ruleFields, required: [] },
}
