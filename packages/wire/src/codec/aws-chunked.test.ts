import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeAwsChunked, type Trailers } from './aws-chunked.ts'

async function decoded(parts: readonly string[]): Promise<{ text: string; trailers: Trailers | undefined }> {
  let trailers: Trailers | undefined
  async function* source(): AsyncGenerator<Uint8Array> {
    for (const part of parts) yield Buffer.from(part, 'latin1')
  }
  const bytes: Uint8Array[] = []
  for await (const chunk of decodeAwsChunked(source(), found => {
    trailers = found
  }))
    bytes.push(chunk)
  return { text: Buffer.concat(bytes).toString('latin1'), trailers }
}

describe('decodeAwsChunked', () => {
  it('reads signed and unsigned chunks, and what stands behind them', async () => {
    expect(await decoded(['5;chunk-signature=ab\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:AAAA==\r\n\r\n'])).toEqual({
      text: 'hello world',
      trailers: { 'x-amz-checksum-crc32': 'AAAA==' },
    })
  })

  it('needs no trailers, and no last line end', async () => {
    expect(await decoded(['3\r\nabc\r\n0;chunk-signature=cd\r\n'])).toEqual({ text: 'abc', trailers: {} })
  })

  it('reads the same however the network cuts it', async () => {
    const whole = '4\r\nab\r\n\r\n10\r\n0123456789abcdef\r\n0\r\nx-amz-checksum-sha256: q=\r\n\r\n'
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 12 }), async cuts => {
        const places = [0, ...cuts.sort((a, b) => a - b), whole.length]
        const parts = places.slice(1).map((place, at) => whole.slice(places[at], place))
        expect(await decoded(parts)).toEqual({ text: 'ab\r\n0123456789abcdef', trailers: { 'x-amz-checksum-sha256': 'q=' } })
      }),
    )
  })

  it.each([['zz\r\n'], ['5\r\nhel'], ['2\r\nabc\r\n0\r\n'], ['5\r\nhello\r\n'], ['f'.repeat(20_000)]])('refuses %s', async body => {
    await expect(decoded([body])).rejects.toThrow(/body/)
  })
})
