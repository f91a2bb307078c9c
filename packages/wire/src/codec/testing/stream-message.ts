import { crc32 } from 'node:zlib'

/** One message of `application/vnd.amazon.eventstream`, whose headers are texts: https://smithy.io/2.0/aws/amazon-eventstream.html */
export function streamMessage(headers: Record<string, string>, payload: string): Buffer {
  const written = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(Buffer.byteLength(value))
      return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7]), length, Buffer.from(value)])
    }),
  )
  const body = Buffer.from(payload)
  const prelude = Buffer.alloc(12)
  prelude.writeUInt32BE(12 + written.length + body.length + 4, 0)
  prelude.writeUInt32BE(written.length, 4)
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8)
  const whole = Buffer.concat([prelude, written, body])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(whole), 0)
  return Buffer.concat([whole, sum])
}

/** An event of this type. */
export function streamEvent(type: string, payload: object): Buffer {
  return streamMessage({ ':message-type': 'event', ':event-type': type }, JSON.stringify(payload))
}
