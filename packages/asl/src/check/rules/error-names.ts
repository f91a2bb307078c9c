import type { CheckContext } from '../check-context.ts'
import { itemsOf } from '../place.ts'
import type { FieldVisit } from '../visit.ts'

/** `ErrorEquals`: names of errors; `States.ALL` stands alone, in the last retrier or catcher. */
export function checkErrorNames({ field, place, fieldShape }: FieldVisit, context: CheckContext): void {
  if (fieldShape.value.kind !== 'error-names') return
  if (field.node.items === undefined) {
    context.report('value-type', field, { expected: 'Array' })
    return
  }
  if (field.node.items.length === 0) context.report('empty-value', field)
  const isLast = place.key === (place.parent?.node.items?.length ?? 1) - 1
  for (const name of itemsOf(field)) {
    if (typeof name.node.value !== 'string') context.report('value-type', name, { expected: 'String' })
    else if (name.node.value === 'States.ALL' && (!isLast || field.node.items.length > 1)) context.report('states-all', name)
  }
}
