import type { CheckContext } from '../check-context.ts'
import { suggestion } from '../fix/spelled-like.ts'
import type { ObjectVisit } from '../visit.ts'

/** Fields that the object does not have in any query language. */
export function checkUnsupportedFields({ place, shape }: ObjectVisit, context: CheckContext): void {
  const present = place.node.members
  for (const name of present?.keys() ?? []) {
    if (Object.hasOwn(shape.fields, name)) continue
    const free = Object.keys(shape.fields).filter(field => !present?.has(field))
    context.report('unsupported-field', place, { field: name, ...suggestion(name, free) })
  }
}
