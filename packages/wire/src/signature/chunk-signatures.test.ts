import { describe, expect, it } from 'vitest'
import { decodeAwsChunked } from '../codec/aws-chunked.ts'
import { ChunkMismatch, chunkSignatures } from './chunk-signatures.ts'

// The examples of AWS's pages "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks" and
// "… with trailing headers".
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const place = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', date: '20130524', region: 'us-east-1', service: 's3', timestamp: '20130524T000000Z' }

interface Example {
  seed: string
  signatures: readonly [string, string, string]
  trailers?: readonly string[]
}

const plain: Example = {
  seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  signatures: [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ],
}

const trailing: Example = {
  seed: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
  signatures: [
    'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
    '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
    '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
  ],
  trailers: ['x-amz-checksum-crc32c:sOO8/Q==', 'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435'],
}

function bodyOf({ signatures, trailers = [] }: Example): string {
  const chunk = (text: string, signature: string) => `${text.length.toString(16)};chunk-signature=${signature}\r\n${text}\r\n`
  const [first, second, last] = signatures
  return `${chunk('a'.repeat(65_536), first)}${chunk('a'.repeat(1_024), second)}0;chunk-signature=${last}\r\n${trailers.map(line => `${line}\r\n`).join('')}\r\n`
}

async function lengthOf(body: string, seed: string): Promise<number> {
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < body.length; at += 10_000) yield Buffer.from(body.slice(at, at + 10_000), 'latin1')
  }
  const guard = chunkSignatures({ ...place, signedHeaders: [], signature: seed }, secret)
  let length = 0
  for await (const part of decodeAwsChunked(source(), () => undefined, guard)) length += part.length
  return length
}

describe.each([
  ['chunks', plain],
  ['chunks with trailers', trailing],
])('AWS’s example of %s', (_name, example) => {
  const body = bodyOf(example)

  it('is what its signatures say', async () => {
    expect(await lengthOf(body, example.seed)).toBe(66_560)
  })

  it.each([
    ['another byte in a chunk', (text: string) => text.replace('aaaa\r\n400;', 'aaab\r\n400;')],
    ['chunks that changed places', (text: string) => text.replace(example.signatures[0], example.signatures[1])],
    ['a chunk without a signature', (text: string) => text.replace(`;chunk-signature=${example.signatures[1]}`, '')],
    ['an end that nobody signed', (text: string) => text.replace(example.signatures[2], 'b'.repeat(64))],
    ['a body that was cut short', (text: string) => text.replace(/400;chunk[\s\S]*?\r\n0;/, '0;')],
  ])('is refused with %s', async (_what, change) => {
    expect(change(body)).not.toBe(body)
    await expect(lengthOf(change(body), example.seed)).rejects.toThrow(ChunkMismatch)
  })

  it('is refused behind another request', async () => {
    await expect(lengthOf(body, 'c'.repeat(64))).rejects.toThrow(ChunkMismatch)
  })
})

it.each([
  ['another checksum', 'sOO8/Q==', 'sOO8/R=='],
  ['no signature', /x-amz-trailer-signature:\S+\r\n/, ''],
])('trailers are refused with %s', async (_what, found, replacement) => {
  const body = bodyOf(trailing).replace(found, replacement)
  await expect(lengthOf(body, trailing.seed)).rejects.toThrow(ChunkMismatch)
})
