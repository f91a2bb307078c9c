import type { Json, JsonObject } from '@pasos/asl'

/** Our own copy of a line of asl, so that a page that only draws does not load the interpreter with its expression languages. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON text with two spaces of indent; other text as it is. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
