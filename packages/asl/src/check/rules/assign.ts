import type { CheckContext } from '../check-context.ts'
import { isFilledLater } from '../filled-later.ts'
import { membersOf } from '../place.ts'
import type { FieldVisit } from '../visit.ts'

// Developer guide, "Passing data with variables": Unicode identifiers of at most 80 characters; `states` is taken.
const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u
const MAX_NAME = 80

/** Names of the variables that a state assigns. */
export function checkAssign({ field, fieldShape, language }: FieldVisit, context: CheckContext): void {
  if (fieldShape.value.kind !== 'assign') return
  if (field.node.members === undefined) {
    if (language === 'JSONata') context.report('value-type', field, { expected: 'Object' })
    return
  }
  for (const member of membersOf(field)) {
    const key = String(member.key)
    const name = language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key
    if (isFilledLater(name, context)) continue
    if (!NAME.test(name)) context.report('variable-name', member, { name })
    else if ([...name].length > MAX_NAME) context.report('variable-name-length', member, { name })
    else if (name === 'states') context.report('variable-reserved', member)
  }
}
