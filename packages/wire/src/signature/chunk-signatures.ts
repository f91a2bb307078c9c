import { createHash, type Hash, hash, timingSafeEqual } from 'node:crypto'
import type { ChunkGuard } from '../codec/aws-chunked.ts'
import type { Signature } from './signature.ts'
import { mismatchMessage, signText } from './verify.ts'

/** A chunk is not what the client signed; the message is AWS's. */
export class ChunkMismatch extends Error {
  override readonly name = 'ChunkMismatch'
}

const NOTHING = hash('sha256', '', 'hex')

/**
 * Holds the chunks of a body to their signatures, each of which signs the one before it, the first that of the request.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 *
 * @param signature of the request, verified
 */
export function chunkSignatures(signature: Signature, secret: string): ChunkGuard {
  let previous = signature.signature
  let content: Hash = createHash('sha256')

  const check = (kind: 'PAYLOAD' | 'TRAILER', given: string | undefined, signed: readonly string[]): void => {
    const expected = signText(`AWS4-HMAC-SHA256-${kind}`, [previous, ...signed].join('\n'), signature, secret)
    const claimed = Buffer.from(given ?? '', 'hex')
    if (claimed.length !== expected.length || !timingSafeEqual(claimed, expected)) throw new ChunkMismatch(mismatchMessage)
    previous = expected.toString('hex')
  }

  return {
    bytes: part => void content.update(part),
    chunk(extension) {
      const given = /^;\s*chunk-signature=([0-9a-f]{64})$/.exec(extension)?.[1]
      check('PAYLOAD', given, [NOTHING, content.digest('hex')])
      content = createHash('sha256')
    },
    trailers({ 'x-amz-trailer-signature': given, ...signed }) {
      const names = Object.keys(signed)
      if (names.length === 0 && given === undefined) return
      const text = names.map(name => `${name}:${signed[name]}\n`).join('')
      check('TRAILER', given, [hash('sha256', text, 'hex')])
    },
  }
}
