import type { CheckContext } from '../check-context.ts'
import { containersIn, membersOf, type Place } from '../place.ts'
import { PATH_TWINS } from '../shape/shapes.ts'
import type { FieldVisit } from '../visit.ts'
import { looksDynamic } from './templates.ts'

const WITH_PATH = new Set(PATH_TWINS.values())

/** Values that look like a path in a place where they are only text. AWS warns of both. */
export function checkPathLookalikes({ field, fieldName, fieldShape, language }: FieldVisit, context: CheckContext): void {
  if (language !== 'JSONPath') return
  const isOperator = /^(?:String|Numeric|Timestamp)(?:Equals|LessThan|GreaterThan)/.test(fieldName) && !fieldName.endsWith('Path')
  if ((WITH_PATH.has(fieldName) || isOperator) && isLookalike(field)) context.report('no-path', field, { field: fieldName })
  if (fieldName === 'Result' && fieldShape.value.kind === 'any') {
    if (isLookalike(field)) context.report('static-result', field, { field: fieldName })
    checkStaticResult(field, context)
  }
}

function isLookalike({ node: { value } }: Place): boolean {
  return typeof value === 'string' && looksDynamic(value)
}

function checkStaticResult(place: Place, context: CheckContext): void {
  for (const member of membersOf(place)) {
    const name = String(member.key)
    if (name.endsWith('.$') || isLookalike(member)) context.report('static-result', member, { field: name })
  }
  for (const child of containersIn(place)) if (!String(child.key).endsWith('.$')) checkStaticResult(child, context)
}
