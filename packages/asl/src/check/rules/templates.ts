import { isIntrinsic } from '../../intrinsic/intrinsic.ts'
import type { Json } from '../../json.ts'
import type { CheckContext } from '../check-context.ts'
import { isFilledLater } from '../filled-later.ts'
import { containersIn, membersOf, type Place } from '../place.ts'
import type { FieldVisit } from '../visit.ts'
import { isIntrinsicCall, isPath } from './paths.ts'

/** Payload templates of JSONPath states: what a field ending in `.$` may hold, at any depth. */
export function checkTemplates({ field, fieldShape, fieldName, language }: FieldVisit, context: CheckContext): void {
  if (language !== 'JSONPath') return
  const { kind } = fieldShape.value
  if (fieldName.endsWith('.$')) checkDynamicField(field, field.parent ?? field, context)
  if (kind !== 'template' && kind !== 'assign') return
  const mustBeObject = kind === 'assign' || (fieldShape.value.kind === 'template' && fieldShape.value.root === 'object')
  if (mustBeObject && field.node.members === undefined) context.report('value-type', field, { expected: 'Object' })
  checkTemplate(field, context)
}

function checkTemplate(place: Place, context: CheckContext): void {
  for (const member of membersOf(place)) {
    const name = String(member.key)
    if (name.endsWith('.$')) checkDynamicField(member, place, context)
    else if (typeof member.node.value === 'string' && looksDynamic(member.node.value)) context.report('no-dollar', member, { field: name })
  }
  for (const child of containersIn(place)) if (!String(child.key).endsWith('.$')) checkTemplate(child, context)
}

// AWS locates this at the object that has the field.
function checkDynamicField(member: Place, owner: Place, context: CheckContext): void {
  if (isFilledLater(member.node.value, context)) return
  const problem = dynamicFieldProblem(String(member.key), member.node.value)
  if (problem !== undefined) context.report(problem.rule, owner, problem.parameters)
}

/** Which rule the value of a field ending in `.$` breaks. */
export function dynamicFieldProblem(field: string, value: Json) {
  if (typeof value !== 'string') return { rule: 'template-path-type', parameters: { field, type: javaNodeType(value) } } as const
  if (isIntrinsic(value) ? isIntrinsicCall(value) : isPath(value)) return undefined
  return { rule: 'template-path', parameters: { field } } as const
}

/** The kinds of JSON as AWS's parser names them. */
function javaNodeType(value: Json): string {
  if (value === null) return 'NULL'
  return Array.isArray(value) ? 'ARRAY' : (typeof value).toUpperCase()
}

/** Whether a plain text was probably meant as a path or a call. */
export function looksDynamic(text: string): boolean {
  if (isIntrinsic(text)) return isIntrinsicCall(text)
  return /^\$(?:$|[.[]|\$[.[]|[\p{ID_Start}_]+[.[])/u.test(text) && isPath(text)
}
