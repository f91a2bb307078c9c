import type { CheckContext } from '../check-context.ts'
import type { ObjectVisit } from '../visit.ts'

/** Fields that must be there, and groups of which one must be. */
export function checkRequiredFields({ place, shape }: ObjectVisit, context: CheckContext): void {
  const { members } = place.node
  const missing = shape.required.filter(name => !members?.has(name))
  if (missing.length > 0) context.report('missing-fields', place, { fields: missing.join(', ') })
  for (const group of shape.oneOf ?? []) {
    if (!group.some(name => members?.has(name))) context.report('one-of-fields', place, { fields: group.join(', ') })
  }
}
