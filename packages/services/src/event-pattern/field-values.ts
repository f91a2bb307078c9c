import { absent } from './matcher.ts'

/** A document's field, `absent` where there is none. */
export function valueIn(document: unknown, field: string): unknown {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return absent
  return Object.hasOwn(document, field) ? (document as Record<string, unknown>)[field] : absent
}

/** What a pattern looks at one by one. */
export function elementsOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [value]
  return value.length === 0 ? [absent] : value
}
