import { connect, type Socket } from 'node:net'
import { signatureHeaders } from '../../packages/wire/src/index.ts'

/** One kept-alive connection that sends AWS calls, one after the other: bytes in, bytes out, so that the client costs little. */
export interface Connection {
  /** A call of Step Functions, e.g. `StartExecution`; resolves with the answer's body. Rejects when the answer is not a 200. */
  call(operation: string, body: string): Promise<string>
  close(): void
}

/** What is said of who calls: by nobody's key, which counts where the owner is trusted. */
const unverified = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request, SignedHeaders=host;x-amz-date, Signature=00'

/** The access key of a root, and what was signed with it already: a signature is good for minutes, and making one costs the client time. */
export interface SigningKey {
  accessKeyId: string
  secretAccessKey: string
  made: Map<string, Record<string, string>>
}

export async function openConnection(url: string, key?: SigningKey): Promise<Connection> {
  const { hostname, port, host } = new URL(url)
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opening = connect(Number(port), hostname, () => resolve(opening)).once('error', reject)
  })
  socket.setNoDelay(true)
  let received = ''
  let waiting: { resolve(body: string): void; reject(error: Error): void } | undefined
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk
    const headEnd = received.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const length = Number(/content-length: (\d+)/i.exec(received.slice(0, headEnd))?.[1] ?? 0)
    if (received.length < headEnd + 4 + length) return
    const body = received.slice(headEnd + 4, headEnd + 4 + length)
    const isFine = received.startsWith('HTTP/1.1 200')
    const answered = waiting
    received = ''
    waiting = undefined
    if (isFine) answered?.resolve(body)
    else answered?.reject(new Error(body))
  })
  return {
    call: (operation, body) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(
          `POST / HTTP/1.1\r\nhost: ${host}\r\n${credentials(host, operation, body, key)}` +
            `x-amz-target: AWSStepFunctions.${operation}\r\ncontent-type: application/x-amz-json-1.0\r\n` +
            `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        )
      }),
    close: () => socket.destroy(),
  }
}

function credentials(host: string, operation: string, body: string, key: SigningKey | undefined): string {
  if (!key) return `authorization: ${unverified}\r\nx-amz-date: 20260101T000000Z\r\n`
  const call = `${operation} ${body}`
  let made = key.made.get(call)
  if (!made) {
    const headers = { host, 'x-amz-target': `AWSStepFunctions.${operation}`, 'content-type': 'application/x-amz-json-1.0' }
    const options = { ...key, region: 'us-east-1', service: 'states', now: Date.now() }
    made = signatureHeaders({ method: 'POST', url: '/', headers, body: Buffer.from(body) }, options)
    key.made.set(call, made)
  }
  return `authorization: ${made['authorization']}\r\nx-amz-date: ${made['x-amz-date']}\r\n`
}
