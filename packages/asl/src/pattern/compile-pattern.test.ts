import { expect, it } from 'vitest'
import { compilePattern, pricePerCharacter } from './compile-pattern.ts'

it.each(['((a{99}){99}){99}', '(?:[abc]{100}){100}', '(?:\\Q)\\Eabcdefghij){1000}', '(a)'.repeat(101), 'ab'.repeat(3_000)])(
  'refuses %s, which stands for too much',
  source => {
    expect(() => compilePattern(source, 0)).toThrow(/it (stands for|has) more than/)
  },
)

it.each([
  ['^[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}$', 'ada@example.com'],
  ['\\p{L}{1,50}', 'Ångström'],
  ['[\\]{}]{2}', '{}'],
  ['\\d{4}-\\d{2}-\\d{2}T.*', '2026-11-25T10:00:00Z'],
  ['(?:x{10}){50}', 'x'.repeat(500)],
])('compiles %s', (source, text) => {
  expect(compilePattern(source, 0).matches(text) || compilePattern(source, 0).matcher(text).find()).toBe(true)
})

it('asks more for a pattern of many places', () => {
  expect(pricePerCharacter(compilePattern('(a?){1000}c', 0))).toBeGreaterThan(100 * pricePerCharacter(compilePattern('ac', 0)))
})
