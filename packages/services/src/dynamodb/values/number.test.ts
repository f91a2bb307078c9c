import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDecimals, canonicalNumber, compareDecimals, numberOrder, parseDecimal, printDecimal } from './number.ts'

describe('numbers', () => {
  it.each([
    ['1.0', '1'],
    ['-0', '0'],
    ['0010', '10'],
    ['1e3', '1000'],
    ['1.5E-3', '0.0015'],
    ['.5', '0.5'],
    ['-12.340', '-12.34'],
    ['1E125', `1${'0'.repeat(125)}`],
    ['1E-130', `0.${'0'.repeat(129)}1`],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ])('%s is stored as %s', (text, stored) => {
    expect(canonicalNumber(text)).toBe(stored)
  })

  it.each([
    ['abc', 'The parameter cannot be converted to a numeric value: abc'],
    ['', 'The parameter cannot be converted to a numeric value: '],
    ['1e', 'The parameter cannot be converted to a numeric value: 1e'],
    ['123456789012345678901234567890123456789', 'Attempting to store more than 38 significant digits in a Number'],
    ['1E126', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
    ['1E-131', 'Number underflow. Attempting to store a number with magnitude smaller than supported range'],
    ['1e999999999', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
  ])('%s is refused', (text, message) => {
    expect(() => canonicalNumber(text)).toThrow(message)
  })

  it('adds exactly where floating point does not', () => {
    expect(printDecimal(addDecimals(parseDecimal('0.1'), parseDecimal('0.2')))).toBe('0.3')
    expect(printDecimal(addDecimals(parseDecimal('1E20'), parseDecimal('1'), -1n))).toBe('99999999999999999999')
  })

  it('has bytes that sort as the numbers do', () => {
    const number = fc
      .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -60, max: 60 }))
      .map(([digits, power]) => `${digits}e${power}`)
    fc.assert(
      fc.property(number, number, (a, b) => {
        const byValue = compareDecimals(parseDecimal(a), parseDecimal(b))
        expect(Math.sign(Buffer.compare(numberOrder(a), numberOrder(b)))).toBe(byValue)
      }),
    )
  })
})
