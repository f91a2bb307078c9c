import { crc32 } from 'node:zlib'
import { SerializationError } from './serialization-error.ts'

/** One message of an answer that is a stream of events. */
export interface StreamedEvent {
  /** Those that are texts: `:message-type`, `:event-type`. */
  headers: Record<string, string>
  payload: Uint8Array
}

/** Bytes before the headers: two lengths and their checksum. */
const preludeBytes = 12
/** Of the types of values that have one: https://smithy.io/2.0/aws/amazon-eventstream.html */
const fixedBytes: Record<number, number> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 }
const [bytesType, textType] = [6, 7]

/** The messages of `application/vnd.amazon.eventstream`. @throws SerializationError for bytes that are none, or damaged */
export function readEventStream(body: Uint8Array): StreamedEvent[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length)
  const events: StreamedEvent[] = []
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < preludeBytes + 4) throw broken()
    const [size, headersSize] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
    const end = at + size
    const payloadAt = at + preludeBytes + headersSize
    if (end > bytes.length || payloadAt > end - 4) throw broken()
    if (crc32(bytes.subarray(at, at + 8)) !== bytes.readUInt32BE(at + 8)) throw broken()
    if (crc32(bytes.subarray(at, end - 4)) !== bytes.readUInt32BE(end - 4)) throw broken()
    events.push({ headers: readHeaders(bytes.subarray(at + preludeBytes, payloadAt)), payload: bytes.subarray(payloadAt, end - 4) })
    at = end
  }
  return events
}

function readHeaders(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {}
  let at = 0
  const take = (count: number): Buffer => {
    if (at + count > bytes.length) throw broken()
    at += count
    return bytes.subarray(at - count, at)
  }
  while (at < bytes.length) {
    const name = take(take(1).readUInt8()).toString('utf8')
    const type = take(1).readUInt8()
    if (type === textType || type === bytesType) {
      const value = take(take(2).readUInt16BE())
      if (type === textType) headers[name] = value.toString('utf8')
    } else {
      const count = fixedBytes[type]
      if (count === undefined) throw broken()
      take(count)
    }
  }
  return headers
}

function broken(): SerializationError {
  return new SerializationError('The answer is no stream of events.')
}
