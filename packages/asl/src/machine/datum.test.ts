import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compactText, Datum } from './datum.ts'

test('a text loses the spaces between its tokens and nothing else', () => {
  expect(compactText('{ "a b" : [1.0, "\\" ,", 2e3 ] }')).toBe('{"a b":[1.0,"\\" ,",2e3]}')
})

test('strings are written with the escapes they need', () => {
  expect(compactText('["\\u00e9\\/", {"\\u0061": "\\ud83d\\ude00"}]')).toBe('["é/",{"a":"😀"}]')
  for (const text of ['["\\n\\t\\"\\\\"]', '["\\\\u0061","\\\\/"]', '["\\u0001","\\ud83d"]']) expect(compactText(text)).toBe(text)
})

test('what is no JSON comes back, its strings untouched', () => {
  for (const text of ['"\\u00zz/"', '"\\u0061', 'a\\/b']) expect(compactText(text)).toBe(text)
})

test('any JSON with all of its strings escaped becomes what it is without', () => {
  const escaped = (text: string): string =>
    text.replaceAll(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll('/', '\\/')
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), value => {
      expect(compactText(escaped(JSON.stringify(value, null, 2).replaceAll('\n', ' ')))).toBe(JSON.stringify(value))
    }),
  )
})

test('any JSON printed with spaces becomes what it is without', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      expect(compactText(JSON.stringify(value, null, 2))).toBe(JSON.stringify(value))
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
