import type { AttributeValue } from '../values/attribute-value.ts'
import type { DocumentPath } from './document-path.ts'

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** What stands beside an operator or in a function's parentheses. */
export type Operand =
  | { kind: 'path'; path: DocumentPath }
  | { kind: 'value'; value: AttributeValue; placeholder: string }
  | { kind: 'size'; of: Operand }

export type FunctionName = 'attribute_exists' | 'attribute_not_exists' | 'attribute_type' | 'begins_with' | 'contains'

/** A condition over one item. */
export type Condition =
  | { kind: 'compare'; comparator: Comparator; left: Operand; right: Operand }
  | { kind: 'between'; operand: Operand; low: Operand; high: Operand }
  | { kind: 'in'; operand: Operand; choices: Operand[] }
  | { kind: 'function'; name: FunctionName; operands: Operand[] }
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; condition: Condition }

/** Every path that a condition reads. */
export function pathsOf(condition: Condition): DocumentPath[] {
  switch (condition.kind) {
    case 'compare':
      return [condition.left, condition.right].flatMap(operandPaths)
    case 'between':
      return [condition.operand, condition.low, condition.high].flatMap(operandPaths)
    case 'in':
      return [condition.operand, ...condition.choices].flatMap(operandPaths)
    case 'function':
      return condition.operands.flatMap(operandPaths)
    case 'not':
      return pathsOf(condition.condition)
    default:
      return [...pathsOf(condition.left), ...pathsOf(condition.right)]
  }
}

function operandPaths(operand: Operand): DocumentPath[] {
  if (operand.kind === 'path') return [operand.path]
  return operand.kind === 'size' ? operandPaths(operand.of) : []
}
