import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ServiceOperations } from '../operation.ts'
import { createDispatcher, type DispatcherOptions } from '../pipeline/dispatcher.ts'

export interface Loopback {
  endpoint: string
  /** What the dispatcher logged. */
  logged: unknown[]
  close(): Promise<void>
}

/** A dispatcher behind a real listener on a free port of this machine, for tests with the real clients. */
export async function startLoopback(services: ServiceOperations[], options: Partial<DispatcherOptions> = {}): Promise<Loopback> {
  const logged: unknown[] = []
  const dispatch = createDispatcher({ services, logger: { error: (_message, details) => logged.push(details['error']) }, ...options })
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const answer = await dispatch({
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: request.headers as Record<string, string | undefined>,
      body: Buffer.concat(chunks),
      signal: new AbortController().signal,
    })
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, logged, close: () => closed(server) }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}

export const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
