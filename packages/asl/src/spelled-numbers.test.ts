import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json, JsonObject } from './json.ts'
import {
  isSpelled,
  joined,
  memberOf,
  merged,
  parseJson,
  putMember,
  rememberAs,
  SpelledNumber,
  sliceOf,
  spellingOf,
  spellingsIn,
} from './spelled-numbers.ts'

const texts = [
  '{"a":1.0,"b":[1e5,-0.0,2],"c":12345678901234567890}',
  '[1.10,{"x":1E+2},9007199254740993]',
  '{"__proto__":1.0,"toJSON":2.0}',
  '1.0',
]

test('what is parsed is written out as it was', () => {
  for (const text of texts.slice(0, 2)) expect(JSON.stringify(parseJson(text))).toBe(text)
  expect(JSON.stringify({ inside: [parseJson(texts[0]!)] })).toBe(`{"inside":[${texts[0]}]}`)
})

test('values are what JSON.parse gives, and usual numbers leave no trace', () => {
  for (const text of texts) expect(parseJson(text)).toEqual(JSON.parse(text))
  for (const text of ['{"a":1,"b":[0.5,-3,1e21]}', '{"at":"12:00.0","id":"1e5"}', '[-0]']) {
    const value = parseJson(text)
    expect(isSpelled(value as JsonObject), text).toBe(false)
  }
  expect(JSON.stringify(parseJson('[-0]'))).toBe('[0]')
})

/**
 * V8 13.6 takes what stands before an escape for a name that it has met at that place: behind an object that has `k\\` beside `a`, another
 * with `a` and `k"` comes out of `JSON.parse` with `k\\`.
 */
const withoutBackslash = (name: string): boolean => !name.includes('\\')

test('numbers keep their texts whatever stands around them', () => {
  const around = fc.letrec<{ any: string }>(tie => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('1.0', '-2.50', '1e3', '-0.0', '12345678901234567890', '7', '-0.5', 'true', 'null', '{}', '[]'),
      fc.string({ unit: 'grapheme-composite' }).map(text => JSON.stringify(text)),
      fc.constantFrom('"\\\\"', '"\\"1.0"', '"{\\"a\\":1.0,"'),
      fc.array(tie('any')).map(items => `[${items.join(',')}]`),
      fc
        .uniqueArray(
          fc.tuple(fc.oneof(fc.constantFrom('a', '0', '"', '__proto__', 'toJSON'), fc.string().filter(withoutBackslash)), tie('any')),
          {
            selector: ([name]) => name,
          },
        )
        .map(members => `{${members.map(([name, text]) => `${JSON.stringify(`k${name}`)}:${text}`).join(',')}}`),
    ),
  })).any
  fc.assert(fc.property(around, text => JSON.stringify(parseJson(`[1.0,${text}]`)) === `[1.0,${text}]`))
  expect(JSON.stringify(parseJson(' { "a" : [ 1.0 , 2 ] , "b" : {"c":3.10}\n} '))).toBe('{"a":[1.0,2],"b":{"c":3.10}}')
})

test('numbers that JavaScript writes otherwise keep their texts, with a point or without', () => {
  const wholes = [0n, 1n, 12_345_678n, 1_234_567_890_123n, 12_345_678_901_234_567_890n]
  const whole = fc.oneof(fc.constantFrom(...wholes), fc.bigInt({ min: 0n, max: 10n ** 25n }))
  const digits = fc.string({ unit: fc.constantFrom('0', '1', '9'), minLength: 1, maxLength: 18 })
  const exponent = fc.tuple(fc.constantFrom('e', 'E', 'e+', 'E-'), fc.nat(400)).map(parts => parts.join(''))
  const number = fc
    .tuple(fc.constantFrom('', '-'), whole, fc.option(digits), fc.option(exponent))
    .map(([sign, before, after, power]) => `${sign}${before}${after === null ? '' : `.${after}`}${power ?? ''}`)
    .filter(text => text !== '-0')
  fc.assert(
    fc.property(number, text => {
      expect(JSON.stringify(parseJson(`{"n": ${text} }`))).toBe(`{"n":${text}}`)
      expect(parseJson(`[${text}]`)).toEqual(JSON.parse(`[${text}]`))
    }),
    { numRuns: 2_000, examples: [['0.0000001'], ['8796093022208.003'], ['1E400'], ['1e-400'], ['-0.0']] },
  )
})

test('names are told apart however they are written', () => {
  for (const text of ['{"__proto__":{"x":1.0,"__proto__":2.0}}', '{"\\ud800":[1.0],"constructor":{"length":2.0}}', '{"":{"":1.0}}']) {
    expect(JSON.stringify(parseJson(text))).toBe(text)
  }
  expect(JSON.stringify(parseJson('{"a":{"x":1.0},"\\u0061":{}}'))).toBe('{"a":{}}')
  // What was replaced is not looked for elsewhere.
  expect(JSON.stringify(parseJson('{"a":{"__proto__":{"x":1.0},"constructor":[2.0]},"a":{}}'))).toBe('{"a":{}}')
  expect(isSpelled((parseJson('{"a":[1.0],"a":{"0":true}}') as { a: JsonObject }).a)).toBe(false)
})

test('a number that is kept does not keep the text in memory in which it stood', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const used = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = used()
  const kept = Array.from({ length: 40 }, (_, at) => {
    const text = Buffer.from(`{"kept":[1234567890123456789${at % 10}],"rest":"${'x'.repeat(250_000)}"}`).toString()
    return (parseJson(text) as JsonObject)['kept'] as Json[]
  })
  expect(used() - before).toBeLessThan(5_000_000)
  expect(spellingOf(kept[7], 0)).toBe('12345678901234567897')
})

test('of a name that is there twice the last one counts', () => {
  for (const [text, written] of [
    ['{"a":1.0,"a":1}', '{"a":1}'],
    ['{"a":1,"\\u0061":1.0}', '{"a":1.0}'],
    ['{"a":{"x":1.0,"y":2.0},"a":{"x":1}}', '{"a":{"x":1}}'],
    ['{"a":[1.0,2.0],"a":[1]}', '{"a":[1]}'],
    ['{"a":[1.0],"a":{"0":1}}', '{"a":{"0":1}}'],
    ['{"a":{"x":[1.0]},"a":7,"b":2.0}', '{"a":7,"b":2.0}'],
  ] as const) {
    expect(JSON.stringify(parseJson(text)), text).toBe(written)
  }
})

test('names that come again and again, escaped or not, leave what a reviver with sources leaves', () => {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }
  const revived = (text: string): string => {
    const spelled = (_name: string, value: unknown, context?: { source?: string }): unknown =>
      typeof value === 'number' && context?.source !== undefined ? rawJSON(context.source) : value
    return JSON.stringify(JSON.parse(text, spelled))
  }
  const escaped = (name: string): string => name.replace(/[\s\S]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const name = fc
    .tuple(fc.constantFrom('a', 'b', '0', '__proto__', 'constructor', 'length', '"', '\n', '\ud800'), fc.boolean())
    .map(([text, isEscaped]) => (isEscaped ? `"${escaped(text)}"` : JSON.stringify(text)))
  const space = fc.constantFrom('', ' ', '\n\t')
  const any = fc.letrec<{ any: string }>(tie => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(
        '1',
        '1.0',
        '-2.50',
        '1E400',
        '1e-400',
        '0.0000001',
        '12345678901234567890',
        '-7',
        'true',
        '"1.0"',
        '"],\\\\"',
        '{}',
        '[]',
      ),
      fc
        .array(
          fc.tuple(space, tie('any'), space).map(parts => parts.join('')),
          { maxLength: 4 },
        )
        .map(items => `[${items.join()}]`),
      fc
        .array(
          fc.tuple(space, name, space, fc.constant(':'), tie('any'), space).map(parts => parts.join('')),
          { maxLength: 5 },
        )
        .map(members => `{${members.join()}}`),
    ),
  })).any
  fc.assert(
    fc.property(any, text => {
      const [value, plain] = [parseJson(`[${text}]`), JSON.parse(`[${text}]`) as Json]
      expect([JSON.stringify(value), value]).toEqual([revived(`[${text}]`), plain])
    }),
    { numRuns: 3_000 },
  )
})

test('a member called toJSON is a member like any other', () => {
  const value = parseJson('{"toJSON":2.0,"a":1.0}') as JsonObject
  expect(JSON.parse(JSON.stringify(value))).toEqual({ toJSON: 2, a: 1 })
  expect(Object.hasOwn(parseJson('{"a":1.0}') as JsonObject, 'toJSON')).toBe(false)
})

test('a number is handed on with its text, and a plain one in its place forgets it', () => {
  const from = parseJson('{"id":12345678901234567890,"one":1.0}') as JsonObject
  const to: JsonObject = { other: 2 }
  putMember(to, 'id', memberOf(from, 'id', from['id']!))
  expect(JSON.stringify(to)).toBe('{"other":2,"id":12345678901234567890}')
  putMember(to, 'id', from['id']!)
  expect(spellingOf(to, 'id')).toBeUndefined()
  expect(memberOf(from, 'one', 1)).toEqual(new SpelledNumber(1, '1.0'))
  from['one'] = 3
  expect(JSON.stringify(from)).toBe('{"id":12345678901234567890,"one":3}')
})

test('copies and mergers remember what they have of their originals', () => {
  const first = parseJson('{"a":1.0,"b":2.0,"c":3}') as JsonObject
  const second = parseJson('{"b":2,"c":3.0}') as JsonObject
  expect(JSON.stringify(merged(first, second))).toBe('{"a":1.0,"b":2,"c":3.0}')
  const list = parseJson('[1.0,2.0]') as Json[]
  expect(JSON.stringify(rememberAs(list, [...list]))).toBe('[1.0,2.0]')
  expect(JSON.stringify([...list])).toBe('[1,2]')
  expect(JSON.stringify(sliceOf(list, 1))).toBe('[2.0]')
  expect(JSON.stringify(joined([0], joined(list, list)))).toBe('[0,1.0,2.0,1.0,2.0]')
})

test('a value of any depth is read, and remembers how its numbers were written', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}1.0${']'.repeat(depth)}`
  expect(JSON.stringify(parseJson(nested(1_000)))).toBe(nested(1_000))
  let value = parseJson(nested(50_000)) as Json[]
  for (; Array.isArray(value[0]); value = value[0]);
  expect(value).toEqual([1])
  expect(spellingOf(value, 0)).toBe('1.0')
  expect(() => parseJson('[1.0')).toThrow(SyntaxError)
})

test('what is remembered within a value is found once, however often the value has the same part', () => {
  const price = parseJson('[1.0]')
  let value: Json = price
  for (let depth = 0; depth < 40; depth++) value = [value, value]
  expect(spellingsIn(value)).toEqual([[price, new Map([[0, '1.0']])]])
})
