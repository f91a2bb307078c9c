import { Agent, request } from 'node:http'
import { CALLS_PATH } from './node-server.ts'
import { NODE_HEADER, signForNode } from './node-signature.ts'
import { BrokenOff, TryAgain } from './try-again.ts'

/** Calls other nodes. */
export interface NodeClient {
  /**
   * Rejects with `TryAgain` when nothing has happened and another node is to be asked, with `BrokenOff` when nobody knows, and with any other
   * error that the node met.
   */
  call<T>(url: string, name: string, body: object): Promise<T>
  /** Of handed-on requests too. */
  agent: Agent
  close(): void
}

export function nodeClient(secret: Buffer): NodeClient {
  // Whoever polls or follows what happens has a connection for long; nobody else shall wait for one.
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

  const call = <T>(url: string, name: string, body: object): Promise<T> =>
    new Promise((resolve, reject) => {
      const path = CALLS_PATH + name
      const text = JSON.stringify(body)
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        [NODE_HEADER]: signForNode(secret, { method: 'POST', url: path }, Date.now()),
      }
      const sent = request(new URL(path, url), { method: 'POST', agent, headers }, response => {
        let answer = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          answer += chunk
        })
        response.on('error', error => reject(new BrokenOff(error.message)))
        response.on('end', () => {
          try {
            const { result, message = '' } = JSON.parse(answer) as { result?: T; message?: string }
            if (response.statusCode === 200) resolve(result as T)
            else reject(failureOf(response.statusCode, message))
          } catch {
            reject(new BrokenOff('The answer was cut off.'))
          }
        })
      })
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // Nobody was there to hear it.
        const isUnheard = error.code === 'ECONNREFUSED' || error.code === 'EHOSTUNREACH' || error.code === 'ENETUNREACH'
        reject(isUnheard ? new TryAgain(error.message) : new BrokenOff(error.message))
      })
      sent.end(text)
    })

  return { call, agent, close: () => agent.destroy() }
}

function failureOf(status: number | undefined, message: string): Error {
  if (status === 421) return new TryAgain(message)
  return status === 410 ? new BrokenOff(message) : new Error(message)
}
