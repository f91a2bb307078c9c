import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePattern } from './compile-pattern.ts'
import { patternIndex } from './pattern-index.ts'

const candidates = (patterns: unknown[], document: unknown) =>
  patternIndex(patterns.map((pattern, value) => ({ value, pattern }))).candidates(document)

describe('the index of patterns', () => {
  it('answers those that want a value which is there, in their order, and those that want no literal', () => {
    const patterns = [
      { source: ['a'], detail: { kind: ['x'] } },
      { detail: { total: [{ numeric: ['>', 1] }] } },
      { source: ['b', 'c'], detail: { kind: ['y'] } },
      { $or: [{ source: ['a'] }, { source: ['b'] }] },
      { detail: { kind: ['x', 'z'] } },
    ]
    expect(candidates(patterns, { source: 'a', detail: { kind: 'x' } })).toEqual([0, 1, 3, 4])
    expect(candidates(patterns, { source: 'b', detail: { kind: ['y', 'z'] } })).toEqual([1, 2, 3, 4])
    expect(candidates(patterns, {})).toEqual([1, 3])
  })

  it('files a pattern under the field that tells it from the others', () => {
    const patterns = Array.from({ length: 1_000 }, (_, at) => ({ source: ['shop'], detail: { kind: [`k${at}`] } }))
    expect(candidates(patterns, { source: 'shop', detail: { kind: 'k17' } })).toEqual([17])
  })

  it('keeps types apart, and looks into lists of objects', () => {
    const patterns = [{ n: [1] }, { n: ['1'] }, { n: [null] }, { list: { n: [2] } }]
    expect(candidates(patterns, { n: 1 })).toEqual([0])
    expect(candidates(patterns, { n: '1', list: [{ n: 1 }, { n: [3, 2] }] })).toEqual([1, 3])
    expect(candidates(patterns, { n: null })).toEqual([2])
  })

  it('never leaves out a pattern that matches', () => {
    const scalar = fc.constantFrom<unknown>('a', 'b', 1, 2, null, true)
    const matcher = fc.oneof(
      scalar,
      fc.constantFrom<unknown>({ exists: false }, { exists: true }, { prefix: 'a' }, { 'anything-but': 'a' }),
    )
    const fields = fc.constantFrom('p', 'q', 'r')
    const leaf = fc.array(matcher, { minLength: 1, maxLength: 2 })
    const inner = fc.dictionary(fields, leaf, { minKeys: 1, maxKeys: 2 })
    const pattern = fc.dictionary(fields, fc.oneof(leaf, inner), { minKeys: 1, maxKeys: 2 })
    const flat = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }))
    const object = fc.dictionary(fields, flat, { maxKeys: 3 })
    const value = fc.oneof(flat, object, fc.array(object, { maxLength: 2 }))
    const either = fc.oneof(
      pattern,
      fc.array(pattern, { minLength: 2, maxLength: 3 }).map($or => ({ $or })),
    )
    fc.assert(
      fc.property(fc.array(either, { maxLength: 6 }), fc.dictionary(fields, value, { maxKeys: 3 }), (patterns, document) => {
        const matching = patterns.flatMap((each, at) => (compilePattern(each)(document) ? [at] : []))
        const found = candidates(patterns, document)
        expect(matching.filter(at => !found.includes(at))).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })
})
