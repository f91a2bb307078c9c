import { createHash } from 'node:crypto'
import { isStream, type Member, type OperationShape } from '@pasos/models'
import { decodeAwsChunked } from '../codec/aws-chunked.ts'
import type { Values } from '../codec/tree.ts'
import { ApiError, type IncomingRequest } from '../operation.ts'
import { payloadOf, readHeaders } from '../protocol/rest/bindings.ts'
import { chunkSignatures } from '../signature/chunk-signatures.ts'
import type { Authenticated } from './authenticate.ts'
import { BodyError } from './bound-body.ts'
import type { Claim } from './claim.ts'
import { WireFault } from './wire-faults.ts'

/** The member that takes the body as it comes, where the operation has one: an object's content is not held in memory. */
export function streamedMember({ desk }: Claim, operation: string | undefined): Member | undefined {
  const shape = operation === undefined ? undefined : desk?.service.operation(operation)
  const payload = shape && payloadOf(shape.input)
  return payload && isStream(payload.shape) ? payload : undefined
}

/**
 * Puts the body of a request into its input while it still comes: out of its chunks, held to the length and the hash that the headers
 * announce, and its chunks to their signatures where the request's own was verified. Checksums that follow the body are in the input once
 * it has been read.
 */
export function streamBody(
  { incoming, verified, limitBytes }: { incoming: IncomingRequest; verified: Authenticated['verified']; limitBytes: number },
  shape: OperationShape,
  member: Member,
  input: Values,
): void {
  const { headers } = incoming
  const hash = headers['x-amz-content-sha256'] ?? ''
  const isChunked =
    hash.startsWith('STREAMING-') || (headers['content-encoding'] ?? '').split(',').some(part => part.trim() === 'aws-chunked')
  const announced = headers['x-amz-decoded-content-length']
  if (isChunked && announced !== undefined) input['ContentLength'] = Number(announced)
  const algorithm = /^x-amz-checksum-([a-z0-9]+)$/i.exec(headers['x-amz-trailer']?.trim() ?? '')?.[1]
  if (algorithm !== undefined) input['ChecksumAlgorithm'] ??= algorithm.toUpperCase()
  const bytes = bytesOf(incoming, limitBytes)
  const isSigned = hash.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD')
  const guard = isSigned && verified ? chunkSignatures(verified.signature, verified.secret) : undefined
  const decoded = isChunked ? decodeAwsChunked(bytes, trailers => readHeaders(shape.input, trailers, input), guard) : bytes
  input[member.name] = /^[0-9a-f]{64}$/.test(hash) ? hashed(decoded, hash) : decoded
}

/** The body while it comes, or at once where it is at hand. @throws ApiError EntityTooLarge, WireFault */
export async function* bytesOf({ body, stream }: IncomingRequest, limitBytes: number): AsyncGenerator<Uint8Array, void> {
  try {
    if (stream) yield* stream(limitBytes)
    else yield typeof body === 'function' ? await body(limitBytes) : body
  } catch (error) {
    if (!(error instanceof BodyError)) throw error
    if (error.reason === 'too-large')
      throw new ApiError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', { httpStatus: 400 })
    throw new WireFault('incomplete-body', 'The request body did not arrive in time.')
  }
}

/** The client signed the hash of its body. */
async function* hashed(source: AsyncIterable<Uint8Array>, expected: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of source) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== expected)
    throw new ApiError('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.", {
      httpStatus: 400,
    })
}
