import { expect, test } from 'vitest'
import { DefinitionReader } from '../definition/definition-reader.ts'
import type { Json, JsonObject } from '../json.ts'
import { compileChoiceRule } from './choice-rule.ts'

const holds = (rule: JsonObject, input: Json) =>
  compileChoiceRule(new DefinitionReader(rule, ''))({ input, context: () => ({ now: 1 }), variable: () => undefined })

test.each<[JsonObject, Json, boolean]>([
  [{ Variable: '$.n', NumericLessThan: 3 }, { n: 2 }, true],
  [{ Variable: '$.n', NumericLessThan: 3 }, { n: '2' }, false],
  [{ Variable: '$.a', StringGreaterThanEqualsPath: '$.b' }, { a: 'AB', b: 'A' }, true],
  [{ Variable: '$.t', TimestampEquals: '2020-01-01T00:00:00Z' }, { t: '2020-01-01T01:00:00+01:00' }, true],
  [{ Variable: '$.t', IsTimestamp: false }, { t: 'soon' }, true],
  [{ Variable: '$.x', IsNull: true }, { x: null }, true],
  [{ Variable: '$.x.y', IsPresent: false }, { x: 1 }, true],
  [{ Not: { Variable: '$.b', BooleanEquals: true } }, { b: false }, true],
  [
    {
      And: [
        { Variable: '$.b', IsBoolean: true },
        {
          Or: [
            { Variable: '$.n', NumericEquals: 1 },
            { Variable: '$.n', IsNumeric: true },
          ],
        },
      ],
    },
    { b: true, n: 7 },
    true,
  ],
])('%j on %j is %s', (rule, input, expected) => {
  expect(holds(rule, input)).toBe(expected)
})

test('a path that leads nowhere fails in the words of AWS', () => {
  expect(() => holds({ Variable: '$.even', BooleanEquals: true }, {})).toThrow(
    expect.objectContaining({
      error: 'States.Runtime',
      cause: "Invalid path '$.even': The choice state's condition path references an invalid value.",
    }),
  )
})
