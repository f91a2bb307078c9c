import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseTarget } from './request-target.ts'

it.each([
  ['/', '/', ''],
  ['//', '//', ''],
  ['///', '///', ''],
  ['//%', '//%', ''],
  ['//a:b:c', '//a:b:c', ''],
  ['/a?b=c&d', '/a', 'b=c&d='],
  ['/?%zz', '/', '%25zz='],
  ['http://other:99999/a?b=c', '/a', 'b=c'],
  ['HTTP://other', '/', ''],
])('%s is a target', (target, path, query) => {
  const parsed = parseTarget(target)
  expect(parsed?.path).toBe(path)
  expect(parsed?.query.toString()).toBe(query)
})

it.each([undefined, '', '*', 'localhost:80', 'http://', 'http:///a', 'ftp://a/b', '/a#b'])('%s is none', target => {
  expect(parseTarget(target)).toBeUndefined()
})

// Of all code points; a string of fast-check's unit of these would first make a map of all million of them: a second.
const anyText = fc.array(fc.nat(0x10_ff_ff)).map(points => String.fromCodePoint(...points))

it('no text makes it throw, and what it takes begins with a slash', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), anyText), text => {
      const parsed = parseTarget(text)
      expect(parsed === undefined || parsed.path.startsWith('/')).toBe(true)
    }),
  )
})
