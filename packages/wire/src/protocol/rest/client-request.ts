import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { OperationShape, StructureShape } from '@pasos/models'
import type { Values } from '../../codec/tree.ts'
import { escapeUri } from '../../signature/canonical-request.ts'
import type { ClientRequest, ClientResponse } from '../client-protocol.ts'
import { writeHeaders, writePath, writeQuery } from './bindings.ts'

/** A request with what its input has outside the body. @throws SerializationError */
export function writeAddress(
  { input: shape, http, model }: OperationShape,
  input: Values,
  body: Uint8Array | string,
  headers: Record<string, string>,
): ClientRequest {
  const [method, template] = http ?? ['POST', '/']
  const [path = '/', fixed] = template.split('?')
  const bound = writeQuery(shape, input).map(([key, text]) => `${escapeUri(key)}=${escapeUri(text)}`)
  const query = [...(fixed === undefined ? [] : [fixed]), ...bound].join('&')
  return {
    method,
    path: writePath(path, shape, input) + (query === '' ? '' : `?${query}`),
    headers: { ...headers, ...checksumHeaders(model.checksum, body), ...writeHeaders(shape, input) },
    body,
  }
}

/** Operations that demand a checksum get CRC32, or MD5 where they know no other. */
function checksumHeaders(checksum: OperationShape['model']['checksum'], body: Uint8Array | string): Record<string, string> {
  if (!checksum?.required) return {}
  if (checksum.algorithm === undefined) return { 'content-md5': createHash('md5').update(body).digest('base64') }
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return { 'x-amz-sdk-checksum-algorithm': 'CRC32', 'x-amz-checksum-crc32': bytes.toString('base64') }
}

export function readStatus(shape: StructureShape, { status }: ClientResponse, output: Values): void {
  const member = shape.members.find(({ traits }) => traits.responseCode)
  if (member !== undefined) output[member.name] = status
}
