import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BodyError } from '@pasos/wire'

/** A body that is read at the pace of whoever takes it. @throws BodyError */
export async function* streamBody(message: IncomingMessage, limitBytes: number): AsyncGenerator<Uint8Array> {
  if (Number(message.headers['content-length'] ?? 0) > limitBytes) throw new BodyError('too-large')
  let size = 0
  try {
    for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limitBytes) throw new BodyError('too-large')
      yield chunk
    }
  } catch (error) {
    throw error instanceof BodyError ? error : new BodyError('gone')
  }
  if (!message.complete) throw new BodyError('gone')
}

/** Sends bytes as they are made. What breaks off is cut, so that nobody takes it for the whole. */
export async function sendStream(response: ServerResponse, source: AsyncIterable<Uint8Array>): Promise<void> {
  await pipeline(Readable.from(source, { objectMode: false }), response)
}
