/** CBOR as the SDK's own codec reads and writes it. Loaded with the first CBOR request, because it brings 30 ms of other code along. */
import { cbor, dateToTag } from '@smithy/core/cbor'

export function decodeCbor(body: Uint8Array): unknown {
  return cbor.deserialize(body)
}

export function encodeCbor(value: unknown): Uint8Array {
  return cbor.serialize(value)
}

/** Tag 1: seconds since 1970. */
export function cborTimestamp(date: Date): unknown {
  return dateToTag(date)
}
