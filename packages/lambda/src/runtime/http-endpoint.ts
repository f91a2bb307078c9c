import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Invocation } from '../function-spec.ts'
import { maxResponseBytes, type RuntimeLink, type RuntimeListener } from './link.ts'

const prefix = '/2018-06-01/runtime'

/**
 * AWS's Lambda Runtime API over HTTP on a loopback port of its own: the seam for custom runtimes (`provided.*`) and anything else
 * that reads AWS_LAMBDA_RUNTIME_API. The port is per process, so a request needs no further proof of which function it speaks for.
 */
export async function openRuntimeApi(listener: RuntimeListener): Promise<RuntimeLink & { address: string }> {
  let waiting: ServerResponse | undefined
  let isReady = false
  let queued: { invocation: Invocation; deadline: number } | undefined

  const server = createServer((request, response) => {
    void handle(request, response).catch(() => answer(response, 400, { errorType: 'InvalidRequest', errorMessage: 'Bad request' }))
  })
  server.requestTimeout = 0
  server.on('clientError', (_, socket) => socket.destroy())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? ''
    if (request.method === 'GET' && path === `${prefix}/invocation/next`) return next(response)
    const body = await readBody(request)
    const errorType = String(request.headers['lambda-runtime-function-error-type'] ?? 'Unhandled')
    const match = /^\/2018-06-01\/runtime\/(?:invocation\/([^/]+)\/(response|error)|(init\/error))$/.exec(path)
    if (request.method !== 'POST' || !match) return answer(response, 404, { errorType: 'NotFound', errorMessage: 'Not found' })
    if (match[3]) listener.initError(body?.toString() ?? '{}', errorType)
    else if (!body) {
      listener.responseTooLarge(match[1]!, maxResponseBytes + 1)
      return answer(response, 413, { errorType: 'RequestEntityTooLarge', errorMessage: 'Exceeded maximum allowed payload size' })
    } else if (match[2] === 'response') listener.response(match[1]!, body.toString())
    else listener.error(match[1]!, body.toString(), errorType)
    answer(response, 202, { status: 'OK' })
  }

  function next(response: ServerResponse): void {
    waiting = response
    response.on('close', () => {
      if (waiting === response) waiting = undefined
    })
    if (queued) deliver()
    else if (!isReady) {
      isReady = true
      listener.ready()
    }
  }

  function deliver(): void {
    if (!waiting || !queued) return
    const { invocation, deadline } = queued
    const response = waiting
    queued = waiting = undefined
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
      'Lambda-Runtime-Deadline-Ms': String(deadline),
      'Lambda-Runtime-Invoked-Function-Arn': invocation.invokedFunctionArn,
      ...(invocation.traceId ? { 'Lambda-Runtime-Trace-Id': invocation.traceId } : {}),
      ...(invocation.clientContext ? { 'Lambda-Runtime-Client-Context': Buffer.from(invocation.clientContext, 'base64').toString() } : {}),
    })
    response.end(invocation.payload)
  }

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    // The runtime may still be on its way to ask for it.
    invoke: (invocation, deadline) => {
      queued = { invocation, deadline }
      deliver()
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** @returns `undefined` when the body is longer than a response may be. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    if (bytes <= maxResponseBytes) chunks.push(chunk as Buffer)
  }
  return bytes > maxResponseBytes ? undefined : Buffer.concat(chunks)
}

function answer(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
