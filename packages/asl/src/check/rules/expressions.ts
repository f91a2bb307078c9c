import { isJsonObject, type Json } from '../../json.ts'
import type { CheckContext } from '../check-context.ts'
import { type JsonataReferences, referencesOf } from '../expression/jsonata-references.ts'
import { itemsOf, membersOf, type Place } from '../place.ts'
import type { ValueShape } from '../shape/shape.ts'
import { type FieldVisit, isExpression } from '../visit.ts'

/** JSONata expressions, wherever a field may hold them: do they parse, and is what they read there? */
export function checkExpressions(visit: FieldVisit, context: CheckContext): void {
  const { field, fieldShape, language } = visit
  if (language !== 'JSONata') return
  const shape = fieldShape.value
  const { value } = field.node
  if (shape.kind === 'condition' && typeof value !== 'boolean' && !isExpression(value)) {
    context.report('condition-expression', field)
    return
  }
  if (shape.kind === 'expressions' && !isOneOf(shape.types, value)) {
    context.report('expression-expected', field)
    return
  }
  if (holdsExpressions(shape, value)) visitTexts(field, visit, context)
}

/** Whether what is written may become a value of these types: an expression may, anything else has its type already. */
function isOneOf(types: readonly ('array' | 'object' | 'any')[], value: Json): boolean {
  if (types.includes('any') || isExpression(value)) return true
  return Array.isArray(value) ? types.includes('array') : isJsonObject(value) && types.includes('object')
}

function holdsExpressions(shape: ValueShape, value: Json): boolean {
  switch (shape.kind) {
    case 'expressions':
    case 'template':
    case 'assign':
    case 'condition':
      return true
    case 'string':
      return shape.expression === true
    // What else is wrong with a text there has been said already.
    case 'timestamp':
      return isExpression(value)
    case 'integer':
    case 'number':
      return shape.expression === true && isExpression(value)
    default:
      return false
  }
}

function visitTexts(place: Place, visit: FieldVisit, context: CheckContext): void {
  if (context.isFull) return
  const { value } = place.node
  if (typeof value === 'string') checkText(place, value, visit, context)
  for (const item of itemsOf(place)) visitTexts(item, visit, context)
  for (const member of membersOf(place)) visitTexts(member, visit, context)
}

function checkText(place: Place, text: string, visit: FieldVisit, context: CheckContext): void {
  const isMeant = text.startsWith('{%') || text.endsWith('%}')
  if (isExpression(text)) checkExpression(place, text, visit, context)
  else if (isMeant) context.report('jsonata-delimiters', place)
}

function checkExpression(place: Place, text: string, visit: FieldVisit, context: CheckContext): void {
  const parsed = context.parseExpression(text)
  if ('problem' in parsed) {
    context.report('jsonata-syntax', place, { problem: parsed.problem })
    return
  }
  const references = referencesOf(parsed.tree)
  for (const name of references.topLevel) context.report('jsonata-top-level', place, { name })
  if (references.callsEval) context.report('jsonata-eval', place)
  checkStatesNames(place, references, visit, context)
}

const WITH_RESULT = new Set(['Task', 'Parallel', 'Map'])
const FIELDS_WITH_RESULT = new Set(['Output', 'Assign'])

/**
 * `$states.errorOutput` exists in a catcher only, `$states.result` in Output and Assign of a state that has a result. Developer guide,
 * "Transforming data": reading them elsewhere "will be caught at creation, update, or validation of the state machine".
 */
function checkStatesNames(place: Place, references: JsonataReferences, visit: FieldVisit, context: CheckContext): void {
  const { name, fieldName, state } = visit
  if (references.states.has('errorOutput') && name !== 'Catcher') context.report('jsonata-error-output', place)
  if (references.states.has('result') && !(WITH_RESULT.has(name) && FIELDS_WITH_RESULT.has(fieldName))) {
    context.report('jsonata-result', place, { name: 'result', field: fieldName, type: state?.type ?? name })
  }
}
