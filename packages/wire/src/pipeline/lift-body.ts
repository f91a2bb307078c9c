import type { Shape, StructureShape } from '@pasos/models'
import { type BlobPlaces, blobLifter, type LiftedBody } from '../codec/blob-lifter.ts'
import type { IncomingRequest } from '../operation.ts'
import { bodyShape, payloadOf } from '../protocol/rest/bindings.ts'
import { bodyLimit, boundBody } from './bound-body.ts'
import type { Claim } from './claim.ts'
import { WireFault } from './wire-faults.ts'

/** Smaller bodies are read whole. */
const LARGE_BYTES = 16 * 1024 * 1024
/** What an operation takes beside its blobs: names, tags, variables. */
const OTHER_BYTES = 1024 * 1024

/** Where an operation's large body has blobs: code comes as JSON with base64. Nothing where it has none, or is never that large. */
export function blobPlaces(claimed: Claim, operation: string | undefined): BlobPlaces | undefined {
  const shape = operation === undefined ? undefined : claimed.desk?.service.operation(operation)
  if (shape === undefined || claimed.protocol.family !== 'rest' || bodyLimit(claimed, operation) <= LARGE_BYTES) return undefined
  return payloadOf(shape.input) === undefined ? placesIn(bodyShape(shape.input)) : undefined
}

const known = new WeakMap<StructureShape, BlobPlaces | null>()

function placesIn(shape: StructureShape): BlobPlaces | undefined {
  const found = known.get(shape)
  if (found !== undefined) return found ?? undefined
  // Met again within itself, it is one without blobs.
  known.set(shape, null)
  const places = new Map<string, BlobPlaces | 'blob'>()
  for (const { wireName, shape: member } of shape.members) {
    const place = placeOf(member)
    if (place !== undefined) places.set(wireName, place)
  }
  if (places.size > 0) known.set(shape, places)
  return places.size > 0 ? places : undefined
}

function placeOf(shape: Shape): BlobPlaces | 'blob' | undefined {
  if (shape.kind === 'blob') return 'blob'
  return shape.kind === 'structure' ? placesIn(shape) : undefined
}

/**
 * Reads a body as `boundBody` does, and takes its blobs out as it comes.
 * @throws WireFault
 */
export async function liftBody(
  { body, headers }: IncomingRequest,
  places: BlobPlaces,
  { claimed, operation, isSigned }: { claimed: Claim; operation: string; isSigned: boolean },
): Promise<LiftedBody> {
  const limit = bodyLimit(claimed, operation)
  const announced = typeof body === 'function' ? Number(headers['content-length'] ?? limit) : body.length
  const lifter = blobLifter(places, { bodyBytes: Math.min(announced, limit), otherBytes: OTHER_BYTES })
  const source = typeof body === 'function' ? (limitBytes: number) => body(limitBytes, chunk => lifter.write(chunk)) : body
  let isWhole = false
  try {
    const rest = await boundBody(source, claimed, operation, isSigned)
    if (typeof body !== 'function') lifter.write(rest)
    isWhole = true
  } finally {
    if (!isWhole) lifter.end().release()
  }
  const lifted = lifter.end()
  if (!lifted.isTooLarge) return lifted
  lifted.release()
  throw new WireFault('too-large', `Request must be smaller than ${OTHER_BYTES} bytes besides its code for the ${operation} operation`)
}
