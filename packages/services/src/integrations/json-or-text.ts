import { Datum, type Json, type JsonObject, parseJson, putMember } from '@pasos/asl'

/** What another server answers: JSON where the text is some, with its numbers as they were written. */
export function jsonOrText(text: string): Json {
  return datumOf(text).value
}

/** The same as a member of a task's result, where a number by itself keeps its text too. */
export function putJsonOrText(result: JsonObject, name: string, text: string): void {
  putMember(result, name, datumOf(text).member)
}

function datumOf(text: string): Datum {
  try {
    return new Datum(parseJson(text), text)
  } catch {
    return new Datum(text)
  }
}
