import type { IncomingMessage, ServerResponse } from 'node:http'
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

/**
 * Sends bytes as they are made, at the pace of the client. Who fails in between has the answer cut by its caller, so that nobody takes it for the
 * whole; of what the client does not wait for any more the rest is not made. By hand: a `pipeline` costs 25 µs, part of them for an error that
 * nobody sees.
 */
export async function sendStream(response: ServerResponse, source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of source) {
    if (response.destroyed) return
    if (!response.write(chunk)) await roomIn(response)
  }
  response.end()
}

/** Waits until the client has taken what was written, or has gone. */
function roomIn(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const over = (): void => {
      response.off('drain', over).off('close', over)
      resolve()
    }
    response.on('drain', over).on('close', over)
  })
}
