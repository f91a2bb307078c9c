import { type Json, parseMember, type SpelledNumber } from '@pasos/asl'
import { ItemsUnreadable, longestItem, type Place, type ReadItem } from './item-reader.ts'

const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44
const COLON = 58
const OPEN_LIST = 91
const CLOSE_LIST = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125
const byteOrderMark = [0xef, 0xbb, 0xbf]
const isSpace = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9

/** What may come next. `text`: within a member's name; `value`: within a value that is kept or passed over. */
type Expected = 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'colon' | 'commaOrEnd' | 'inName' | 'inValue' | 'nothing'

/**
 * Finds the members of one list or object in a JSON text of any length, chunk by chunk: it goes down to where the pointer leads,
 * passes over what is beside the way, and keeps no more than one member at a time.
 */
export class JsonItemScanner {
  /** The list is over and nothing of what follows matters. */
  isThrough = false
  readonly #pointer: readonly string[]
  readonly #etag: string
  #expected: Expected = 'value'
  /** How many lists and objects have been gone into. */
  #level = 0
  #isList = false
  #index = 0
  #name = ''
  /** Offset of the chunk at hand. */
  #offset = 0
  /** What has been seen of a name or a member, when it is to be kept. */
  #parts: Uint8Array[] | undefined
  #length = 0
  #depth = 0
  #isText = false
  #isEscaped = false
  #isScalar = false

  /** @param from a place that an item named as the next one's */
  constructor(pointer: readonly string[], etag: string, from?: Place) {
    this.#pointer = pointer
    this.#etag = etag
    if (from === undefined) return
    this.#offset = Number(from['at'])
    this.#isList = from['isList'] === true
    this.#level = pointer.length + 1
    this.#expected = 'commaOrEnd'
  }

  /** The members that end in this chunk. */
  push(chunk: Uint8Array): ReadItem[] {
    const items: ReadItem[] = []
    let index = 0
    let start = 0
    while (index < chunk.length && !this.isThrough) {
      const byte = chunk[index]!
      if (this.#expected === 'inValue' || this.#expected === 'inName') {
        const end = this.#endOfValue(chunk, index)
        const isOver = end !== -1
        index = isOver ? end : chunk.length
        this.#keep(chunk.subarray(start, index))
        if (isOver) this.#ended(index, items)
      } else if (isSpace(byte) || this.#isByteOrderMark(byte, index)) index++
      else if (this.#begins(byte)) start = index
      else index++
    }
    this.#offset += chunk.length
    return items
  }

  /** @throws ItemsUnreadable when the text has ended too early */
  end(): void {
    if (!this.isThrough && this.#expected !== 'nothing') throw malformed(this.#offset)
  }

  /** Some programs begin files with one. */
  #isByteOrderMark(byte: number, index: number): boolean {
    return this.#level === 0 && byte === byteOrderMark[this.#offset + index]
  }

  /** Takes one byte of structure in. True when it begins a value or a name, and so is still to be read as part of that. */
  #begins(byte: number): boolean {
    switch (this.#expected) {
      case 'valueOrEnd':
        if (byte === CLOSE_LIST) this.#leave()
        else return this.#beginValue(byte)
        return false
      case 'value':
        return this.#beginValue(byte)
      case 'nameOrEnd':
      case 'name':
        if (byte === QUOTE) return this.#begin('inName', byte, true)
        if (this.#expected !== 'nameOrEnd' || byte !== CLOSE_OBJECT) throw malformed(this.#offset)
        this.#leave()
        return false
      case 'colon':
        if (byte !== COLON) throw malformed(this.#offset)
        this.#expected = 'value'
        return false
      case 'commaOrEnd':
        if (byte === COMMA) {
          this.#index++
          this.#expected = this.#isList ? 'value' : 'name'
        } else if (byte === (this.#isList ? CLOSE_LIST : CLOSE_OBJECT)) this.#leave()
        else throw malformed(this.#offset)
        return false
      default:
        throw malformed(this.#offset)
    }
  }

  #beginValue(byte: number): boolean {
    const isItem = this.#level === this.#pointer.length + 1
    if (!isItem && (this.#level === 0 || this.#isOnTheWay())) {
      this.#enter(byte)
      return false
    }
    return this.#begin('inValue', byte, isItem)
  }

  #isOnTheWay(): boolean {
    const wanted = this.#pointer[this.#level - 1]
    return this.#isList ? wanted === String(this.#index) : wanted === this.#name
  }

  #enter(byte: number): void {
    const isTarget = this.#level === this.#pointer.length
    // Recorded on AWS: an object that is a whole file is no list of its members; behind a pointer it may be one.
    if (isTarget && byte !== OPEN_LIST && (byte !== OPEN_OBJECT || this.#level === 0)) throw notIterable()
    if (byte !== OPEN_LIST && byte !== OPEN_OBJECT) throw leadsNowhere()
    this.#level++
    this.#isList = byte === OPEN_LIST
    this.#index = 0
    this.#expected = this.#isList ? 'valueOrEnd' : 'nameOrEnd'
  }

  #leave(): void {
    if (this.#level !== this.#pointer.length + 1) throw leadsNowhere()
    this.#expected = 'nothing'
    // Behind a whole text there must be nothing; what surrounds a list within one is not looked at.
    this.isThrough = this.#pointer.length > 0
  }

  #begin(expected: 'inName' | 'inValue', byte: number, isKept: boolean): true {
    this.#expected = expected
    this.#parts = isKept ? [] : undefined
    this.#length = 0
    this.#depth = 0
    this.#isText = false
    this.#isScalar = byte !== QUOTE && byte !== OPEN_LIST && byte !== OPEN_OBJECT
    return true
  }

  /** Index behind the value's last byte; -1 when it goes on in the next chunk. */
  #endOfValue(chunk: Uint8Array, from: number): number {
    for (let index = from; index < chunk.length; index++) {
      const byte = chunk[index]!
      if (this.#isScalar) {
        if (isSpace(byte) || byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT) return index
      } else if (this.#isText) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (byte === BACKSLASH) this.#isEscaped = true
        else if (byte === QUOTE) {
          this.#isText = false
          if (this.#depth === 0) return index + 1
        }
      } else if (byte === QUOTE) this.#isText = true
      else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#depth++
      else if ((byte === CLOSE_LIST || byte === CLOSE_OBJECT) && --this.#depth === 0) return index + 1
    }
    return -1
  }

  #keep(bytes: Uint8Array): void {
    if (this.#parts === undefined) return
    this.#parts.push(bytes)
    this.#length += bytes.length
    if (this.#length > longestItem) throw new ItemsUnreadable('An item in the data is larger than 8 MB.')
  }

  #ended(index: number, items: ReadItem[]): void {
    const isName = this.#expected === 'inName'
    this.#expected = isName ? 'colon' : 'commaOrEnd'
    if (this.#parts === undefined) return
    const value = this.#parsed(this.#parts)
    this.#parts = undefined
    if (isName) this.#name = value as string
    else {
      const next = { at: this.#offset + index, isList: this.#isList, etag: this.#etag }
      items.push({ value, next, bytes: this.#length, ...(this.#isList ? {} : { key: this.#name }) })
    }
  }

  #parsed(parts: readonly Uint8Array[]): Json | SpelledNumber {
    try {
      return parseMember(Buffer.concat(parts).toString('utf8'))
    } catch {
      throw malformed(this.#offset)
    }
  }
}

/** Recorded on AWS. */
function notIterable(): ItemsUnreadable {
  return new ItemsUnreadable('Attempting to map over non-iterable node.')
}

function malformed(offset: number): ItemsUnreadable {
  return new ItemsUnreadable(`The data is not valid JSON, at or behind byte ${offset}.`)
}

/** AWS's words. */
function leadsNowhere(): ItemsUnreadable {
  return new ItemsUnreadable('The provided ReaderConfig.ItemsPointer does not match any valid path in the JSON structure.')
}
