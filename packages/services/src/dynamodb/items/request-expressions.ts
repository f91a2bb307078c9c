import type { Condition } from '../expression/condition.ts'
import type { DocumentPath } from '../expression/document-path.ts'
import { parseCondition } from '../expression/parse-condition.ts'
import { parseUpdate } from '../expression/parse-update.ts'
import { type PlaceholderInput, readPlaceholders } from '../expression/placeholders.ts'
import { parseProjection } from '../expression/projection.ts'
import type { UpdateAction } from '../expression/update.ts'
import { type AttributeValue, validationError } from '../values/attribute-value.ts'
import { type LegacyCondition, legacyCondition, legacyUpdates } from './legacy-conditions.ts'

/** The expressions that a request may have, beside what stood for them before there were expressions. */
export interface ExpressionInput extends PlaceholderInput {
  ConditionExpression?: string
  FilterExpression?: string
  KeyConditionExpression?: string
  ProjectionExpression?: string
  UpdateExpression?: string
  Expected?: Record<string, LegacyCondition>
  QueryFilter?: Record<string, LegacyCondition>
  ScanFilter?: Record<string, LegacyCondition>
  KeyConditions?: Record<string, LegacyCondition>
  AttributeUpdates?: Record<string, { Action?: string; Value?: AttributeValue }>
  AttributesToGet?: string[]
  ConditionalOperator?: string
}

export interface RequestExpressions {
  condition?: Condition
  filter?: Condition
  keyCondition?: Condition
  projection?: DocumentPath[]
  update?: UpdateAction[]
}

type Expression = 'UpdateExpression' | 'ConditionExpression' | 'FilterExpression' | 'KeyConditionExpression' | 'ProjectionExpression'
const LEGACY = [
  'Expected',
  'QueryFilter',
  'ScanFilter',
  'KeyConditions',
  'AttributeUpdates',
  'AttributesToGet',
  'ConditionalOperator',
] as const

/**
 * Reads all expressions of a request. `kinds`: those that its operation takes.
 * @throws ValidationException in DynamoDB's words, also for placeholders that nothing uses
 */
export function requestExpressions(input: ExpressionInput, kinds: readonly Expression[]): RequestExpressions {
  const given = Object.fromEntries(kinds.map(kind => [kind, input[kind]])) as Partial<Record<Expression, string | undefined>>
  refuseMixture(input, given)
  const placeholders = readPlaceholders(input, given)
  const read: RequestExpressions = {}
  if (given.UpdateExpression !== undefined) read.update = parseUpdate(given.UpdateExpression, placeholders)
  if (given.ConditionExpression !== undefined)
    read.condition = parseCondition('ConditionExpression', given.ConditionExpression, placeholders)
  if (given.KeyConditionExpression !== undefined)
    read.keyCondition = parseCondition('KeyConditionExpression', given.KeyConditionExpression, placeholders)
  if (given.FilterExpression !== undefined) read.filter = parseCondition('FilterExpression', given.FilterExpression, placeholders)
  if (given.ProjectionExpression !== undefined) read.projection = parseProjection(given.ProjectionExpression, placeholders)
  placeholders.checkAllUsed()
  return addLegacy(read, input)
}

function addLegacy(read: RequestExpressions, input: ExpressionInput): RequestExpressions {
  const { ConditionalOperator: operator } = input
  const condition = read.condition ?? legacyCondition(input.Expected, operator)
  const filter = read.filter ?? legacyCondition(input.QueryFilter ?? input.ScanFilter, operator)
  const keyCondition = read.keyCondition ?? legacyCondition(input.KeyConditions, 'AND')
  const projection = read.projection ?? input.AttributesToGet?.map((name): DocumentPath => [name])
  const update = read.update ?? (input.AttributeUpdates ? legacyUpdates(input.AttributeUpdates) : undefined)
  return {
    ...(condition && { condition }),
    ...(filter && { filter }),
    ...(keyCondition && { keyCondition }),
    ...(projection && { projection }),
    ...(update && { update }),
  }
}

function refuseMixture(input: ExpressionInput, given: Partial<Record<Expression, string | undefined>>): void {
  const legacy = LEGACY.filter(name => input[name] !== undefined)
  const expressions = Object.entries(given).flatMap(([name, text]) => (text === undefined ? [] : [name]))
  if (legacy.length > 0 && expressions.length > 0)
    throw validationError(
      `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${legacy.join(', ')}} Expression parameters: {${expressions.join(', ')}}`,
    )
}
