import type { Json } from './json.ts'

/**
 * Whether the JSON text of a value would be longer than `limit` characters; escapes count as one. The text itself is what must not be
 * made: values share their parts, so that a small one can have a text of gigabytes.
 */
export function isTextLongerThan(value: Json, limit: number): boolean {
  return textLength(value, limit) > limit
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
