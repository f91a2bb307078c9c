import { describe, expect, it } from 'vitest'
import { findJsonFault } from './json-fault.ts'

describe('findJsonFault', () => {
  it('finds nothing in JSON', () => {
    for (const text of ['{}', ' [1, -2.5e3, "a\\u00e9", null, true] ', '{"a": {"b": []}}', '"x"']) {
      expect(findJsonFault(text)).toBeUndefined()
    }
  })

  it('points at a trailing comma by line and column', () => {
    expect(findJsonFault('{\n  "a": 1,\n}')).toMatchObject({ kind: 'unexpected', found: '}', line: 3, column: 1 })
  })

  it('tells an unfinished text from an empty one', () => {
    expect(findJsonFault('{"a": ')).toMatchObject({ kind: 'unfinished', line: 1, column: 7 })
    expect(findJsonFault('  ')).toMatchObject({ kind: 'empty' })
  })

  it('refuses what only JavaScript accepts', () => {
    expect(findJsonFault("{'a': 1}")).toMatchObject({ found: "'", column: 2 })
    expect(findJsonFault('[01]')).toMatchObject({ found: '1', column: 3 })
  })
})
