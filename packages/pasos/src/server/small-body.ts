import type { IncomingMessage } from 'node:http'
import { discardRest } from './discard-rest.ts'

/** A body that is kept whole; nothing when it is larger than that. The rest is read and thrown away: unread it would stop its connection. */
export async function bodyUpTo(request: IncomingMessage, limitBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limitBytes) {
      discardRest(request)
      return undefined
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
