import type { Json } from '../json.ts'

/** What is thrown for a cause where a ReaderConfig cannot be followed. */
export type ReaderFailure = (cause: string) => object

/** The names that an ItemsPointer leads by: a JSON Pointer, RFC 6901. None where it is the whole. @throws what `failure` makes */
export function pointerNames(pointer: string, failure: ReaderFailure): string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/')) throw failure(`The ItemsPointer '${pointer}' is not a valid JSON Pointer.`)
  const parts = pointer.slice(1).split('/')
  return parts.map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The headers that a definition gives. @throws what `failure` makes */
export function givenHeaders(given: Json | undefined, failure: ReaderFailure): string[] {
  if (!Array.isArray(given) || given.length === 0) throw failure('CSVHeaders must be a non-empty list.')
  return given.map(String)
}
