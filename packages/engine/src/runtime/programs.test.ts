import { expect, test } from 'vitest'
import type { Interpreter } from '../ports/interpreter.ts'
import { newDefinitions } from './new-definitions.ts'
import { definitionInUseMs, programs } from './programs.ts'

function world() {
  const time = { now: 0 }
  const compiled: string[] = []
  const interpreter = { compile: (definition: string) => compiled.push(definition[0]!) } as unknown as Interpreter
  const known = programs(interpreter, { definition: async id => `${id} from the journal` }, () => time.now)
  const use = (definition: string): unknown => known.of(known.idOf(definition), definition)
  return { compiled, known, use, time }
}

test('a definition is compiled once', () => {
  const { compiled, use } = world()
  expect(use('a')).toBe(use('a'))
  expect(compiled).toEqual(['a'])
})

test('definitions of a megabyte do not pile up', () => {
  const { compiled, use } = world()
  const large = Array.from({ length: 12 }, (_, index) => String.fromCharCode(97 + index).repeat(1024 * 1024))
  for (const definition of large) use(definition)
  use(large[11]!)
  use(large[0]!)
  expect(compiled.join('')).toBe('abcdefghijkla')
})

test('one that is larger than the bound is kept while it is the newest', () => {
  const { compiled, use } = world()
  const huge = 'h'.repeat(9 * 1024 * 1024)
  use(huge)
  use(huge)
  expect(compiled).toEqual(['h'])
})

test('what was written long ago is written again with the next start, as somebody may have deleted it since; who started before counts on it longer', () => {
  const { known, time } = world()
  const fresh = newDefinitions(known)
  const start = (): string | undefined => {
    fresh.offer('id', 'text')
    return fresh.take('id')?.text
  }
  expect([start(), start()]).toEqual(['text', undefined])
  time.now = definitionInUseMs / 2 - 1
  expect([start(), known.isInUse('id')]).toEqual([undefined, true])
  time.now++
  expect([known.isStored('id'), known.isInUse('id')]).toEqual([false, true])
  time.now = definitionInUseMs
  expect(known.isInUse('id')).toBe(false)
  expect([start(), start(), known.isInUse('id')]).toEqual(['text', undefined, true])
})
