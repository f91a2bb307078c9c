import { arity, bytesAt, type Primitive } from './operations.ts'

/** Shorter ones are cloned in less time than it takes to look after them. */
const longCharacters = 8 * 1024
/** A buffer that one enormous batch needed is not kept. */
const mostKeptBytes = 1024 * 1024
const roundedTo = 64 * 1024
/** So many are ever waiting to be used again. */
const mostKept = 8

/**
 * Long texts go to the writer as UTF-8 in one buffer that changes hands, and comes back when its batch is on disk: cloned with the others
 * they would be in memory three times more, as the message and as strings of either thread, and all of that is garbage at once.
 */
export interface LongTexts {
  /** Operations of a batch, their long texts replaced by places in the buffer, which is to be transferred with them. */
  pack(operations: Primitive[]): { operations: Primitive[]; buffer?: ArrayBuffer }
  /** A buffer has come back. */
  takeBack(buffer: ArrayBuffer): void
}

export function longTexts(): LongTexts {
  const free: ArrayBuffer[] = []

  const bufferOf = (bytes: number): ArrayBuffer => {
    const found = free.findIndex(({ byteLength }) => byteLength >= bytes)
    if (found >= 0) return free.splice(found, 1)[0]!
    free.pop()
    return new ArrayBuffer(Math.ceil(bytes / roundedTo) * roundedTo)
  }

  return {
    pack(operations) {
      const places = placesOf(operations)
      if (places.length === 0) return { operations }
      const lengths = places.map(at => Buffer.byteLength(operations[at] as string))
      const buffer = bufferOf(lengths.reduce((sum, length) => sum + length, 0))
      const bytes = Buffer.from(buffer)
      let from = 0
      for (const [index, at] of places.entries()) {
        const length = lengths[index]!
        bytes.write(operations[at] as string, from, length)
        operations[at] = new Uint8Array(buffer, from, length)
        from += length
      }
      return { operations, buffer }
    },
    takeBack(buffer) {
      if (buffer.byteLength <= mostKeptBytes && free.length < mostKept) free.push(buffer)
    },
  }
}

/** Where the long texts are that may be bytes. */
function placesOf(operations: readonly Primitive[]): number[] {
  const places: number[] = []
  for (let at = 0; at < operations.length; ) {
    const code = operations[at] as number
    for (const parameter of bytesAt[code]!) {
      const value = operations[at + 1 + parameter]
      if (typeof value === 'string' && value.length >= longCharacters) places.push(at + 1 + parameter)
    }
    at += 1 + arity[code]!
  }
  return places
}
