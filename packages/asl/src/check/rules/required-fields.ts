import type { CheckContext } from '../check-context.ts'
import type { ObjectVisit } from '../visit.ts'

/** Fields that must be there, and groups of which one must be. */
export function checkRequiredFields({ place, shape, language }: ObjectVisit, context: CheckContext): void {
  const { members } = place.node
  const missing = shape.required.filter(name => !members?.has(name))
  if (missing.length > 0) context.report('missing-fields', place, { fields: missing.join(', ') })
  for (const group of [...(shape.oneOf ?? []), ...(shape.anyOf ?? [])]) {
    if (group.some(name => members?.has(name))) continue
    const fields = group.filter(name => (shape.fields[name]?.only ?? language) === language)
    context.report('one-of-fields', place, { fields: fields.join(', ') })
  }
}
