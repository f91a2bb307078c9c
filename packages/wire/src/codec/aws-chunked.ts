import { SerializationError } from './serialization-error.ts'

/** What stood behind the last chunk, names in lower case: checksums of the body. */
export type Trailers = Record<string, string>

/** Looks at a body in chunks as it passes; throws to end it. */
export interface ChunkGuard {
  bytes(part: Uint8Array): void
  /** The bytes of a chunk have passed, of the last one none. `extension`: what its head says beside its size. */
  chunk(extension: string): void
  trailers(trailers: Trailers): void
}

/** More than this is no line of a chunk's head or trailer. */
const LONGEST_LINE = 16 * 1_024

/**
 * Decodes a body in S3's own chunks: `SIZE[;chunk-signature=…]`, so many bytes, and again, until a chunk of no bytes and the trailers.
 * Yields the bytes as they come; `onTrailers` is told before the end.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 * @throws SerializationError where the body is not of that form
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Uint8Array>,
  onTrailers: (trailers: Trailers) => void,
  guard?: ChunkGuard,
): AsyncGenerator<Uint8Array> {
  const reader = chunkReader(source)
  for (;;) {
    const head = await reader.line()
    const [, size, extension = ''] = /^([0-9a-fA-F]{1,12})(;.*)?$/.exec(head) ?? []
    if (size === undefined) throw new SerializationError('The body is not in chunks of the form that its headers announce.')
    const bytes = Number.parseInt(size, 16)
    for await (const part of reader.bytes(bytes)) {
      guard?.bytes(part)
      yield part
    }
    guard?.chunk(extension)
    if (bytes === 0) break
    if ((await reader.line()) !== '') throw new SerializationError('A chunk of the body is longer than it says.')
  }
  const trailers = await readTrailers(reader)
  guard?.trailers(trailers)
  onTrailers(trailers)
}

async function readTrailers(reader: ChunkReader): Promise<Trailers> {
  const trailers: Trailers = {}
  for (;;) {
    const line = await reader.line(true)
    if (line === '') return trailers
    const colon = line.indexOf(':')
    if (colon < 1) throw new SerializationError('A trailer of the body has no name.')
    trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim()
  }
}

interface ChunkReader {
  /** The text up to the next line's end. `mayEnd`: the source may be over, which is an empty line. */
  line(mayEnd?: boolean): Promise<string>
  bytes(count: number): AsyncGenerator<Uint8Array>
}

function chunkReader(source: AsyncIterable<Uint8Array>): ChunkReader {
  const chunks = source[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  const more = async (): Promise<boolean> => {
    const { done, value } = await chunks.next()
    if (done) return false
    rest = rest.length === 0 ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.concat([rest, value])
    return true
  }
  return {
    async line(mayEnd = false) {
      for (;;) {
        const end = rest.indexOf('\n')
        if (end >= 0) {
          const line = rest.subarray(0, end).toString('latin1').replace(/\r$/, '')
          rest = rest.subarray(end + 1)
          return line
        }
        if (rest.length > LONGEST_LINE) throw new SerializationError('A line between the chunks of the body is too long.')
        if (await more()) continue
        if (mayEnd && rest.length === 0) return ''
        throw new SerializationError('The body ends before its last chunk.')
      }
    },
    async *bytes(count) {
      for (let left = count; left > 0; ) {
        if (rest.length === 0 && !(await more())) throw new SerializationError('The body ends within a chunk.')
        const part = rest.subarray(0, left)
        rest = rest.subarray(part.length)
        left -= part.length
        if (part.length > 0) yield part
      }
    },
  }
}
