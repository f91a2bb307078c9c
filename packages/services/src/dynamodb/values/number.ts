import { ApiError } from '@pasos/wire'

/** A decimal number, `mantissa` × 10^`exponent`; the mantissa has no zeros at its end. Zero is 0 × 10^0. */
export interface Decimal {
  mantissa: bigint
  exponent: number
}

const SYNTAX = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/
const SIGNIFICANT_DIGITS = 38
/** Powers of ten of the first digit that DynamoDB keeps: 1E-130 to 9.99…E+125. */
const SMALLEST_POWER = -130
const LARGEST_POWER = 125
/** Longer exponents than this are out of range whatever the digits are. */
const LONGEST_NUMBER = 2_000

/** Reads a number as DynamoDB does. Throws ValidationException for no number, too many digits, or one out of range. */
export function parseDecimal(text: string): Decimal {
  const trimmed = text.trim()
  if (!SYNTAX.test(trimmed) || trimmed.length > LONGEST_NUMBER)
    throw invalid(`The parameter cannot be converted to a numeric value: ${text.slice(0, 200)}`)
  const [digits = '', power = '0'] = trimmed.toLowerCase().split('e')
  const [whole = '', fraction = ''] = digits.split('.')
  const decimal = normalized(BigInt(withoutSign(whole) + fraction) * (whole.startsWith('-') ? -1n : 1n), Number(power) - fraction.length)
  checkRange(decimal)
  return decimal
}

function withoutSign(text: string): string {
  return text.replace(/^[+-]/, '')
}

function checkRange(decimal: Decimal): void {
  if (decimal.mantissa === 0n) return
  const digits = digitsOf(decimal).length
  if (digits > SIGNIFICANT_DIGITS) throw invalid('Attempting to store more than 38 significant digits in a Number')
  const power = digits - 1 + decimal.exponent
  if (power > LARGEST_POWER) throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range')
  if (power < SMALLEST_POWER) throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range')
}

function normalized(mantissa: bigint, exponent: number): Decimal {
  if (mantissa === 0n) return { mantissa, exponent: 0 }
  const text = mantissa.toString()
  const zeros = text.length - text.replace(/0+$/, '').length
  return { mantissa: zeros === 0 ? mantissa : BigInt(text.slice(0, text.length - zeros)), exponent: exponent + zeros }
}

function digitsOf({ mantissa }: Decimal): string {
  return (mantissa < 0n ? -mantissa : mantissa).toString()
}

/** The number as DynamoDB answers it: plain digits, no exponent, no needless zeros. */
export function printDecimal(decimal: Decimal): string {
  const { mantissa, exponent } = decimal
  const digits = digitsOf(decimal)
  const sign = mantissa < 0n ? '-' : ''
  if (exponent >= 0) return `${sign}${digits}${'0'.repeat(exponent)}`
  const point = digits.length + exponent
  return point > 0 ? `${sign}${digits.slice(0, point)}.${digits.slice(point)}` : `${sign}0.${'0'.repeat(-point)}${digits}`
}

export function canonicalNumber(text: string): string {
  return printDecimal(parseDecimal(text))
}

/** Below, at or above 0 as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const exponent = Math.min(a.exponent, b.exponent)
  const difference = scaled(a, exponent) - scaled(b, exponent)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function addDecimals(a: Decimal, b: Decimal, sign: 1n | -1n = 1n): Decimal {
  const exponent = Math.min(a.exponent, b.exponent)
  const sum = normalized(scaled(a, exponent) + sign * scaled(b, exponent), exponent)
  checkRange(sum)
  return sum
}

function scaled({ mantissa, exponent }: Decimal, to: number): bigint {
  return mantissa * 10n ** BigInt(exponent - to)
}

/**
 * Bytes that sort as the numbers do: a byte for the sign, two for the power of ten, then the digits; a negative number's are complements.
 */
export function numberOrder(text: string): Uint8Array {
  const decimal = parseDecimal(text)
  if (decimal.mantissa === 0n) return Uint8Array.of(0x80)
  const digits = digitsOf(decimal)
  const power = digits.length - 1 + decimal.exponent + 0x4000
  const magnitude = [power >> 8, power & 0xff, ...Array.from(digits, digit => digit.charCodeAt(0))]
  if (decimal.mantissa > 0n) return Uint8Array.of(0x81, ...magnitude)
  // The end marks a shorter number as the greater one: -1.2 lies above -1.23.
  return Uint8Array.of(0x7f, ...magnitude.map(byte => 0xff - byte), 0xff)
}

function invalid(message: string): ApiError {
  return new ApiError('ValidationException', message)
}
