import type { CheckContext } from '../check-context.ts'
import { COMBINATORS, COMPARISONS } from '../shape/choice-shapes.ts'
import type { ObjectVisit } from '../visit.ts'

const OPERATORS: readonly string[] = [...COMBINATORS, ...COMPARISONS]

/** A JSONPath rule has one operator, and a Variable if it compares; a JSONata rule has a Condition. */
export function checkChoiceRule({ place, name, language }: ObjectVisit, context: CheckContext): void {
  if (name !== 'ChoiceRule' && name !== 'NestedRule') return
  const { members } = place.node
  if (language === 'JSONata') {
    if (!members?.has('Condition')) context.report('missing-fields', place, { fields: 'Condition' })
    return
  }
  const present = OPERATORS.filter(operator => members?.has(operator))
  if (present.length === 0) context.report('one-of-fields', place, { fields: OPERATORS.join(', ') })
  else if (present.length > 1) context.report('exclusive-fields', place, { fields: present.join(', ') })
  const isComparison = present.some(operator => COMPARISONS.includes(operator))
  if (isComparison && !members?.has('Variable')) context.report('missing-fields', place, { fields: 'Variable' })
  if (!isComparison && present.length > 0 && members?.has('Variable')) context.report('unsupported-field', place, { field: 'Variable' })
}
