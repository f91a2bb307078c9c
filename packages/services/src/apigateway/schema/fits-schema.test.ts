import type { Json, JsonObject } from '@pasos/asl'
import { describe, expect, it } from 'vitest'
import { fitsSchema } from './fits-schema.ts'
import { readSchema } from './read-schema.ts'
import { flattened, modelReference } from './references.ts'

const fits = (schema: object, value: Json, models: Record<string, JsonObject> = {}) => {
  const read = readSchema(JSON.stringify(schema))
  return fitsSchema(value, { schema: read, root: read }, name => models[name])
}

/** Each with what fits and what does not. */
const cases: [schema: object, fitting: Json[], other: Json[]][] = [
  [{ type: 'string' }, ['', 'a'], [1, null, {}, []]],
  [{ type: 'integer' }, [1, -2, 1e3], [1.5, '1', true]],
  [{ type: ['number', 'null'] }, [1.5, null], ['1', false]],
  [{ type: 'object' }, [{}, { a: 1 }], [[], null, 'x']],
  [{ type: 'array' }, [[], [1]], [{}, null]],
  [{ type: 'boolean' }, [true, false], [0, 'true']],
  [{ enum: ['a', 1, { b: [1], c: 2 }, null] }, ['a', 1, { c: 2, b: [1] }, null], ['b', 2, { b: [1] }, false]],
  [{ minimum: 1, maximum: 3 }, [1, 3, 'x'], [0.9, 3.1]],
  [{ minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: true }, [1.1, 2.9], [1, 3]],
  [{ multipleOf: 0.1 }, [0.3, 1, -0.7, 'x'], [0.35]],
  [{ multipleOf: 3 }, [9, 0], [10]],
  [{ minLength: 2, maxLength: 3 }, ['ab', '😀😀😀', 7], ['a', 'abcd', '😀']],
  [{ pattern: '^[a-z]+\\d{2}$' }, ['ab12', 5], ['ab1', 'AB12']],
  [{ pattern: '\\u00e9' }, ['café'], ['cafe']],
  [{ pattern: 'b' }, ['abc'], ['ac']],
  [{ format: 'date-time' }, ['2024-02-29T10:00:00Z', '2024-02-29t10:00:00.5+01:00', 1], ['2023-02-29T10:00:00Z', '2024-01-01', 'x']],
  [{ format: 'email' }, ['ada@example.com', 'a@b'], ['ada', 'a@b@c', 'a @b', 'a@b.']],
  [{ format: 'hostname' }, ['example.com', 'a'], ['-a.b', 'a..b', 'a_b']],
  [{ format: 'ipv4' }, ['127.0.0.1'], ['256.1.1.1', '::1']],
  [{ format: 'ipv6' }, ['::1'], ['127.0.0.1']],
  [{ format: 'uri' }, ['https://a.example/b', 'urn:a:b'], ['/a', 'a b']],
  [{ format: 'colour' }, ['anything'], []],
  [{ items: { type: 'integer' } }, [[], [1, 2], 'x'], [[1, 'a']]],
  [{ items: [{ type: 'integer' }, { type: 'string' }] }, [[], [1], [1, 'a', null]], [['a'], [1, 2]]],
  [{ items: [{}], additionalItems: false }, [[], [1]], [[1, 2]]],
  [{ items: [{}], additionalItems: { type: 'null' } }, [[1, null]], [[1, 2]]],
  [{ minItems: 1, maxItems: 2 }, [[1], [1, 2], 'x'], [[], [1, 2, 3]]],
  [
    { uniqueItems: true },
    [[], [1, '1'], [{ a: 1 }, { a: 2 }]],
    [
      [1, 1],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
  ],
  [{ required: ['a', 'constructor'] }, [{ a: 1, constructor: 2 }, 'x'], [{ a: 1 }, {}]],
  [{ properties: { a: { type: 'string' }, toString: { type: 'string' } } }, [{}, { a: 'x', b: 1 }], [{ a: 1 }, { toString: 1 }]],
  [{ properties: { a: {} }, additionalProperties: false }, [{}, { a: 1 }], [{ b: 1 }, { a: 1, b: 1 }]],
  [{ properties: { a: {} }, additionalProperties: { type: 'null' } }, [{ a: 1, b: null }], [{ b: 1 }]],
  [{ patternProperties: { '^x': { type: 'integer' } }, additionalProperties: false }, [{ x1: 1 }], [{ x1: 'a' }, { y: 1 }]],
  [{ minProperties: 1, maxProperties: 2 }, [{ a: 1 }, []], [{}, { a: 1, b: 2, c: 3 }]],
  [{ dependencies: { a: ['b'], c: { required: ['d'] } } }, [{}, { a: 1, b: 1 }, { c: 1, d: 1 }], [{ a: 1 }, { c: 1 }]],
  [{ allOf: [{ minimum: 1 }, { maximum: 2 }] }, [1, 2], [0, 3]],
  [{ anyOf: [{ type: 'string' }, { minimum: 5 }] }, ['a', 5], [1]],
  [{ oneOf: [{ minimum: 1 }, { maximum: 2 }] }, [0, 3], [1.5]],
  [{ not: { type: 'string' } }, [1], ['a']],
  [
    { definitions: { 'a/b': { type: 'string' } }, properties: { x: { $ref: '#/definitions/a~1b' }, next: { $ref: '#' } } },
    [{ x: 'a' }, { next: { next: { x: 'a' } } }],
    [{ x: 1 }, { next: { next: { x: 1 } } }],
  ],
]

describe('JSON Schema, draft 4', () => {
  it.each(cases)('%j', (schema, fitting, other) => {
    expect(fitting.filter(value => !fits(schema, value))).toEqual([])
    expect(other.filter(value => fits(schema, value))).toEqual([])
  })

  const models: Record<string, JsonObject> = {
    Pet: {
      type: 'object',
      properties: { owner: { $ref: modelReference('api', 'Owner') }, tag: { $ref: '#/definitions/Tag' } },
      definitions: { Tag: { type: 'string' } },
    },
    Owner: { type: 'object', required: ['name'], properties: { pets: { type: 'array', items: { $ref: modelReference('api', 'Pet') } } } },
  }
  const pets = { type: 'array', items: { $ref: modelReference('api', 'Pet') } }
  const values: [Json, boolean][] = [
    [[{ owner: { name: 'a', pets: [{ tag: 't' }] } }], true],
    [[{ owner: { name: 'a', pets: [{ tag: 1 }] } }], false],
    [[{ owner: {} }], false],
    [[{ tag: 2 }], false],
  ]

  it('follows references to other models, whose own references are theirs', () => {
    for (const [value, isFitting] of values) expect([value, fits(pets, value, models)]).toEqual([value, isFitting])
    expect(fits({ $ref: modelReference('api', 'Gone') }, {}, models)).toBe(false)
  })

  it('says the same where all models stand in one schema', () => {
    const flat = flattened('Pets', name => (name === 'Pets' ? pets : models[name]))
    expect(JSON.stringify(flat)).not.toContain('https:')
    for (const [value, isFitting] of values) expect([value, fits(flat, value)]).toEqual([value, isFitting])
  })
})

describe('what takes too much', () => {
  const allNames = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`p${at}`, 1]))
  const began = () => process.cpuUsage().user
  it.each<[string, object, Json]>([
    ['a reference to itself', { $ref: '#' }, 1],
    ['two references to itself', { allOf: [{ $ref: '#' }, { $ref: '#' }] }, 1],
    ['a ring', { definitions: { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } }, $ref: '#/definitions/a' }, 1],
    [
      'ways within ways',
      { anyOf: Array.from({ length: 20 }, () => ({ items: { $ref: '#' } })), not: {} },
      JSON.parse(`${'['.repeat(30)}${']'.repeat(30)}`),
    ],
    ['depth', { items: { $ref: '#' } }, JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
    ['depth of equals', { uniqueItems: true }, JSON.parse(`${'['.repeat(100_000)}1,1${']'.repeat(100_000)}`)],
    [
      'a pattern at every place of a long text',
      { items: { pattern: '(x?){100}y' } },
      Array.from({ length: 20 }, () => `${'x'.repeat(5_000)}y`),
    ],
    [
      'many names that must be there, of many values',
      { items: { required: Array.from({ length: 5_000 }, (_, at) => `p${at}`) } },
      Array.from({ length: 5_000 }, () => allNames),
    ],
  ])('%s: it does not fit, soon', (_, schema, value) => {
    const before = began()
    expect(fits(schema, value)).toBe(false)
    expect((began() - before) / 1e6).toBeLessThan(5)
  })

  it('does not take the place of what is merely long', () => {
    expect(
      fits(
        { type: 'array', items: { type: 'integer' } },
        Array.from({ length: 300_000 }, () => 1),
      ),
    ).toBe(true)
    const many = { items: { properties: Object.fromEntries(Object.keys(allNames).map(name => [name, {}])) } }
    expect(
      fits(
        many,
        Array.from({ length: 100_000 }, () => ({})),
      ),
    ).toBe(true)
    expect(fits({ type: 'string', pattern: '^x*$' }, 'x'.repeat(1_000_000))).toBe(true)
  })
})

describe('a schema that is none', () => {
  it.each([
    ['[]', 'Invalid model schema specified'],
    ['{', 'Invalid model schema specified'],
    ['{"type":"text"}', 'Invalid model schema specified'],
    ['{"required":true}', 'Invalid model schema specified'],
    ['{"properties":{"a":1}}', 'Invalid model schema specified'],
    ['{"enum":["A","A"]}', 'Invalid model schema specified'],
    ['{"exclusiveMinimum":1}', 'Invalid model schema specified'],
    ['{"$id":"x","properties":{"a":{"example":1}}}', 'Invalid model schema specified. Unsupported keyword(s): ["$id","example"]'],
    ['{"pattern":"(?=a)b"}', "The pattern (?=a)b is not served here: patterns are RE2's, which know no look-around and no references back"],
    ['{"patternProperties":{"(a)\\\\1":{}}}', expect.stringContaining('is not served here')],
    ['{"pattern":"((a{99}){99}){99}"}', expect.stringContaining('is not served here')],
    [`${'{"not":'.repeat(200)}{}${'}'.repeat(200)}`, 'Invalid model schema specified. It is nested more than 100 deep'],
    [`{"title":"${'x'.repeat(410_000)}"}`, expect.stringContaining('more than 409600 characters')],
    [
      JSON.stringify({ anyOf: Array.from({ length: 60 }, (_, at) => ({ pattern: `x{${900 + at}}` })) }),
      expect.stringContaining('instructions'),
    ],
  ])('%.60s', (text, message) => {
    expect(() => readSchema(text)).toThrow(expect.objectContaining({ message }))
  })
})
