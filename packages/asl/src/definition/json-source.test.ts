import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeAt, parseJsonSource } from './json-source.ts'
import { JsonSyntaxError } from './json-syntax-error.ts'

function problem(text: string): JsonSyntaxError {
  try {
    parseJsonSource(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error
  }
  throw new Error('It parsed')
}

test('every value and key has its place', () => {
  const text = '{ "a": [1, {"b/c": "x"}] }'
  const source = parseJsonSource(text)
  const node = nodeAt(source, '/a/1/b~1c')
  expect(node && text.slice(node.start, node.end)).toBe('"x"')
  const member = source.root.members?.get('a')
  expect(member && text.slice(member.nameStart, member.nameEnd)).toBe('"a"')
  expect(nodeAt(source, '/a/01')).toBeUndefined()
})

test('the last of several equal keys counts, the others are listed', () => {
  const source = parseJsonSource('{"a":1,"b":2,"a":3}')
  expect(source.root.value).toEqual({ a: 3, b: 2 })
  expect(source.duplicates.map(({ member }) => member.nameStart)).toEqual([13])
})

test('__proto__ is a key like any other', () => {
  const { value } = parseJsonSource('{"__proto__":{"x":1}}').root
  expect(Object.keys(value as object)).toEqual(['__proto__'])
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
})

test('syntax errors are worded like those of AWS and know their place', () => {
  const error = problem('{"a": 1,\n}')
  expect(error.offset).toBe(9)
  expect(error.message).toBe(
    'Unexpected character (\'}\' (code 125)): was expecting double-quote to start field name\n at [Source: (String)"{"a": 1,\n}"; line: 2, column: 2]',
  )
  expect(problem('nope').message).toMatch(
    /^Unrecognized token 'nope': was expecting \(JSON String, Number, Array, Object or token 'null', 'true' or 'false'\)\n/,
  )
  expect(problem('{"a": 1').message).toMatch(/^Unexpected end-of-input: expected close marker for Object/)
})

test('an empty text has no column, and a line break within a string begins no line', () => {
  expect(problem('').message).toBe('No content to map due to end-of-input\n at [Source: (String)""; line: 1, column: 0]')
  expect(problem(' ').message).toMatch(/line: 1, column: 0\]$/)
  expect(problem('{"a":"\n"}').message).toMatch(/line: 1, column: 8\]$/)
})

test('nesting is limited long before the stack is', () => {
  expect(problem('['.repeat(100_000)).isTooDeep).toBe(true)
  expect(parseJsonSource(`${'['.repeat(1_000)}${']'.repeat(1_000)}`).duplicates).toEqual([])
})

test('any JSON is read as JSON.parse reads it', () => {
  fc.assert(fc.property(fc.json(), text => void expect(parseJsonSource(text).root.value).toEqual(JSON.parse(text))))
})

test('what JSON.parse refuses is refused, and nothing else', () => {
  const fragments = fc.array(
    fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', 'u00e9', '0', '1', '-', '.', 'e', 'true', 'null', ' ', '\n', '\t', 'a', '"a"'),
  )
  fc.assert(
    fc.property(fragments, parts => {
      const text = parts.join('')
      let isJson = true
      try {
        JSON.parse(text)
      } catch {
        isJson = false
      }
      if (isJson) parseJsonSource(text)
      else expect(problem(text)).toBeInstanceOf(JsonSyntaxError)
    }),
    { numRuns: 2_000 },
  )
})
