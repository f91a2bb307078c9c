import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type BlobPlaces, blobLifter, type LiftedBody } from './blob-lifter.ts'

const places: BlobPlaces = new Map<string, BlobPlaces | 'blob'>([
  ['ZipFile', 'blob'],
  ['Code', new Map([['ZipFile', 'blob' as const]])],
])

/** What came out of a body that came in these pieces. */
function lift(pieces: readonly (string | Uint8Array)[], otherBytes = 1_000): LiftedBody & { text: string; texts: (string | undefined)[] } {
  const bytes = pieces.map(piece => Buffer.from(piece as string))
  const lifter = blobLifter(places, { bodyBytes: Buffer.concat(bytes).length, otherBytes })
  for (const piece of bytes) {
    const passing = Buffer.from(piece)
    lifter.write(passing)
    // The socket's buffer is used again.
    passing.fill(0)
  }
  const lifted = lifter.end()
  return {
    ...lifted,
    text: Buffer.from(lifted.body).toString('utf8'),
    texts: lifted.blobs.map(blob => blob && Buffer.from(blob).toString('latin1')),
  }
}

const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64')

describe('a body whose blobs are lifted out as it comes', () => {
  const body = JSON.stringify({
    FunctionName: 'n"\\é€',
    Code: { S3Bucket: '*0', ZipFile: base64('first archive\u00ff') },
    Tags: { ZipFile: 'no blob' },
    Layers: [{ ZipFile: 'no blob either' }, ['ZipFile', { Code: { ZipFile: 'nor this' } }]],
    ZipFile: base64('second'),
  })
  const rest = body.replace(base64('first archive\u00ff'), '*0').replace(base64('second'), '*1')

  it('is the same wherever it is cut', () => {
    const bytes = Buffer.from(body)
    const hash = createHash('sha256').update(bytes).digest('hex')
    for (let at = 0; at <= bytes.length; at++) {
      const { text, texts, hash: found } = lift([bytes.subarray(0, at), bytes.subarray(at)])
      expect(text).toBe(rest)
      expect(texts).toEqual(['first archive\u00ff', 'second'])
      expect(found).toBe(hash)
    }
    expect(lift([...bytes].map(byte => Buffer.of(byte)))).toMatchObject({ text: rest, texts: ['first archive\u00ff', 'second'] })
  })

  it('has any number of bytes in a blob, padded or not', () => {
    for (let length = 0; length < 12; length++) {
      const content = 'abcdefghijkl'.slice(0, length)
      for (const written of [base64(content), base64(content).replace(/=+$/, '')]) {
        const pieces = [...`{"ZipFile":"${written}"}`]
        expect(lift(pieces)).toMatchObject({ text: '{"ZipFile":"*0"}', texts: [content] })
      }
    }
  })

  it('is read with the escapes that some clients write, wherever they are cut', () => {
    const content = '\u00fb\u00ef\u00be\u00ff\u00ff'
    const escaped = base64(content).replace(/\//g, '\\/').replace(/\+/g, '\\u002b').replace(/=/g, '\\u003D')
    expect(escaped).toMatch(/\\\/.*\\u003D/)
    const written = `{"Code":{"Zip\\u0046ile":"${escaped}"},"x":1}`
    for (let at = 0; at <= written.length; at++)
      expect(lift([written.slice(0, at), written.slice(at)])).toMatchObject({
        text: '{"Code":{"Zip\\u0046ile":"*0"},"x":1}',
        texts: [content],
      })
  })

  it('has every blob of a name that stands twice, so that the last one counts as in all JSON', () => {
    const { text, texts } = lift([`{"ZipFile":"${base64('one')}","ZipFile":"${base64('two')}"}`])
    expect(JSON.parse(text)).toEqual({ ZipFile: '*1' })
    expect(texts).toEqual(['one', 'two'])
  })

  it('says of each blob whether it is base64', () => {
    for (const wrong of ['a*bc', 'YQ==YQ==', 'YQ=a', 'YQ===', '=', 'a-_b', 'é', '\\n', '\\"', 'YWJj\\u0000']) {
      const { texts, text } = lift([`{"ZipFile":"${wrong}","Code":{"ZipFile":"${base64('right')}"}}`])
      const isPadding = wrong === '='
      expect([wrong, texts]).toEqual([wrong, [isPadding ? '' : undefined, 'right']])
      expect(JSON.parse(text)).toEqual({ ZipFile: '*0', Code: { ZipFile: '*1' } })
    }
  })

  it('is as broken as it was', () => {
    const broken = ['{"ZipFile":"YWJj', '{"ZipFile":"YW\nJj"}', '{"ZipFile":"YW\\xJj"}', '{"ZipFile":"\\u00zz"}', '{"ZipFile" "YWJj"}']
    for (const text of [...broken, '{"ZipFile":"YWJj"', 'x'.repeat(5_000), '{"a":"\n"}', '{"ZipFile":"YWJj"}}', '{,"ZipFile":"YWJj"}'])
      expect(() => JSON.parse(lift([text]).text), text).toThrow(SyntaxError)
  })

  it('looks no further than JSON goes, and holds what is no blob to a limit', () => {
    expect(lift(['x'.repeat(5_000)])).toMatchObject({ isTooLarge: false, text: 'x' })
    expect(lift([`{"a":"${'x'.repeat(5_000)}"}`]).isTooLarge).toBe(true)
    expect(lift([`{"a":${' '.repeat(5_000)}1}`]).isTooLarge).toBe(true)
    expect(lift([`{"${'k'.repeat(5_000)}":1}`]).isTooLarge).toBe(true)
    expect(lift([`{"ZipFile":"${'A'.repeat(5_000)}"}`]).isTooLarge).toBe(false)
    expect(lift(['['.repeat(5_000)]).text).toBe('['.repeat(257))
    expect(lift([`{"ZipFile":{"ZipFile":"YWJj"},"Code":"YWJj"}`])).toMatchObject({
      blobs: [],
      text: '{"ZipFile":{"ZipFile":"YWJj"},"Code":"YWJj"}',
    })
  })

  it('gives the memory of its blobs back', () => {
    const { blobs, release } = lift([`{"ZipFile":"${base64('archive')}"}`])
    expect(blobs[0]).toHaveLength(7)
    release()
    release()
    expect(blobs[0]).toHaveLength(0)
  })
})
