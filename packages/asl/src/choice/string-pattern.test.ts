import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileStringPattern } from './string-pattern.ts'

test('a star stands for any characters, also for none', () => {
  const matches = compileStringPattern('log-*.txt')
  expect(matches('log-1.txt')).toBe(true)
  expect(matches('log-.txt')).toBe(true)
  expect(matches('log-.tx')).toBe(false)
})

test('an escaped star and an escaped backslash stand for themselves', () => {
  expect(compileStringPattern('a\\*b')('a*b')).toBe(true)
  expect(compileStringPattern('a\\*b')('axb')).toBe(false)
  expect(compileStringPattern('a\\\\*')('a\\rest')).toBe(true)
})

test('pieces at both ends must not overlap', () => {
  expect(compileStringPattern('aba*aba')('ababa')).toBe(false)
})

test('agrees with a regular expression that means the same', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
  fc.assert(
    fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }), (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`)
      expect(compileStringPattern(pattern)(text)).toBe(expression.test(text))
    }),
  )
})
