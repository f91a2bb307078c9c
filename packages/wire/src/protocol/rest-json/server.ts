import type { Member, Shape, StructureShape } from '@pasos/models'
import type { LiftedBody } from '../../codec/blob-lifter.ts'
import { parseJson, readJsonTree, writeJsonTree } from '../../codec/json.ts'
import type { Values } from '../../codec/tree.ts'
import { errorMembers, type ServerProtocol } from '../protocol.ts'
import { bodyShape, payloadOf, writeHeaders } from '../rest/bindings.ts'
import { readAddress, statusOf } from '../rest/request.ts'
import { routeRest } from '../rest/router.ts'

/** restJson1: members bound to path, query, headers, status and body as the model says. */
export const restJson: ServerProtocol = {
  family: 'rest',
  match: ({ request, path, query }, service) => routeRest(service, { method: request.method, path, query, headers: request.headers }),
  readInput(operation, parsed, match) {
    const input = readJsonBody(operation.input, parsed.request.body, parsed.blobs)
    readAddress(operation, parsed, match, input)
    return input
  },
  writeOutput(operation, output, _service, requestId) {
    const { output: shape } = operation
    const status = statusOf(operation, output)
    const headers = { 'content-type': 'application/json', 'x-amzn-RequestId': requestId, ...writeHeaders(shape, output) }
    return { status, headers, body: status === 204 ? '' : writeJsonBody(shape, output) }
  },
  writeError(error, _parsed, _service, requestId) {
    const members = errorMembers(error)
    const body = error.shape === undefined ? members : writeJsonTree(error.shape, members)
    return {
      status: error.status,
      headers: {
        'content-type': 'application/json',
        'x-amzn-RequestId': requestId,
        'x-amzn-ErrorType': error.shape?.name ?? error.code,
        ...writeHeaders(error.shape, error.members),
      },
      body: JSON.stringify(body),
    }
  },
}

/** `blobs`: what was lifted out of the body. @throws SerializationError */
export function readJsonBody(shape: StructureShape, body: Uint8Array, blobs?: LiftedBody['blobs']): Values {
  const payload = payloadOf(shape)
  if (payload !== undefined) return body.length === 0 ? {} : { [payload.name]: readPayload(payload.shape, body) }
  const inBody = bodyShape(shape)
  return inBody.members.length === 0 ? {} : readJsonTree(inBody, parseJson(body), blobs)
}

function readPayload(shape: Shape, body: Uint8Array): unknown {
  if (shape.kind === 'blob') return body
  if (shape.kind === 'structure' || shape.kind === 'union') return readJsonTree(shape, parseJson(body))
  if (shape.kind === 'document') return parseJson(body)
  return Buffer.from(body).toString('utf8')
}

export function writeJsonBody(shape: StructureShape, values: Values): Uint8Array | string {
  const payload = payloadOf(shape)
  if (payload !== undefined) return writePayload(payload, values[payload.name])
  return JSON.stringify(writeJsonTree(bodyShape(shape), values))
}

function writePayload({ shape }: Member, value: unknown): Uint8Array | string {
  if (value === undefined || value === null) return ''
  if (shape.kind === 'blob') return value as Uint8Array
  if (shape.kind === 'structure' || shape.kind === 'union') return JSON.stringify(writeJsonTree(shape, value as Values))
  return shape.kind === 'document' ? JSON.stringify(value) : String(value)
}
