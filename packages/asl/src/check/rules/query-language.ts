import type { CheckContext } from '../check-context.ts'
import { textOf } from '../place.ts'
import type { ObjectVisit } from '../visit.ts'

/** Fields of the other query language, and a state that goes back from JSONata to JSONPath. */
export function checkQueryLanguage(visit: ObjectVisit, context: CheckContext): void {
  const { place, shape, language } = visit
  const isState = visit.state?.place === place
  if (isState && context.language === 'JSONata' && textOf(place, 'QueryLanguage') === 'JSONPath')
    context.report('language-downgrade', place)
  for (const name of place.node.members?.keys() ?? []) {
    const only = Object.hasOwn(shape.fields, name) ? shape.fields[name]?.only : undefined
    if (only !== undefined && only !== language)
      context.report(only === 'JSONata' ? 'jsonata-field' : 'jsonpath-field', place, { field: name })
  }
}
