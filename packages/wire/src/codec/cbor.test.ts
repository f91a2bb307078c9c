import { cbor } from '@smithy/core/cbor'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCbor, encodeCbor } from './cbor.ts'
import { SerializationError } from './serialization-error.ts'

const value = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 30 }),
    fc.dictionary(fc.string(), tie('value')),
  ),
})).value

describe('CBOR', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(value, original => {
        expect(decodeCbor(encodeCbor(original))).toEqual(original)
      }),
    )
  })

  it('is read by the SDK, and reads the SDK', () => {
    const plain = {
      text: 'é😀',
      long: 'x'.repeat(70_000),
      list: [0, 23, 24, 255, 256, 65_536, 2 ** 33, -1, -500, 1.5],
      flag: true,
      none: null,
    }
    expect(cbor.deserialize(encodeCbor(plain))).toEqual(plain)
    expect(decodeCbor(cbor.serialize(plain))).toEqual(plain)
  })

  it.each<[name: string, hex: string, expected: unknown]>([
    ['a timestamp', 'c1fb41d452d9ec200000', new Date(1_363_896_240_500)],
    ['a half', 'f93e00', 1.5],
    ['a float', 'fa47c35000', 100_000],
    ['text in pieces', '7f657374726561646d696e67ff', 'streaming'],
    ['a list without length', '9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
    ['a map without length', 'bf61610161629f0203ffff', { a: 1, b: [2, 3] }],
    ['an unknown tag', 'd7420102', Buffer.of(1, 2)],
  ])('reads %s', (_name, hex, expected) => {
    expect(decodeCbor(Buffer.from(hex, 'hex'))).toEqual(expected)
  })

  it('refuses anything else, without a crash', () => {
    const hostile = [
      '',
      'ff',
      '82',
      '9f',
      '7f01ff',
      'a101',
      'a1ff01',
      '5bffffffffffffffff',
      '9bffffffffffffffff',
      'bbffffffffffffffff',
      '62c328',
      '0101',
      '82ff',
    ]
    for (const hex of [...hostile, '81'.repeat(100_000)]) expect(() => decodeCbor(Buffer.from(hex, 'hex'))).toThrow(SerializationError)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        try {
          decodeCbor(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(SerializationError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps a key named __proto__ a key', () => {
    const read = decodeCbor(encodeCbor(Object.fromEntries([['__proto__', { polluted: 1 }]]))) as object
    expect(Object.keys(read)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  })
})
