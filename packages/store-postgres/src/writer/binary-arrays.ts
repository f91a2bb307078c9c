/** Element types of arrays that are sent in PostgreSQL's binary form, which costs it a third of parsing texts. */
export type ElementType = 'int4' | 'int8' | 'bool' | 'text' | 'bytea' | 'uuid'

export type Element = number | string | boolean | Uint8Array | null

const oids: Record<ElementType, number> = { bool: 16, bytea: 17, int8: 20, int4: 23, text: 25, uuid: 2950 }
const widths: Partial<Record<ElementType, number>> = { bool: 1, int4: 4, int8: 8, uuid: 16 }
const headerBytes = 20
const two32 = 0x1_0000_0000

/** An array of PostgreSQL in its binary form: dimensions, whether there are nulls, the element type, then each element after its length. */
export function binaryArray(type: ElementType, values: readonly Element[]): Buffer {
  const count = values.length
  const buffer = Buffer.allocUnsafe(count === 0 ? 12 : headerBytes + 4 * count + bytesOf(type, values))
  buffer.writeInt32BE(count === 0 ? 0 : 1, 0)
  buffer.writeInt32BE(values.includes(null) ? 1 : 0, 4)
  buffer.writeInt32BE(oids[type], 8)
  if (count === 0) return buffer
  buffer.writeInt32BE(count, 12)
  buffer.writeInt32BE(1, 16)
  let at = headerBytes
  for (const value of values) {
    const bytes = value === null ? -1 : put(buffer, type, value, at + 4)
    buffer.writeInt32BE(bytes, at)
    at += 4 + Math.max(bytes, 0)
  }
  return buffer
}

/** How many elements such an array has, which is not empty. */
export function rowsIn(array: Buffer): number {
  return array.readInt32BE(12)
}

function bytesOf(type: ElementType, values: readonly Element[]): number {
  const width = widths[type]
  let bytes = 0
  for (const value of values) {
    if (value === null) continue
    if (width !== undefined) bytes += width
    else bytes += typeof value === 'string' ? Buffer.byteLength(value) : (value as Uint8Array).length
  }
  return bytes
}

/** Writes an element; answers how many bytes it took. Texts in place of bytes are their UTF-8. */
function put(buffer: Buffer, type: ElementType, value: Exclude<Element, null>, at: number): number {
  switch (type) {
    case 'bool':
      buffer[at] = value ? 1 : 0
      return 1
    case 'int4':
      buffer.writeInt32BE((value as number) | 0, at)
      return 4
    case 'int8':
      buffer.writeInt32BE(Math.floor((value as number) / two32), at)
      buffer.writeUInt32BE((value as number) - Math.floor((value as number) / two32) * two32, at + 4)
      return 8
    case 'uuid':
    case 'bytea':
    case 'text':
      if (typeof value === 'string') return buffer.write(value, at, 'utf8')
      buffer.set(value as Uint8Array, at)
      return (value as Uint8Array).length
  }
}
