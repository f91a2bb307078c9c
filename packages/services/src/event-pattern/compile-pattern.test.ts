import { describe, expect, it } from 'vitest'
import { compilePattern, parsePattern } from './compile-pattern.ts'
import { PatternError } from './matcher.ts'

const matches = (pattern: unknown, document: unknown) => compilePattern(pattern)(document)

describe('a field', () => {
  it.each([
    [['a', 'b'], 'b', true],
    [['a'], 'b', false],
    [[1], 1, true],
    [[1], '1', false],
    [[null], null, true],
    [[''], null, false],
    [['a'], ['x', 'a'], true],
    [[true], true, true],
    [[{ prefix: 'ab' }], 'abc', true],
    [[{ prefix: 'ab' }], 'b', false],
    [[{ prefix: { 'equals-ignore-case': 'AB' } }], 'abc', true],
    [[{ suffix: '.png' }], 'a.png', true],
    [[{ suffix: { 'equals-ignore-case': '.PNG' } }], 'a.png', true],
    [[{ 'equals-ignore-case': 'ALICE' }], 'alice', true],
    [[{ 'anything-but': 'a' }], 'b', true],
    [[{ 'anything-but': ['a', 1] }], 1, false],
    [[{ 'anything-but': { prefix: 'a' } }], 'ab', false],
    [[{ 'anything-but': { suffix: ['a', 'b'] } }], 'xb', false],
    [[{ 'anything-but': { wildcard: '*/lib/*' } }], 'x/bin/y', true],
    [[{ 'anything-but': { 'equals-ignore-case': ['A'] } }], 'a', false],
    [[{ numeric: ['>', 0, '<=', 5] }], 5, true],
    [[{ numeric: ['>', 0, '<=', 5] }], 5.1, false],
    [[{ numeric: ['=', 300] }], 3.0e2, true],
    [[{ numeric: ['<', 10] }], '5', false],
    [[{ cidr: '10.0.0.0/24' }], '10.0.0.255', true],
    [[{ cidr: '10.0.0.0/24' }], '10.0.1.0', false],
    [[{ cidr: '2001:db8::/32' }], '2001:db8::1', true],
    [[{ wildcard: 'dir/*.png' }], 'dir/a/b.png', true],
    [[{ wildcard: 'a*b*c' }], 'a-b-b-c', true],
    [[{ wildcard: 'a*b*c' }], 'acb', false],
    [[{ wildcard: 'a\\*' }], 'a*', true],
    [[{ wildcard: 'a\\*' }], 'ab', false],
    [[{ exists: true }], 'x', true],
    [[{ exists: false }], 'x', false],
    [[{ exists: true }], { inner: 1 }, false],
  ])('wanted as %j, with the value %j: %s', (wanted, value, expected) => {
    expect(matches({ f: wanted }, { f: value })).toBe(expected)
  })

  it('that is absent matches only where it may be', () => {
    expect(matches({ f: [{ exists: false }] }, {})).toBe(true)
    expect(matches({ f: [{ exists: true }] }, {})).toBe(false)
    expect(matches({ f: [{ 'anything-but': 'a' }] }, {})).toBe(false)
    expect(matches({ f: ['x', { exists: false }] }, {})).toBe(true)
    expect(matches({ f: { g: [{ exists: false }] } }, {})).toBe(true)
  })
})

describe('a pattern', () => {
  it('wants all its fields, at every depth', () => {
    const pattern = { source: ['s'], detail: { state: ['on'], n: [{ numeric: ['>', 1] }] } }
    expect(matches(pattern, { source: 's', detail: { state: 'on', n: 2, more: 1 } })).toBe(true)
    expect(matches(pattern, { source: 's', detail: { state: 'on', n: 1 } })).toBe(false)
    expect(matches(pattern, { source: 's' })).toBe(false)
    expect(matches(pattern, null)).toBe(false)
  })

  it('wants one of the alternatives of $or', () => {
    const pattern = { s: ['x'], $or: [{ a: [1] }, { b: [2], c: [3] }] }
    expect(matches(pattern, { s: 'x', a: 1 })).toBe(true)
    expect(matches(pattern, { s: 'x', b: 2, c: 3 })).toBe(true)
    expect(matches(pattern, { s: 'x', b: 2 })).toBe(false)
  })

  it('matches one element of a list of objects as a whole', () => {
    const pattern = { list: { a: [1], b: [2] } }
    expect(matches(pattern, { list: [{ a: 1 }, { a: 1, b: 2 }] })).toBe(true)
    expect(matches(pattern, { list: [{ a: 1 }, { b: 2 }] })).toBe(false)
  })

  it('does not see what objects inherit', () => {
    expect(matches({ constructor: [{ exists: true }] }, {})).toBe(false)
  })

  it.each([
    [[]],
    ['text'],
    [{ f: 'x' }],
    [{ f: [] }],
    [{ f: [{ nonsense: 1 }] }],
    [{ f: [{ prefix: 'a', suffix: 'b' }] }],
    [{ f: [{ numeric: ['>', 'a'] }] }],
    [{ f: [{ numeric: ['~', 1] }] }],
    [{ f: [{ cidr: '10.0.0.0/33' }] }],
    [{ f: [{ wildcard: 'a**b' }] }],
    [{ f: [{ exists: 'yes' }] }],
    [{ f: [{ 'anything-but': [true] }] }],
    [{ $or: [{ a: [1] }] }],
  ])('such as %j is refused', pattern => {
    expect(() => compilePattern(pattern)).toThrow(PatternError)
  })
})

describe('a text that is no pattern', () => {
  const problem = (text: string): string => {
    try {
      parsePattern(text)
      return 'none'
    } catch (error) {
      expect(error).toBeInstanceOf(PatternError)
      return (error as Error).message.replace(text, 'TEXT')
    }
  }

  // Where EventBridge saw them.
  it.each([
    ['{"detail-type":["Object Created"],"source":"aws.s3"}', '"source" must be an object or an array', 45],
    ['{"detail-type":["Object Created"],"source":["aws.s3"],"detail":{"bucket":{"name":"b"}}}', '"name" must be an object or an array', 83],
    ['{"source":["test.event-pattern"],"detail":{"lenderId":"LenderA"}}', '"lenderId" must be an object or an array', 56],
    ['{"detail-type":[],"source":["example.source"]}', 'Empty arrays are not allowed', 18],
  ])('%s is refused with its place', (text, reason, column) => {
    expect(problem(text)).toBe(`${reason}\n at [Source: (String)"TEXT"; line: 1, column: ${column}]`)
  })

  it('is told in the words of the parser where it is no JSON, and of the pattern where it is no object', () => {
    expect(problem('x')).toMatch(/^Unrecognized token 'TEXT'/)
    expect(problem('[1]')).toBe('Filter is not an object\n at [Source: (String)"TEXT"; line: 1, column: 2]')
    expect(problem('{"a":5}')).toBe('"a" must be an object or an array\n at [Source: (String)"TEXT"; line: 1, column: 7]')
    expect(problem('{"$or":[{"a":[]},{"b":[1]}]}')).toBe('Empty arrays are not allowed')
  })
})
