import { expect, it } from 'vitest'
import type { Json } from '../json.ts'
import { compileJsonataTemplate } from './jsonata-template.ts'
import type { JsonataScope } from './scope.ts'

const scope: JsonataScope = {
  states: { input: { a: { b: 1 }, list: [1, 2, 3] }, context: { Execution: { Id: 'e' } } },
  variable: name => (name === 'v' ? 'variable' : undefined),
  variableNames: () => ['v'],
  now: 1_700_000_000_000,
  env: { random: () => 0.25, uuid: () => 'a-uuid' },
}

function evaluate(expression: string): Json {
  return compileJsonataTemplate(`{% ${expression} %}`).render(scope, 'Output')
}

function causeOf(template: Json, location = 'Output'): unknown {
  try {
    return compileJsonataTemplate(template).render(scope, location)
  } catch (failure) {
    return failure
  }
}

it.each([
  ['$states.input.a.b', 1],
  ['$states.input.list[$ > 1]', [2, 3]],
  ['$v & "!"', 'variable!'],
  ['$partition([0, 1, 2], 2)', [[0, 1], [2]]],
  ['$range(0, 10, 3)', [0, 3, 6, 9]],
  ['$range(1, 9, 9)', 1],
  ['$hash("abc", "MD5")', '900150983cd24fb0d6963f7d28e17f72'],
  ['$random()', 0.25],
  ['$uuid()', 'a-uuid'],
  ['$parse("{\\"a\\":[1]}")', { a: [1] }],
  ['$now()', '2023-11-14T22:13:20.000Z'],
  ['$millis()', 1_700_000_000_000],
  ['1/0', 'Infinity'],
  ['[1/0]', ['Infinity']],
  ['$match("ab", /(b)/).groups', ['b']],
])('%s', (expression, value) => {
  expect(evaluate(expression)).toEqual(value)
})

it('renders expressions at any depth and keeps constants', () => {
  expect(compileJsonataTemplate({ a: ['{% 1 + 1 %}', 'x'], b: null }).render(scope, 'Output')).toEqual({ a: [2, 'x'], b: null })
  const constant = { a: ['{% not closed', 'x'] }
  expect(compileJsonataTemplate(constant)).toMatchObject({ isConstant: true, constant })
})

it.each([
  [{ a: [{ b: '{% $none %}' }] }, 'Output/a[0]/b', 'returned nothing (undefined).', '$none'],
  ['{% $eval("1") %}', 'Output', 'threw an error during evaluation. T1006: Attempted to invoke a non-function', '$eval("1")'],
  ['{% $sum %}', 'Output', 'returned an unsupported result type.', '$sum'],
  [
    '{% "a" + 1 %}',
    'Output',
    'threw an error during evaluation. T2001: The left side of the "+" operator must evaluate to a number',
    '"a" + 1',
  ],
])('says where and why %j failed', (template, location, ending, expression) => {
  expect(causeOf(template as Json)).toMatchObject({
    error: 'States.QueryEvaluationError',
    location,
    cause: `The JSONata expression '${expression}' specified for the field '${location}' ${ending}`,
  })
})

it('refuses bad syntax when it compiles', () => {
  expect(() => compileJsonataTemplate('{% 1 + %}')).toThrow(expect.objectContaining({ code: 'S0207', name: 'JsonataSyntaxError' }))
  expect(() => compileJsonataTemplate(`{% ${'('.repeat(100_000)} %}`)).toThrow(expect.objectContaining({ name: 'JsonataSyntaxError' }))
})
