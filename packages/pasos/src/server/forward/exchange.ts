import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { whyUnreachable } from '@pasos/integrations'
import type { ClientResponse } from '@pasos/wire'

/** More cannot be the output of a state. */
const LONGEST_ANSWER = 16 * 1024 * 1024

/** One request and its whole answer. Rejects with the cause in the words of the SDK for Java. */
export function exchange(
  url: URL,
  { method, headers, body }: { method: string; headers: Record<string, string>; body: Buffer },
  signal: AbortSignal,
): Promise<ClientResponse> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(new Error(whyUnreachable(error, url), { cause: error }))
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const outgoing = send(url, { method, headers: { ...headers, 'content-length': body.length }, signal }, answer => {
      const chunks: Buffer[] = []
      let length = 0
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        length += chunk.length
        if (length > LONGEST_ANSWER) answer.destroy(new Error('The answer is too large to be the result of a task'))
      })
      answer.on('error', fail)
      answer.on('end', () => {
        const names = Object.entries(answer.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value] as const)
        resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(names), body: Buffer.concat(chunks) })
      })
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })
}
