import type { Readable, Writable } from 'node:stream'
import { answerMessage, type RpcMessage, type RpcMethods, unreadable } from './json-rpc.ts'

/** No editor sends a message larger than this. */
const MOST_BYTES = 64 * 1024 * 1024

/** Sends a notification to the client. */
export type Notify = (method: string, params: unknown) => void

/**
 * Serves JSON-RPC as the Language Server Protocol has it on stdio: each message behind a header with its length. One message after the
 * other, because each may change the documents that the next one asks about. Resolves when the input ends, when a client breaks the frames,
 * or at `exit`.
 */
export async function serveFramed(methodsFor: (notify: Notify) => RpcMethods, input: Readable, output: Writable): Promise<void> {
  const send = (message: RpcMessage) => {
    const body = Buffer.from(JSON.stringify(message))
    output.write(`Content-Length: ${body.length}\r\n\r\n`)
    output.write(body)
  }
  const methods = methodsFor((method, params) => send({ jsonrpc: '2.0', method, params }))
  let received = Buffer.alloc(0)
  for await (const chunk of input as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, chunk])
    for (;;) {
      const frame = takeFrame(received)
      if (frame === 'broken') return
      if (frame === undefined) break
      received = received.subarray(frame.end)
      const answer = await answerBody(methods, frame.body)
      if (answer === 'exit') return
      if (answer !== undefined) send(answer)
    }
  }
}

function takeFrame(received: Buffer): { body: string; end: number } | 'broken' | undefined {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd < 0) return received.length > 8_192 ? 'broken' : undefined
  const length = Number(/content-length:\s*(\d+)/i.exec(received.toString('latin1', 0, headEnd))?.[1] ?? Number.NaN)
  if (!(length <= MOST_BYTES)) return 'broken'
  const start = headEnd + 4
  return received.length < start + length ? undefined : { body: received.toString('utf8', start, start + length), end: start + length }
}

async function answerBody(methods: RpcMethods, body: string): Promise<RpcMessage | 'exit' | undefined> {
  try {
    const message = JSON.parse(body) as RpcMessage | null
    return message?.method === 'exit' ? 'exit' : await answerMessage(methods, message)
  } catch (error) {
    if (error instanceof SyntaxError) return unreadable()
    throw error
  }
}
