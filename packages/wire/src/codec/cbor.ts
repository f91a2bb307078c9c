import { SerializationError } from './serialization-error.ts'

/**
 * CBOR (RFC 8949) as far as Smithy's rpcv2Cbor uses it: numbers, strings, bytes, lists, maps, tag 1 for timestamps, and reading of
 * indefinite lengths. Ours rather than the SDK's, which has neither a limit to nesting nor quiet on hostile bytes.
 */

const maxDepth = 256
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Bytes to values: maps become plain objects with own members only, tag 1 becomes a Date. @throws SerializationError */
export function decodeCbor(bytes: Uint8Array): unknown {
  const reader = new CborReader(bytes)
  const value = reader.read(0)
  if (!reader.isAtEnd()) throw malformed()
  return value
}

function malformed(cause?: unknown): SerializationError {
  return new SerializationError('Unable to parse the request as CBOR', { cause })
}

/** Marks the end of a list, map or string of indefinite length. */
const stop = Symbol('stop')

class CborReader {
  private readonly bytes: Uint8Array
  private readonly view: DataView
  private at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  isAtEnd(): boolean {
    return this.at === this.bytes.length
  }

  read(depth: number): unknown {
    const value = this.readItem(depth)
    if (value === stop) throw malformed()
    return value
  }

  private readItem(depth: number): unknown {
    if (depth > maxDepth) throw new SerializationError('Maximum nesting depth exceeded')
    const head = this.bytes[this.take(1)]!
    const info = head & 31
    switch (head >> 5) {
      case 0:
        return this.readCount(info)
      case 1:
        return -1 - this.readCount(info)
      case 2:
        return info === 31 ? Buffer.concat(this.readChunks(2)) : this.readBytes(this.readCount(info))
      case 3:
        return this.readText(info === 31 ? Buffer.concat(this.readChunks(3)) : this.readBytes(this.readCount(info)))
      case 4:
        return this.readList(info, depth)
      case 5:
        return this.readMap(info, depth)
      case 6:
        return this.readTagged(this.readCount(info), depth)
      default:
        return this.readSimple(info)
    }
  }

  /** The place of so many bytes, which are there. */
  private take(count: number): number {
    const from = this.at
    if (count > this.bytes.length - from) throw malformed()
    this.at += count
    return from
  }

  private readCount(info: number): number {
    if (info < 24) return info
    if (info === 24) return this.bytes[this.take(1)]!
    if (info === 25) return this.view.getUint16(this.take(2))
    if (info === 26) return this.view.getUint32(this.take(4))
    if (info === 27) return Number(this.view.getBigUint64(this.take(8)))
    throw malformed()
  }

  private readBytes(length: number): Uint8Array {
    const from = this.take(length)
    return this.bytes.subarray(from, from + length)
  }

  private readText(bytes: Uint8Array): string {
    try {
      return utf8.decode(bytes)
    } catch (error) {
      throw malformed(error)
    }
  }

  /** The pieces of a string of indefinite length, which must all be of its kind. */
  private readChunks(major: number): Uint8Array[] {
    const chunks: Uint8Array[] = []
    for (;;) {
      const head = this.bytes[this.take(1)]!
      if (head === 0xff) return chunks
      if (head >> 5 !== major || (head & 31) === 31) throw malformed()
      chunks.push(this.readBytes(this.readCount(head & 31)))
    }
  }

  private readList(info: number, depth: number): unknown[] {
    const length = info === 31 ? Number.POSITIVE_INFINITY : this.readCount(info)
    const items: unknown[] = []
    while (items.length < length) {
      const item = this.readItem(depth + 1)
      if (item === stop) {
        if (info === 31) break
        throw malformed()
      }
      items.push(item)
    }
    return items
  }

  private readMap(info: number, depth: number): Record<string, unknown> {
    const size = info === 31 ? Number.POSITIVE_INFINITY : this.readCount(info)
    const entries: [string, unknown][] = []
    while (entries.length < size) {
      const key = this.readItem(depth + 1)
      if (key === stop && info === 31) break
      if (typeof key !== 'string') throw malformed()
      entries.push([key, this.read(depth + 1)])
    }
    return Object.fromEntries(entries)
  }

  private readTagged(tag: number, depth: number): unknown {
    const value = this.read(depth + 1)
    if (tag !== 1) return value
    if (typeof value !== 'number') throw malformed()
    return new Date(Math.round(value * 1000))
  }

  private readSimple(info: number): unknown {
    switch (info) {
      case 20:
        return false
      case 21:
        return true
      case 22:
      case 23:
        return null
      case 25:
        return this.readHalf()
      case 26:
        return this.view.getFloat32(this.take(4))
      case 27:
        return this.view.getFloat64(this.take(8))
      case 31:
        return stop
      default:
        throw malformed()
    }
  }

  private readHalf(): number {
    const bits = this.view.getUint16(this.take(2))
    const sign = bits & 0x8000 ? -1 : 1
    const exponent = (bits >> 10) & 31
    const fraction = bits & 1023
    if (exponent === 0) return sign * fraction * 2 ** -24
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
    return sign * (1024 + fraction) * 2 ** (exponent - 25)
  }
}

/** Values to bytes; what decodeCbor gives, it takes. Undefined members are left out. */
export function encodeCbor(value: unknown): Uint8Array {
  const chunks: Uint8Array[] = []
  write(value, chunks)
  return Buffer.concat(chunks)
}

function write(value: unknown, chunks: Uint8Array[]): void {
  if (value === null || value === undefined) chunks.push(Buffer.of(0xf6))
  else if (typeof value === 'boolean') chunks.push(Buffer.of(value ? 0xf5 : 0xf4))
  else if (typeof value === 'number') writeNumber(value, chunks)
  else if (typeof value === 'string') writeBytes(3, Buffer.from(value, 'utf8'), chunks)
  else if (value instanceof Uint8Array) writeBytes(2, value, chunks)
  else if (value instanceof Date) {
    chunks.push(Buffer.of(0xc1))
    writeNumber(value.getTime() / 1000, chunks)
  } else if (Array.isArray(value)) {
    chunks.push(head(4, value.length))
    for (const item of value) write(item, chunks)
  } else {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined)
    chunks.push(head(5, entries.length))
    for (const [key, member] of entries) {
      writeBytes(3, Buffer.from(key, 'utf8'), chunks)
      write(member, chunks)
    }
  }
}

function writeBytes(major: number, bytes: Uint8Array, chunks: Uint8Array[]): void {
  chunks.push(head(major, bytes.length), bytes)
}

function writeNumber(value: number, chunks: Uint8Array[]): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    chunks.push(value >= 0 ? head(0, value) : head(1, -1 - value))
    return
  }
  const bytes = Buffer.alloc(9)
  bytes[0] = 0xfb
  bytes.writeDoubleBE(value, 1)
  chunks.push(bytes)
}

function head(major: number, count: number): Uint8Array {
  const first = major << 5
  if (count < 24) return Buffer.of(first | count)
  if (count < 0x100) return Buffer.of(first | 24, count)
  const bytes = Buffer.alloc(count < 0x10000 ? 3 : count < 0x1_0000_0000 ? 5 : 9)
  bytes[0] = first | (bytes.length === 3 ? 25 : bytes.length === 5 ? 26 : 27)
  if (bytes.length === 3) bytes.writeUInt16BE(count, 1)
  else if (bytes.length === 5) bytes.writeUInt32BE(count, 1)
  else bytes.writeBigUInt64BE(BigInt(count), 1)
  return bytes
}
