import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Datum, withoutSpaces } from './datum.ts'

test('a text loses the spaces between its tokens and nothing else', () => {
  expect(withoutSpaces('{ "a b" : [1.0, "\\" ,", 2e3 ] }')).toBe('{"a b":[1.0,"\\" ,",2e3]}')
})

test('any JSON printed with spaces becomes what it is without', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      expect(withoutSpaces(JSON.stringify(value, null, 2))).toBe(JSON.stringify(value))
    }),
  )
})

test('sizes are counted in bytes of UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      const bytes = new TextEncoder().encode(JSON.stringify(text)).length
      expect(new Datum(text).byteLength).toBe(bytes)
      expect(new Datum(text).isLargerThan(bytes)).toBe(false)
      expect(new Datum(text).isLargerThan(bytes - 1)).toBe(true)
    }),
  )
})
