import type { BuiltIn } from './built-in.ts'
import { hold, spend } from './run.ts'
import { InternalError } from './value.ts'

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const CODES = [...DIGITS].map(digit => digit.charCodeAt(0))
const VALUES = new Map([...DIGITS, '-', '_'].map((digit, index) => [digit.charCodeAt(0), index < 64 ? index : index - 2]))
const BLANKS = ' \t\r\n\f'
const PADDING = '='.charCodeAt(0)
// Text is put together from pieces of about so many characters: appended one by one, each would take 32 bytes until it is read.
const PIECE = 6_144

/** `$base64encode`: each character is a byte, as in jsonata. */
export const base64encode: BuiltIn = (run, [text]) => {
  if (text === undefined) return undefined
  const bytes = text as string
  hold(run, bytes.length * 2)
  spend(run, bytes.length >> 2)
  const pieces: string[] = []
  for (let start = 0; start < bytes.length; start += PIECE) {
    pieces.push(String.fromCharCode(...encodePiece(bytes, start, Math.min(bytes.length, start + PIECE))))
  }
  return pieces.join('')
}

function encodePiece(bytes: string, start: number, end: number): number[] {
  const codes: number[] = []
  for (let index = start; index < end; index += 3) {
    const bits = ((bytes.charCodeAt(index) & 255) << 16) | ((bytes.charCodeAt(index + 1) & 255) << 8) | (bytes.charCodeAt(index + 2) & 255)
    codes.push(CODES[bits >> 18]!, CODES[(bits >> 12) & 63]!)
    codes.push(index + 1 < end ? CODES[(bits >> 6) & 63]! : PADDING, index + 2 < end ? CODES[bits & 63]! : PADDING)
  }
  return codes
}

/** `$base64decode`: the alphabet of addresses (`-`, `_`) as well. AWS: anything else breaks it, where the library passes it over. */
export const base64decode: BuiltIn = (run, [text]) => {
  if (text === undefined) return undefined
  const digits = text as string
  hold(run, digits.length)
  spend(run, digits.length >> 2)
  const pieces: string[] = []
  let piece: number[] = []
  let bits = 0
  let count = 0
  for (let index = 0; index < digits.length; index++) {
    const code = digits.charCodeAt(index)
    if (code === PADDING) break
    const value = VALUES.get(code)
    if (value === undefined) {
      if (BLANKS.includes(digits[index]!)) continue
      throw new InternalError(`'${digits[index]}' is no digit of base 64`)
    }
    bits = ((bits << 6) | value) & 0xff_ff
    count += 6
    if (count < 8) continue
    count -= 8
    piece.push((bits >> count) & 255)
    if (piece.length < PIECE) continue
    pieces.push(String.fromCharCode(...piece))
    piece = []
  }
  pieces.push(String.fromCharCode(...piece))
  return pieces.join('')
}
