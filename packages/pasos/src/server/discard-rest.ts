import type { IncomingMessage } from 'node:http'

/** What is still read, and thrown away, of a body that was refused, so that its client gets to see the answer. */
const DISCARDED_BYTES = 128 * 1024 * 1024

/** Reads on without keeping anything: a client that is still sending would otherwise get a reset in place of its answer. */
export function discardRest(request: IncomingMessage): void {
  let discarded = 0
  request.on('error', () => undefined)
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length
    if (discarded > DISCARDED_BYTES) request.destroy()
  })
}
