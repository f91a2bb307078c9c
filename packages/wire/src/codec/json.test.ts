import { describe, expect, it } from 'vitest'
import { parseJson } from './json.ts'

describe('a body', () => {
  it('is read as UTF-8, be there letters beyond ASCII in it or not', () => {
    expect(parseJson(Buffer.from('{"a":"plain"}'))).toEqual({ a: 'plain' })
    expect(parseJson(Buffer.from('{"a":"ñ€😀"}'))).toEqual({ a: 'ñ€😀' })
  })

  it('is read from its own part of what came', () => {
    const came = Buffer.from('xx{"a":1}yy')
    expect(parseJson(came.subarray(2, 9))).toEqual({ a: 1 })
    expect(parseJson(new Uint8Array(came.buffer, came.byteOffset + 2, 7))).toEqual({ a: 1 })
  })

  it('may begin with the mark of UTF-8', () => {
    expect(parseJson(Buffer.from('\ufeff{"a":1}'))).toEqual({ a: 1 })
  })

  it('that is no UTF-8 is refused, as what is no JSON', () => {
    expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow('Unable to parse the request as JSON')
    expect(() => parseJson(Buffer.from('{'))).toThrow('Unable to parse the request as JSON')
  })

  it('may be 256 levels deep, and no deeper', () => {
    const nested = (levels: number): Buffer => Buffer.from('['.repeat(levels) + ']'.repeat(levels))
    expect(parseJson(nested(256))).toHaveLength(1)
    expect(() => parseJson(nested(257))).toThrow('Maximum nesting depth exceeded')
    expect(() => parseJson(Buffer.from('['.repeat(257)))).toThrow('Maximum nesting depth exceeded')
  })
})
