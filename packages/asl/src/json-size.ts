import type { Json } from './json.ts'

/**
 * Whether the JSON text of a value would be longer than `limit` characters; escapes count as one. The text itself is what must not be
 * made: values share their parts, so that a small one can have a text of gigabytes.
 */
export function isTextLongerThan(value: Json, limit: number): boolean {
  return textLength(value, limit) > limit
}

/**
 * How deep lists and objects may stand in each other. AWS names no limit of its own; its JSON is Jackson's, which since 2.15 reads and
 * writes 1,000 levels (https://github.com/FasterXML/jackson-core/pull/943). JavaScript's own functions end somewhere between 4,000 and
 * 10,000, with whatever is then under way.
 */
export const MOST_LEVELS = 1_000

/** Whether lists and objects stand in each other more than MOST_LEVELS deep. What is not known to have a text may share its parts: ask its length first. */
export function isTooDeep(value: Json): boolean {
  let layer: Json[] = [value]
  for (let level = 0; level < MOST_LEVELS; level++) {
    const next: Json[] = []
    for (const container of layer) {
      if (typeof container !== 'object' || container === null) continue
      for (const member of Array.isArray(container) ? container : Object.values(container))
        if (typeof member === 'object' && member !== null) next.push(member)
    }
    if (next.length === 0) return false
    layer = next
  }
  return true
}

/** About how many characters the JSON text of a value has; counted only until there are more than `limit`. */
export function textLength(value: Json, limit: number): number {
  let rest = limit
  const pending: Json[] = [value]
  for (let next = pending.pop(); next !== undefined && rest >= 0; next = pending.pop()) {
    rest -= 2
    if (typeof next === 'string') rest -= next.length
    if (typeof next !== 'object' || next === null) continue
    if (Array.isArray(next)) {
      rest -= next.length
      for (let index = 0; index < next.length && index <= rest; index++) pending.push(next[index]!)
    } else {
      for (const name of Object.keys(next)) {
        rest -= name.length
        pending.push(next[name]!)
      }
    }
  }
  return limit - rest
}
