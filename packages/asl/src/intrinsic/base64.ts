import { bytesToText, textToBytes } from './utf8.ts'

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const WELL_FORMED = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

/** Base64 (RFC 4648) of a text's UTF-8. */
export function encodeBase64(text: string): string {
  const bytes = textToBytes(text)
  let encoded = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const [a, b, c] = [bytes[index]!, bytes[index + 1], bytes[index + 2]]
    encoded += DIGITS[a >> 2]! + DIGITS[((a & 3) << 4) | ((b ?? 0) >> 4)]!
    encoded += b === undefined ? '=' : DIGITS[((b & 15) << 2) | ((c ?? 0) >> 6)]!
    encoded += c === undefined ? '=' : DIGITS[c & 63]!
  }
  return encoded
}

/** The text of Base64 (padding may be missing); undefined when it is not Base64. Bytes that are not UTF-8 become U+FFFD. */
export function decodeBase64(encoded: string): string | undefined {
  if (!WELL_FORMED.test(encoded)) return undefined
  const bytes: number[] = []
  let bits = 0
  let count = 0
  for (const digit of encoded) {
    if (digit === '=') break
    bits = ((bits << 6) | DIGITS.indexOf(digit)) & 0xff_ff
    count += 6
    if (count < 8) continue
    count -= 8
    bytes.push((bits >> count) & 0xff)
  }
  return bytesToText(bytes)
}
