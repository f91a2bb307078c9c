import type { CheckContext } from '../check-context.ts'
import type { ObjectVisit } from '../visit.ts'

/** Fields that others ask for which are there, in the state's query language. */
function askedFor({ place, shape, language }: ObjectVisit): string[] {
  const asking = Object.entries(shape.asks ?? {}).filter(([field]) => place.node.members?.has(field))
  return asking.flatMap(([, names]) => names.filter(name => shape.fields[name]?.only === language))
}

/** Fields that must be there, and groups of which one must be. */
export function checkRequiredFields(visit: ObjectVisit, context: CheckContext): void {
  const { place, shape, language } = visit
  const { members } = place.node
  const missing = [...shape.required, ...askedFor(visit)].filter(name => !members?.has(name))
  if (missing.length > 0) context.report('missing-fields', place, { fields: missing.join(', ') })
  const isMissing = (group: readonly string[]): boolean => !group.some(name => members?.has(name))
  const listed = (group: readonly string[]): string => group.filter(name => (shape.fields[name]?.only ?? language) === language).join(', ')
  for (const group of shape.oneOf?.filter(isMissing) ?? []) context.report('one-of-fields', place, { fields: listed(group) })
  for (const group of shape.anyOf?.filter(isMissing) ?? []) context.report('any-of-fields', place, { fields: listed(group) })
}
