import type { CheckContext } from '../check-context.ts'
import type { ObjectVisit } from '../visit.ts'

/** Fields that the object does not have in any query language. */
export function checkUnsupportedFields({ place, shape }: ObjectVisit, context: CheckContext): void {
  for (const name of place.node.members?.keys() ?? []) {
    if (!Object.hasOwn(shape.fields, name)) context.report('unsupported-field', place, { field: name })
  }
}
