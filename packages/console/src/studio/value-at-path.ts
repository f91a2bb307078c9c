import { parseJson } from '@pasos/asl'
import type { JsonPath } from '@pasos/graph'

let last: { text: string; value: unknown } | undefined

/** The value at a path of a JSON text; undefined where there is none, or the text is broken. The last text is parsed once. Numbers keep their digits. */
export function valueAtPath(text: string, path: JsonPath): unknown {
  if (last?.text !== text) last = { text, value: parsed(text) }
  let value: unknown = last.value
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}
