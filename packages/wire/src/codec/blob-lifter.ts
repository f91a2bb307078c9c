import { createHash } from 'node:crypto'

/** Where the blobs of a body are: members by their names in it, down to those that are blobs. */
export type BlobPlaces = ReadonlyMap<string, BlobPlaces | 'blob'>

/** A body whose blobs were taken out while it came. */
export interface LiftedBody {
  /** JSON, with `*0`, `*1` … in place of the blobs. */
  body: Uint8Array
  /** In the order in which they came; nothing for what is no base64. */
  blobs: readonly (Uint8Array | undefined)[]
  /** SHA-256 of the body as it came, in hex. */
  hash: string
  /** What is no blob is more than may be kept. */
  isTooLarge: boolean
  /** Frees the bytes of the blobs; nobody may look at them any more. */
  release(): void
}

export interface BlobLifter {
  /** Takes the next bytes; they may be used again afterwards. */
  write(chunk: Uint8Array): void
  end(): LiftedBody
}

export interface LiftLimits {
  /** At most so many bytes will come. */
  bodyBytes: number
  /** Bytes that are kept of what is no blob. */
  otherBytes: number
}

/** Deeper bodies are refused by whoever parses the rest. */
const MOST_DEPTH = 256
const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, COLON, COMMA] = [...Buffer.from('"\\{}[]:,')]
const [SLASH, STAR, SMALL_U] = [...Buffer.from('/*u')]
const whitespace = new Set(Buffer.from(' \t\r\n'))

/**
 * Takes the blobs out of a JSON body as it comes, so that one of 70 MB costs the bytes of its blobs once, and neither a text of its size
 * nor a copy. What is left is as good or bad JSON as the whole was: whoever parses it says what is wrong.
 */
export function blobLifter(places: BlobPlaces, limits: LiftLimits): BlobLifter {
  return new Lifter(places, limits)
}

interface Frame {
  /** Nothing in lists, and where no blobs are. */
  places: BlobPlaces | undefined
  isObject: boolean
}

type Mode = 'between' | 'key' | 'text' | 'blob' | 'broken'

class Lifter implements BlobLifter {
  private readonly places: BlobPlaces
  private readonly limits: LiftLimits
  private readonly sha256 = createHash('sha256')
  private kept = Buffer.allocUnsafe(1024)
  private keptBytes = 0
  private isTooLarge = false
  private mode: Mode = 'between'
  private readonly frames: Frame[] = []
  private isKeyNext = false
  /** Of the member whose value comes next. */
  private key: string | undefined
  private readonly keyPieces: Buffer[] = []
  private isEscaped = false
  private readonly blobs: Base64Blob[] = []
  private room: BlobRoom | undefined

  constructor(places: BlobPlaces, limits: LiftLimits) {
    this.places = places
    this.limits = limits
  }

  write(chunk: Uint8Array): void {
    this.sha256.update(chunk)
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    for (let at = 0; at < bytes.length && this.mode !== 'broken'; ) {
      if (this.mode === 'between') at = this.between(bytes, at)
      else if (this.mode === 'blob') at = this.blob(bytes, at)
      else at = this.text(bytes, at)
    }
  }

  end(): LiftedBody {
    const { room } = this
    return {
      body: this.kept.subarray(0, this.keptBytes),
      blobs: this.blobs.map(blob => blob.bytes),
      hash: this.sha256.digest('hex'),
      isTooLarge: this.isTooLarge,
      release: () => room?.release(),
    }
  }

  private keep(bytes: Buffer): void {
    const size = this.keptBytes + bytes.length
    if (size > this.limits.otherBytes) {
      this.isTooLarge = true
      this.breakOff()
      return
    }
    // In one buffer: of very many small pieces each would cost more than its bytes.
    if (size > this.kept.length) {
      const larger = Buffer.allocUnsafe(2 * size)
      this.kept.copy(larger, 0, 0, this.keptBytes)
      this.kept = larger
    }
    bytes.copy(this.kept, this.keptBytes)
    this.keptBytes = size
  }

  /** Nothing is looked at any more: what was kept shows what is wrong. */
  private breakOff(): void {
    this.mode = 'broken'
  }

  /** Outside of texts, up to and with the quote that begins one. */
  private between(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (byte === QUOTE) {
        this.keep(bytes.subarray(from, at + 1))
        if (this.mode !== 'broken') this.begin()
        return at + 1
      }
      if (!this.pass(byte)) {
        this.keep(bytes.subarray(from, at + 1))
        this.breakOff()
        return bytes.length
      }
    }
    this.keep(bytes.subarray(from))
    return bytes.length
  }

  /** Whether it is worth going on. */
  private pass(byte: number): boolean {
    const { frames } = this
    switch (byte) {
      case OPEN_BRACE:
      case OPEN_BRACKET:
        frames.push({ places: byte === OPEN_BRACE ? this.placesHere() : undefined, isObject: byte === OPEN_BRACE })
        this.isKeyNext = byte === OPEN_BRACE
        this.key = undefined
        return frames.length <= MOST_DEPTH
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        frames.pop()
        this.isKeyNext = false
        this.key = undefined
        return true
      case COMMA:
        this.isKeyNext = frames.at(-1)?.isObject === true
        this.key = undefined
        return true
      case COLON:
        this.isKeyNext = false
        return true
      default:
        return frames.length > 0 || whitespace.has(byte)
    }
  }

  private placesHere(): BlobPlaces | undefined {
    if (this.frames.length === 0) return this.places
    const found = this.place()
    return found === 'blob' ? undefined : found
  }

  private place(): BlobPlaces | 'blob' | undefined {
    return this.key === undefined ? undefined : this.frames.at(-1)?.places?.get(this.key)
  }

  private begin(): void {
    if (this.isKeyNext) {
      this.mode = 'key'
      this.keyPieces.length = 0
    } else if (this.place() === 'blob') {
      this.room ??= new BlobRoom(Math.ceil(this.limits.bodyBytes * 0.75))
      this.keep(Buffer.from(`*${this.blobs.length}`))
      this.blobs.push(new Base64Blob(this.room))
      this.mode = 'blob'
    } else this.mode = 'text'
  }

  /** A key, or a text that is no blob, up to and with its last quote. */
  private text(bytes: Buffer, from: number): number {
    let at = from
    let isOver = false
    for (; at < bytes.length && !isOver; at++) {
      const byte = bytes[at]!
      if (this.isEscaped) this.isEscaped = false
      else if (byte === BACKSLASH) this.isEscaped = true
      else isOver = byte === QUOTE
    }
    const piece = bytes.subarray(from, at)
    if (this.mode === 'key') this.keyPieces.push(Buffer.from(piece))
    this.keep(piece)
    if (isOver && this.mode !== 'broken') {
      if (this.mode === 'key') {
        this.key = parseKey(Buffer.concat(this.keyPieces))
        this.isKeyNext = false
      }
      this.mode = 'between'
    }
    return at
  }

  private blob(bytes: Buffer, from: number): number {
    const blob = this.blobs.at(-1)!
    const end = blob.take(bytes, from)
    if (blob.isBroken) {
      // As it stands in the body, so that its parser finds it as broken.
      this.keep(Buffer.of(0x0a))
      this.breakOff()
    } else if (blob.isOver) {
      this.keep(Buffer.of(QUOTE!))
      if (this.mode === 'blob') this.mode = 'between'
    }
    return end
  }
}

/** A key from its bytes with the quote that ends it; nothing for what is none. */
function parseKey(bytes: Uint8Array): string | undefined {
  try {
    return JSON.parse(`"${Buffer.from(bytes).toString('utf8')}`)
  } catch {
    return undefined
  }
}

/** One buffer for all blobs of a body. Its pages become real as they are filled. */
class BlobRoom {
  readonly bytes: Buffer
  filled = 0

  constructor(most: number) {
    this.bytes = Buffer.allocUnsafeSlow(most + 3)
  }

  decode(base64: string): void {
    const written = this.bytes.write(base64, this.filled, 'base64')
    if (written !== Math.floor(base64.length * 0.75)) throw new Error('More of a body came than was announced.')
    this.filled += written
  }

  release(): void {
    const buffer = this.bytes.buffer as ArrayBuffer
    if (!buffer.detached) buffer.transfer(0)
  }
}

/** By the letter after the backslash; all but the slash are no base64. 0: no escape. */
const simpleEscapes = new Uint8Array(256)
for (const letter of Buffer.from('"\\/bfnrt')) simpleEscapes[letter] = letter === SLASH ? SLASH : STAR!

/** A text of base64 that is decoded while it comes. */
class Base64Blob {
  /** Its last quote has come. */
  isOver = false
  /** It is no JSON. */
  isBroken = false
  private readonly room: BlobRoom
  private readonly start: number
  private end: number
  private isBase64 = true
  /** Characters that wait for the others of their four. */
  private rest = ''
  private padding = 0
  /** What came of an escape, from its backslash on. */
  private escape = ''

  constructor(room: BlobRoom) {
    this.room = room
    this.start = room.filled
    this.end = room.filled
  }

  get bytes(): Uint8Array | undefined {
    return this.isBase64 ? this.room.bytes.subarray(this.start, this.end) : undefined
  }

  /** Takes what belongs to it; returns where that ends. */
  take(bytes: Buffer, from: number): number {
    const quote = bytes.indexOf(QUOTE!, from)
    const end = quote < 0 ? bytes.length : quote
    // Nearly all clients write base64 as it is.
    if (this.escape !== '' || bytes.subarray(from, end).includes(BACKSLASH!)) return this.takeEscaped(bytes, from)
    this.decode(bytes.toString('latin1', from, end))
    return quote < 0 ? end : this.finish(end)
  }

  private takeEscaped(bytes: Buffer, from: number): number {
    const plain = Buffer.allocUnsafe(bytes.length - from)
    let size = 0
    let at = from
    for (; at < bytes.length && !this.isBroken; at++) {
      const byte = bytes[at]!
      if (this.escape !== '') {
        const letter = this.unescape(byte)
        if (letter !== undefined) plain[size++] = letter
      } else if (byte === BACKSLASH) this.escape = '\\'
      else if (byte === QUOTE) break
      else plain[size++] = byte
    }
    this.decode(plain.toString('latin1', 0, size))
    return at < bytes.length && !this.isBroken ? this.finish(at) : at
  }

  /** The next byte of an escape; the character when that is all of it, and of those that are no base64 any. */
  private unescape(byte: number): number | undefined {
    if (this.escape === '\\' && byte !== SMALL_U) {
      const letter = simpleEscapes[byte]!
      if (letter === 0) this.isBroken = true
      else this.escape = ''
      return letter
    }
    this.escape += String.fromCharCode(byte)
    if (!/^\\u[0-9a-fA-F]{0,4}$/.test(this.escape)) this.isBroken = true
    if (this.escape.length < 6 || this.isBroken) return undefined
    const code = Number.parseInt(this.escape.slice(2), 16)
    this.escape = ''
    return code < 0x20 || code > 0x7e ? STAR : code
  }

  private decode(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no JSON text has any
    if (/[\x00-\x1f]/.test(text)) this.isBroken = true
    if (!this.isBase64 || text === '') return
    const found = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text)
    if (found === null || (this.padding > 0 && found[1] !== '') || this.padding + found[2]!.length > 2) {
      this.isBase64 = false
      return
    }
    this.padding += found[2]!.length
    const letters = this.rest + found[1]
    const whole = letters.length - (letters.length % 4)
    if (whole > 0) this.room.decode(letters.slice(0, whole))
    this.rest = letters.slice(whole)
    this.end = this.room.filled
  }

  /** Its last quote stands at `at`. */
  private finish(at: number): number {
    this.isOver = true
    if (this.isBase64) this.room.decode(this.rest)
    this.end = this.room.filled
    return at + 1
  }
}
