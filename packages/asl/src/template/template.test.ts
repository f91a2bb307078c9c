import { expect, it } from 'vitest'
import type { PathScope } from '../path/select.ts'
import { compileTemplate } from './template.ts'

const scope: PathScope = { input: { a: { b: 1 } }, context: () => ({ Id: 'e' }), variable: () => undefined }
const environment = { random: () => 0.5, uuid: () => 'u' }

it('computes members that end in .$ at any depth, also within arrays', () => {
  const template = compileTemplate({ 'x.$': '$.a.b', list: [{ 'id.$': '$$.Id', plain: '$.a' }], 'u.$': 'States.UUID()' })
  expect(template.render(scope, environment)).toEqual({ x: 1, list: [{ id: 'e', plain: '$.a' }], u: 'u' })
})

it('keeps constant parts instead of copying them', () => {
  const constant = { deep: [1, 2, { three: 3 }] }
  expect(compileTemplate(constant).render(scope, environment)).toBe(constant)
  const rendered = compileTemplate({ constant, 'x.$': '$.a' }).render(scope, environment) as typeof scope.input & {
    constant: unknown
    x: unknown
  }
  expect(rendered.constant).toBe(constant)
  expect(rendered.x).toBe((scope.input as { a: unknown }).a)
})

it("says in AWS's words which path led nowhere", () => {
  expect(() => compileTemplate({ 'v.$': '$.none' }).render(scope, environment)).toThrow(
    expect.objectContaining({
      error: 'States.Runtime',
      cause: `The JSONPath '$.none' specified for the field 'v.$' could not be found in the input '{"a":{"b":1}}'`,
    }),
  )
})

it('makes a member of __proto__ like of any other name', () => {
  const rendered = compileTemplate(JSON.parse('{"__proto__.$":"$.a"}')).render(scope, environment)
  expect(Object.entries(rendered as object)).toEqual([['__proto__', { b: 1 }]])
})
