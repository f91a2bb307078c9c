import type { CheckContext } from '../check-context.ts'
import type { ObjectVisit } from '../visit.ts'

/** Fields that say the same thing in two ways. */
export function checkExclusiveFields({ place, shape }: ObjectVisit, context: CheckContext): void {
  for (const group of [...(shape.exclusive ?? []), ...(shape.oneOf ?? [])]) {
    const present = group.filter(name => place.node.members?.has(name))
    if (present.length > 1) context.report('exclusive-fields', place, { fields: group.join(', ') })
  }
}
