import type { Json } from '../json.ts'

/**
 * A JSON value together with its text, which is made at most once: a value that passes through ten states unchanged is
 * written out once for its twenty events. The text an input arrived with is kept as it was, spacing and `0.0` included, as AWS does.
 */
export class Datum {
  readonly value: Json
  private cachedText: string | undefined

  constructor(value: Json, text?: string) {
    this.value = value
    this.cachedText = text
  }

  get text(): string {
    this.cachedText ??= JSON.stringify(this.value)
    return this.cachedText
  }

  /** Length of the text in UTF-8. */
  get byteLength(): number {
    return utf8Length(this.text)
  }

  /** Whether the text is longer than `limit` bytes of UTF-8. */
  isLargerThan(limit: number): boolean {
    const text = this.text
    // A UTF-16 code unit takes three bytes at most, so nearly every text is judged by its length alone.
    if (text.length * 3 <= limit) return false
    return text.length > limit || utf8Length(text) > limit
  }
}

function utf8Length(text: string): number {
  let bytes = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit < 0xdc00) {
      bytes += 4
      index++
    } else bytes += 3
  }
  return bytes
}

/** A JSON text without the spaces between its tokens; numbers keep their spelling. */
export function withoutSpaces(text: string): string {
  if (!/\s/.test(text)) return text
  return text.replaceAll(/("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g, (_, literal?: string) => literal ?? '')
}
