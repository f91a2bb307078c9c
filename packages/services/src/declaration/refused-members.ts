import { isJsonObject, type Json } from '@pasos/asl'
import type { ApiError, Operation, OperationContext } from '@pasos/wire'

/** By operation: members on which AWS acts and this server cannot, with a point where one is within another, or in the items of a list. */
export type RefusedMembers = Readonly<Record<string, readonly (string | RefusedMember)[]>>

export interface RefusedMember {
  member: string
  /** Whether a value asks for what is so anyway: one's own account, where others are not served. */
  isSoAnyway(value: unknown, context: OperationContext): boolean
}

/**
 * The operations, each refusing the members named for it wherever they ask for something. What is empty or false asks for nothing, nor does
 * what is made of such alone. A member that were left alone would be believed to protect something, or to bound it.
 */
export function refusingMembers(
  operations: Record<string, Operation>,
  members: RefusedMembers,
  refusal: (member: string, operation: string) => ApiError,
): Record<string, Operation> {
  const refusing = Object.entries(members).map(([name, refused]): [string, Operation] => {
    const run = operations[name]
    if (!run) throw new Error(`There is no operation ${name} whose members could be refused`)
    const checks = refused.map(each => {
      const { member, isSoAnyway } = typeof each === 'string' ? { member: each, isSoAnyway: () => false } : each
      return { member, path: member.split('.'), isSoAnyway }
    })
    const check = (input: unknown, context: OperationContext): void => {
      const asked = checks.find(({ path, isSoAnyway }) => asksFor(input, path, value => isSoAnyway(value, context)))
      if (asked !== undefined) throw refusal(asked.member, name)
    }
    const checked: Operation = (input, context) => {
      check(input, context)
      return run(input, context)
    }
    if (run.atOnce === undefined) return [name, checked]
    checked.atOnce = (input, context) => {
      check(input, context)
      return run.atOnce!(input, context)
    }
    return [name, checked]
  })
  return { ...operations, ...Object.fromEntries(refusing) }
}

function asksFor(value: unknown, path: readonly string[], isSoAnyway: (value: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some(item => asksFor(item, path, isSoAnyway))
  const [name, ...within] = path
  if (name !== undefined) return isJsonObject(value as Json) && asksFor((value as Record<string, unknown>)[name], within, isSoAnyway)
  return !asksForNothing(value) && !isSoAnyway(value)
}

function asksForNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(asksForNothing)
  if (isJsonObject(value as Json) && !(value instanceof Date)) return Object.values(value as object).every(asksForNothing)
  return value === undefined || value === null || value === false || value === ''
}
