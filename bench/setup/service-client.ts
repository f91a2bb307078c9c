import { connect, type Socket } from 'node:net'

/** One kept-alive connection, one request at a time: bytes in, bytes out, so that the client costs little. */
export interface ServiceConnection {
  /** A call of an operation in JSON: `AmazonSQS.SendMessage`. Resolves with the body, rejects when the answer is no success. */
  call(target: string, body: string): Promise<string>
  /** Any request; `headers` as lines, each with its end. */
  send(method: string, path: string, scope: string, headers: string, body: string): Promise<string>
  close(): void
}

export async function connectTo(url: string): Promise<ServiceConnection> {
  const { hostname, port, host } = new URL(url)
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opening = connect(Number(port), hostname, () => resolve(opening)).once('error', reject)
  })
  socket.setNoDelay(true)
  let chunks: string[] = []
  let wanted = -1
  let received = 0
  let waiting: { resolve(body: string): void; reject(error: Error): void } | undefined
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    chunks.push(chunk)
    received += chunk.length
    if (wanted < 0) {
      const text = chunks.join('')
      chunks = [text]
      const headEnd = text.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      wanted = headEnd + 4 + Number(/content-length: (\d+)/i.exec(text.slice(0, headEnd))?.[1] ?? 0)
    }
    if (received < wanted) return
    const text = chunks.join('')
    const answered = waiting
    ;[chunks, received, wanted, waiting] = [[], 0, -1, undefined]
    const body = text.slice(text.indexOf('\r\n\r\n') + 4)
    if (/^HTTP\/1\.1 20\d/.test(text)) answered?.resolve(body)
    else answered?.reject(new Error(text.slice(0, 600)))
  })
  socket.on('close', () => waiting?.reject(new Error('the connection was closed')))

  const send: ServiceConnection['send'] = (method, path, scope, headers, body) =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject }
      // By nobody's key, which counts where the owner is trusted.
      const credential = `Credential=test/20260101/us-east-1/${scope}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`
      socket.write(
        `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: AWS4-HMAC-SHA256 ${credential}\r\n` +
          `x-amz-date: 20260101T000000Z\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      )
    })
  const scopes: Record<string, string> = { AmazonSQS: 'sqs', DynamoDB_20120810: 'dynamodb', AWSEvents: 'events', AmazonSNS: 'sns' }
  return {
    send,
    call: (target, body) =>
      send('POST', '/', scopes[target.split('.')[0]!]!, `x-amz-target: ${target}\r\ncontent-type: application/x-amz-json-1.0\r\n`, body),
    close: () => socket.destroy(),
  }
}
