import { isJsonObject, type Json } from '@pasos/asl'
import type { ApiError, Operation } from '@pasos/wire'

/** By operation: members on which AWS acts and this server cannot, with a point where one is within another, or in the items of a list. */
export type RefusedMembers = Readonly<Record<string, readonly string[]>>

/**
 * The operations, each refusing the members named for it wherever they ask for something. What is empty or false asks for nothing. A member
 * that were left alone would be believed to protect something, or to bound it.
 */
export function refusingMembers(
  operations: Record<string, Operation>,
  members: RefusedMembers,
  refusal: (member: string, operation: string) => ApiError,
): Record<string, Operation> {
  const refusing = Object.entries(members).map(([name, refused]): [string, Operation] => {
    const run = operations[name]
    if (!run) throw new Error(`There is no operation ${name} whose members could be refused`)
    const checked: Operation = (input, context) => {
      const asked = refused.find(member => asksFor(input as Json, member.split('.')))
      if (asked !== undefined) throw refusal(asked, name)
      return run(input, context)
    }
    return [name, checked]
  })
  return { ...operations, ...Object.fromEntries(refusing) }
}

function asksFor(value: unknown, [name, ...within]: readonly string[]): boolean {
  if (Array.isArray(value)) return value.some(item => asksFor(item, name === undefined ? [] : [name, ...within]))
  if (name !== undefined) return isJsonObject(value as Json) && asksFor((value as Record<string, unknown>)[name], within)
  if (value === undefined || value === null || value === false || value === '') return false
  return !isJsonObject(value as Json) || value instanceof Date || Object.keys(value as object).length > 0
}
