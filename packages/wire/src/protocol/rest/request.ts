import type { OperationShape } from '@pasos/models'
import type { Values } from '../../codec/tree.ts'
import type { Match, ParsedRequest } from '../protocol.ts'
import { readBoundText, readHeaders, readQuery } from './bindings.ts'

/** Adds the members that path, query and headers of a request hold. @throws SerializationError */
export function readAddress(
  { input: shape, http }: OperationShape,
  { request, query }: ParsedRequest,
  { labels = {} }: Match,
  input: Values,
): void {
  for (const { name, shape: target, traits } of shape.members) {
    if (traits.label && labels[name] !== undefined) input[name] = readBoundText(target, labels[name])
  }
  readHeaders(shape, request.headers, input)
  readQuery(shape, query, fixedFields(http), input)
}

/** The names that a URI template itself has in its query. */
function fixedFields(http: OperationShape['http']): string[] {
  const [, query] = http?.[1].split('?') ?? []
  return query === undefined ? [] : query.split('&').map(field => field.split('=')[0]!)
}

/** The status of a success: the member that holds it, or the model's. */
export function statusOf({ output, http }: OperationShape, values: Values): number {
  const member = output.members.find(({ traits }) => traits.responseCode)
  return Number((member && values[member.name]) ?? http?.[2] ?? 200)
}
