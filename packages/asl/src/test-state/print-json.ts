import { isJsonObject, type Json } from '../json.ts'
import { memberOf, SpelledNumber } from '../spelled-numbers.ts'

/** JSON as TestState prints it: with a blank after each comma and colon, unlike executions. */
export function printJson(value: Json | SpelledNumber): string {
  return printWithin(value, Number.POSITIVE_INFINITY) ?? ''
}

/**
 * The same, unless it gets longer than `limit` characters. Values share their parts in memory: a selector that repeats its input for
 * every item of a list would fill gigabytes when it is written out.
 */
export function printWithin(value: Json | SpelledNumber, limit: number): string | undefined {
  const printed: Printed = { parts: [], left: limit }
  return print(value, printed) ? printed.parts.join('') : undefined
}

interface Printed {
  parts: string[]
  left: number
}

/** @returns whether there was room */
function print(value: Json | SpelledNumber, to: Printed): boolean {
  if (value instanceof SpelledNumber) return add(value.text, to)
  if (Array.isArray(value)) {
    return (
      add('[', to) &&
      value.every((item, index) => (index === 0 || add(', ', to)) && print(memberOf(value, index, item), to)) &&
      add(']', to)
    )
  }
  if (!isJsonObject(value)) return add(JSON.stringify(value), to)
  const members = Object.entries(value)
  const printMember = ([name, member]: [string, Json], index: number): boolean =>
    add(`${index === 0 ? '' : ', '}${JSON.stringify(name)}: `, to) && print(memberOf(value, name, member), to)
  return add('{', to) && members.every(printMember) && add('}', to)
}

function add(part: string, to: Printed): boolean {
  to.left -= part.length
  if (to.left >= 0) to.parts.push(part)
  return to.left >= 0
}
