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

test.each([
  ['{', 'Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{"; line: 1, column: 1])', 2],
  ['[1', 'Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)"[1"; line: 1, column: 1])', 3],
  ['{"a"', 'Unexpected end-of-input within/between Object entries', 5],
  ['{"a":', 'Unexpected end-of-input within/between Object entries', 6],
  ['{"a":1,', 'Unexpected end-of-input within/between Object entries', 8],
  ['[1,', 'Unexpected end-of-input within/between Array entries', 4],
  ['"abc', 'Unexpected end-of-input: was expecting closing quote for a string value', 5],
  ['{"ab', 'Unexpected end-of-input in field name', 5],
  ['{"a\tb":1}', 'Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in name', 5],
  ['}', "Unexpected close marker '}': expected ']' (for root starting at [Source: (String)\"}\"; line: 1, column: 0])", 2],
  ['[}', "Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)\"[}\"; line: 1, column: 1])", 3],
  ['{"a":1]', 'Unexpected close marker \']\': expected \'}\' (for Object starting at [Source: (String)"{"a":1]"; line: 1, column: 1])', 8],
  ['{"a":}', "Unexpected character ('}' (code 125)): expected a value", 7],
  ['[1,}', "Unexpected character ('}' (code 125)): expected a value", 5],
  [
    '[1,]',
    "Unexpected character (']' (code 93)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    5,
  ],
  [
    '{"a":1 //',
    "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
    9,
  ],
  [
    '{"a":-}',
    "Unexpected character ('}' (code 125)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value",
    8,
  ],
  ['{"a":1.}', "Unexpected character ('}' (code 125)) in numeric value: Decimal point not followed by a digit", 8],
  ['[12e+]', "Unexpected character (']' (code 93)) in numeric value: Exponent indicator not followed by a digit", 5],
  ['[1.2.3]', "Unexpected character ('.' (code 46)): was expecting comma to separate Array entries", 6],
  ['[1x]', "Unexpected character ('x' (code 120)): was expecting comma to separate Array entries", 4],
  ['1x', "Unexpected character ('x' (code 120)): Expected space separating root-level values", 3],
  ['[NaN]', "Non-standard token 'NaN': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow", 5],
])('%s is refused in the words of the parser AWS uses', (text, what, column) => {
  expect(problem(text).message).toBe(`${what}\n at [Source: (String)"${text}"; line: 1, column: ${column}]`)
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
