import { prettyJson } from './json-object.ts'

/** A definition that came on one line is laid out; one that somebody laid out stays as it is. */
export function readable(definition: string): string {
  return definition.trim().includes('\n') ? definition : prettyJson(definition)
}
