import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Json } from '../json.ts'
import { compilePath } from './path.ts'
import { compileReferencePath } from './reference-path.ts'

const name = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor', 'é-1', "it's"), fc.string({ maxLength: 3 }))
const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>
const keys = fc.array(fc.oneof(name, fc.integer({ min: -3, max: 3 })), { maxLength: 4 })

function print(steps: readonly (string | number)[]): string {
  return `$${steps.map(step => (typeof step === 'number' ? `[${step}]` : `['${step.replace(/[\\']/g, '\\$&')}']`)).join('')}`
}

/** The same, as plainly as it can be said. */
function follow(value: Json | undefined, [key, ...rest]: readonly (string | number)[]): Json | undefined {
  if (key === undefined || value === undefined) return value
  if (typeof key === 'number') return follow(Array.isArray(value) ? value.at(key) : undefined, rest)
  const member = Object.entries(typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}).find(
    ([own]) => own === key,
  )
  return follow(member?.[1], rest)
}

function find(text: string, input: Json): Json | undefined {
  return compilePath(text).find({ input, context: () => ({}), variable: () => undefined })
}

it('follows names and indices as the plain model does', () => {
  fc.assert(
    fc.property(json, keys, (input, steps) => {
      expect(find(print(steps), input)).toEqual(follow(input, steps))
    }),
  )
})

it('finds by scan what the model finds by walking', () => {
  const walk = (value: Json): Json[] => {
    if (typeof value !== 'object' || value === null) return []
    const own = !Array.isArray(value) && Object.hasOwn(value, 'a') ? [value['a']!] : []
    return [...own, ...Object.values(value).flatMap(walk)]
  }
  fc.assert(
    fc.property(json, input => {
      expect(find('$..a', input)).toEqual(walk(input))
    }),
  )
})

it('reads back what a reference path has written, and changes nothing else', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), json, json, (names, input, value) => {
      const before = JSON.stringify(input)
      try {
        const changed = compileReferencePath(print(names)).set(input, value)
        expect(find(print(names), changed)).toEqual(value)
      } catch (failure) {
        expect(failure).toMatchObject({ error: 'States.ResultPathMatchFailure' })
      }
      expect(JSON.stringify(input)).toBe(before)
      expect(Object.prototype).not.toHaveProperty('polluted')
    }),
  )
})
