import { Datum, type Json, type JsonObject, putMember } from '@pasos/asl'

/** What another server answers: JSON where the text is some, with its numbers as they were written. */
export function jsonOrText(text: string): Json {
  return Datum.read(text).value
}

/** The same as a member of a task's result, where a number by itself keeps its text too. */
export function putJsonOrText(result: JsonObject, name: string, text: string): void {
  putMember(result, name, Datum.read(text).member)
}
