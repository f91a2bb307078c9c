import type { OperationShape, Service, StructureShape } from '@pasos/models'
import type { LiftedBody } from '../codec/blob-lifter.ts'
import type { Values } from '../codec/tree.ts'
import type { WireRequest, WireResponse } from '../operation.ts'

/** A request with its address taken apart. */
export interface ParsedRequest {
  request: WireRequest
  /** As sent, still percent-encoded. */
  path: string
  query: URLSearchParams
  /** The fields of a form body, or else of the query; read once. */
  form(): URLSearchParams
  /** What was lifted out of the body. */
  blobs?: LiftedBody['blobs']
}

/** What a request asks for: an operation's name, perhaps one that does not exist, and what its address says. */
export interface Match {
  operation: string
  labels?: Record<string, string>
}

/** An error on its way out: modelled (with a shape) or of the wire itself. */
export interface WireError {
  code: string
  message: string
  status: number
  fault: 'client' | 'server'
  members: Values
  shape?: StructureShape
}

/** Reads requests and writes answers of one AWS protocol. Shaped like the schema-based server protocols of Smithy. */
export interface ServerProtocol {
  family: 'json' | 'query' | 'ec2' | 'rest' | 'restXml' | 'cbor'
  /** `undefined` when the request names no operation. */
  match(parsed: ParsedRequest, service: Service): Match | undefined
  /** @throws SerializationError when the bytes do not fit the operation's input. */
  readInput(operation: OperationShape, parsed: ParsedRequest, match: Match): Values | Promise<Values>
  writeOutput(operation: OperationShape, output: Values, service: Service, requestId: string): WireResponse | Promise<WireResponse>
  writeError(error: WireError, parsed: ParsedRequest, service: Service | undefined, requestId: string): WireResponse | Promise<WireResponse>
}

/** Of all requests without one: nobody changes what a request says. */
const noQuery = new URLSearchParams()

/** Takes a request's address apart. Nothing is decoded but the query, whose broken escapes stand for themselves. */
export function parseRequest(request: WireRequest): ParsedRequest {
  const mark = request.url.indexOf('?')
  const query = mark < 0 ? noQuery : new URLSearchParams(request.url.slice(mark + 1))
  return { request, path: mark < 0 ? request.url : request.url.slice(0, mark), query, form: formOf(request, query) }
}

/** The same request, now with its body. */
export function withBody({ request, path, query }: ParsedRequest, body: Uint8Array): ParsedRequest {
  const whole = { ...request, body }
  return { request: whole, path, query, form: formOf(whole, query) }
}

/** The same request, now with its body and the blobs that were in it. */
export function withLifted(parsed: ParsedRequest, { body, hash, blobs }: LiftedBody): ParsedRequest {
  return { ...withBody({ ...parsed, request: { ...parsed.request, bodyHash: hash } }, body), blobs }
}

function formOf({ body }: WireRequest, query: URLSearchParams): () => URLSearchParams {
  let form: URLSearchParams | undefined
  return () => {
    form ??= body.length > 0 ? new URLSearchParams(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8')) : query
    return form
  }
}

/**
 * The members of an error's body. The message goes under the name the shape has for it (`message` or `Message`), and
 * Lambda's `Type` (`User` or `Service`) is filled in where nothing else was said.
 */
export function errorMembers(error: WireError): Values {
  const members: Values = { ...error.members }
  const messageName = error.shape?.members.find(member => member.name.toLowerCase() === 'message')?.name ?? 'message'
  members[messageName] = error.message
  if (error.shape?.byName.has('Type')) members['Type'] ??= error.fault === 'client' ? 'User' : 'Service'
  return members
}
