import type { Json } from '../json.ts'
import { memberOf, SpelledNumber } from '../spelled-numbers.ts'

/**
 * A value as Java's `toString()` gives it, which is how `States.Format` shows what is not text: `{Id=1, Tags=[a, b]}`, `null`, `1.0E10`.
 * Recorded on AWS: an object comes out as `{name=value, …}`, not as JSON.
 */
export function toJavaText(value: Json | SpelledNumber): string {
  const parts: string[] = []
  // What is still to be written, last first. A list of its own, since values may be nested deeper than the call stack.
  const pending: Pending[] = [value]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next instanceof Literal) parts.push(next.text)
    else if (next instanceof SpelledNumber) parts.push(toJavaSpelling(next))
    else if (typeof next === 'number') parts.push(toJavaNumber(next))
    else if (typeof next !== 'object' || next === null) parts.push(String(next))
    else if (Array.isArray(next)) pushItems(next, pending)
    else pushMembers(next, pending)
  }
  return parts.join('')
}

type Pending = Json | Literal | SpelledNumber

/** Text that is written as it is, as opposed to a JSON text, which is a value. */
class Literal {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

function pushItems(items: Json[], pending: Pending[]): void {
  pending.push(new Literal(']'))
  for (let index = items.length - 1; index >= 0; index--) {
    pending.push(memberOf(items, index, items[index]!))
    if (index > 0) pending.push(new Literal(', '))
  }
  pending.push(new Literal('['))
}

function pushMembers(object: { [name: string]: Json }, pending: Pending[]): void {
  const names = Object.keys(object)
  pending.push(new Literal('}'))
  for (let index = names.length - 1; index >= 0; index--) {
    const name = names[index]!
    pending.push(memberOf(object, name, object[name]!), new Literal(`${index > 0 ? ', ' : ''}${name}=`))
  }
  pending.push(new Literal('{'))
}

/** Whole numbers have all their digits, however many; with a point or an exponent they are Java's doubles: `1.0`, `1.0E10`. */
function toJavaSpelling({ value, text }: SpelledNumber): string {
  return /[.eE]/.test(text) ? toJavaDouble(value) : text
}

/** A double as Java writes it, whole or not: `1.0`, `1.789180622E9`. */
export function toJavaDouble(value: number): string {
  if (!Number.isInteger(value)) return toJavaNumber(value)
  if (Math.abs(value) < 1e7) return `${toJavaNumber(value)}.0`
  return withExponent(value)
}

/** Java writes whole numbers in full and others below 0.001 or from 10,000,000 on as `1.25E-4`. */
export function toJavaNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value === 0 ? 0 : value)
  const size = Math.abs(value)
  if (size >= 1e-3 && size < 1e7) return String(value)
  return withExponent(value)
}

function withExponent(value: number): string {
  const [digits, exponent] = value.toExponential().split('e') as [string, string]
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}
