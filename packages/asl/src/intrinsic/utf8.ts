/** A text's UTF-8. Written here since neither `TextEncoder` nor `Buffer` is part of the language itself. Lone surrogates become U+FFFD. */
export function textToBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (const character of text) {
    let code = character.codePointAt(0)!
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd
    if (code < 0x80) {
      bytes[length++] = code
    } else if (code < 0x800) {
      bytes[length++] = 0xc0 | (code >> 6)
      bytes[length++] = 0x80 | (code & 63)
    } else if (code < 0x10000) {
      bytes[length++] = 0xe0 | (code >> 12)
      bytes[length++] = 0x80 | ((code >> 6) & 63)
      bytes[length++] = 0x80 | (code & 63)
    } else {
      bytes[length++] = 0xf0 | (code >> 18)
      bytes[length++] = 0x80 | ((code >> 12) & 63)
      bytes[length++] = 0x80 | ((code >> 6) & 63)
      bytes[length++] = 0x80 | (code & 63)
    }
  }
  return bytes.subarray(0, length)
}

const LEAST_OF_LENGTH = [0, 0, 0x80, 0x800, 0x10000]

/** The text of UTF-8. What is not UTF-8 becomes U+FFFD, one for each byte. */
export function bytesToText(bytes: readonly number[]): string {
  let text = ''
  for (let index = 0; index < bytes.length; ) {
    const [code, length] = characterAt(bytes, index)
    text += String.fromCodePoint(code)
    index += length
  }
  return text
}

function characterAt(bytes: readonly number[], index: number): [code: number, length: number] {
  const first = bytes[index]!
  if (first < 0x80) return [first, 1]
  const length = first >= 0xf0 && first < 0xf8 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc0 && first < 0xe0 ? 2 : 0
  if (length === 0) return [0xfffd, 1]
  let code = first & (0xff >> (length + 1))
  for (let offset = 1; offset < length; offset++) {
    const next = bytes[index + offset]
    if (next === undefined || (next & 0xc0) !== 0x80) return [0xfffd, 1]
    code = (code << 6) | (next & 63)
  }
  const isValid = code >= LEAST_OF_LENGTH[length]! && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return isValid ? [code, length] : [0xfffd, 1]
}
