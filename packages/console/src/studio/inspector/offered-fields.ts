import { type FieldShape, fieldTable, type ObjectShape, type ShapeName } from '@pasos/asl'
import type { Language } from '../sample/known-data.ts'

type Field = readonly [name: string, field: FieldShape]

/** Drawn, or shown above the form. */
const ELSEWHERE = new Set(['Type', 'Next', 'End', 'States'])
/** Only in definitions of before ItemProcessor: nobody begins with it. */
const OUTDATED = new Set(['Iterator'])

/**
 * The fields of an object's form, as the table that the checks use says: what is there and what must be there, and what may be added to it.
 */
export function offeredFields(
  shape: ShapeName,
  language: Language,
  value: Readonly<Record<string, unknown>>,
): { shown: Field[]; absent: Field[]; required: ReadonlySet<string> } {
  const table: ObjectShape = fieldTable[shape]
  const fields = Object.entries(table.fields).filter(([name, field]) => isOffered(name, field, shape, language))
  const required = new Set(table.required)
  const isShown = ([name]: Field) => name in value || required.has(name)
  return {
    required,
    shown: fields.filter(isShown),
    absent: fields.filter(field => !isShown(field) && !OUTDATED.has(field[0]) && !isExcluded(table, field[0], value)),
  }
}

function isOffered(name: string, field: FieldShape, shape: ShapeName, language: Language): boolean {
  if (field.only !== undefined && field.only !== language) return false
  // Within a catcher or a rule Next is a field like others.
  return !ELSEWHERE.has(name) || (name === 'Next' && (shape === 'Catcher' || shape === 'ChoiceRule'))
}

/** What a JSONPath rule compares with, of which it has one. */
export const COMPARISONS: readonly string[] = Object.keys(fieldTable.ChoiceRule.fields).filter(name =>
  /^(String|Numeric|Boolean|Timestamp|Is)/.test(name),
)
const COMBINATORS = ['And', 'Or', 'Not']

/** Another field of a group of which only one may be there is there. */
function isExcluded(table: ObjectShape, name: string, value: Readonly<Record<string, unknown>>): boolean {
  // A combinator takes a comparison that is there into it.
  const isCombined = COMBINATORS.some(each => each in value)
  if (isCombined && (name === 'Variable' || COMBINATORS.includes(name) || COMPARISONS.includes(name))) return true
  if (COMPARISONS.includes(name) && COMPARISONS.some(each => each in value)) return true
  return [...(table.exclusive ?? []), ...(table.oneOf ?? [])].some(
    group => group.includes(name) && group.some(other => other !== name && other in value),
  )
}
