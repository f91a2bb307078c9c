import type { JsonObject } from '@pasos/asl'
import { expect, it } from 'vitest'
import { jsonOrText, putJsonOrText } from './json-or-text.ts'

it.each([
  ['{"n":1.0,"id":12345678901234567890}', '{"n":1.0,"id":12345678901234567890}'],
  ['[1.50]', '[1.50]'],
  ['9007199254740993', '9007199254740993'],
  ['"text"', '"text"'],
  ['no JSON', '"no JSON"'],
])('what another server answers is in a result as it was written: %s', (text, written) => {
  const result: JsonObject = { body: null }
  putJsonOrText(result, 'body', text)
  expect(JSON.stringify(result)).toBe(`{"body":${written}}`)
  expect(jsonOrText(text)).toEqual(JSON.parse(written))
})
