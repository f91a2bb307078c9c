import { expect, it } from 'vitest'
import { parseStrictly } from './strict-json.ts'

it.each([
  '{"url":"http://host:80/a","at":"12:00:00"}',
  String.raw`{"said \"a:\"":":\\","b":"\\\":"}`,
  '{"a":{"b":1},"c":[{"b":1},{"b":2}]}',
  '[null,true,"",[],{}]',
])('what names each member once is read: %s', text => {
  expect(parseStrictly(text)).toEqual(JSON.parse(text))
})

it.each(['{"a":1,"a":1}', String.raw`{"a":1,"\u0061":2}`, '{"__proto__":1,"__proto__":2}', '[{"x":{"a":":","b":1,"a":2}}]', '[1,-1e999]'])(
  'a member that comes twice, or a number that no double holds, is no JSON: %s',
  text => {
    expect(parseStrictly(text)).toBeUndefined()
  },
)
