import { expect, test } from 'vitest'
import type { Interpreter } from '../ports/interpreter.ts'
import { programs } from './programs.ts'

function world() {
  const compiled: string[] = []
  const interpreter = { compile: (definition: string) => compiled.push(definition[0]!) } as unknown as Interpreter
  const known = programs(interpreter, { definition: async id => `${id} from the journal` })
  const use = (definition: string): unknown => known.of(known.idOf(definition), definition)
  return { compiled, known, use }
}

test('a definition is compiled once', () => {
  const { compiled, use } = world()
  expect(use('a')).toBe(use('a'))
  expect(compiled).toEqual(['a'])
})

test('definitions of a megabyte do not pile up', () => {
  const { compiled, known, use } = world()
  const large = Array.from({ length: 12 }, (_, index) => String.fromCharCode(97 + index).repeat(1024 * 1024))
  for (const definition of large) use(definition)
  expect(known.isInUse(known.idOf(large[0]!))).toBe(false)
  expect(known.isInUse(known.idOf(large[11]!))).toBe(true)
  use(large[11]!)
  use(large[0]!)
  expect(compiled.join('')).toBe('abcdefghijkla')
})

test('one that is larger than the bound is kept while it is the newest', () => {
  const { known, use } = world()
  const huge = 'h'.repeat(9 * 1024 * 1024)
  use(huge)
  expect(known.isInUse(known.idOf(huge))).toBe(true)
})
