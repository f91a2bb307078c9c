import type { CheckContext } from '../check-context.ts'
import { textOf } from '../place.ts'
import type { ObjectVisit } from '../visit.ts'

/**
 * Fields of the other query language, and a state that goes back from JSONata to JSONPath. Where a field asks for one of the state's
 * language AWS misses that one, and says nothing of the other (the CDK's issues 33396, 35403).
 */
export function checkQueryLanguage(visit: ObjectVisit, context: CheckContext): void {
  const { place, shape, language } = visit
  const isState = visit.state?.place === place
  if (isState && context.language === 'JSONata' && textOf(place, 'QueryLanguage') === 'JSONPath')
    context.report('language-downgrade', place)
  const asked = new Set(Object.values(shape.asks ?? {}).flat())
  for (const name of place.node.members?.keys() ?? []) {
    if (asked.has(name)) continue
    const only = Object.hasOwn(shape.fields, name) ? shape.fields[name]?.only : undefined
    if (only !== undefined && only !== language)
      context.report(only === 'JSONata' ? 'jsonata-field' : 'jsonpath-field', place, { field: name })
  }
}
