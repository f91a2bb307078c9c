import type { Json } from '@pasos/asl'

/** What another server answers, as a task's result has it: JSON where the text is some. */
export function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
