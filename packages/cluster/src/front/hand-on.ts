import { type Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { answersAfterMoveMs } from '../peers/answers-after-move.ts'
import { ARRIVAL_HEADER, CREDENTIAL_HEADER, NODE_HEADER, SENDER_HEADER, signForNode } from '../peers/node-signature.ts'
import { patienceForHomeMs, refuse } from './refuse.ts'

export interface HandOnOptions {
  secret: Buffer
  agent: Agent
  /** Where the node is that serves; nothing while none does. */
  homeUrl(): string | undefined
  /** Told once the home is no longer there; answers how to forget it. */
  onMove(url: string, told: () => void): () => void
  /** How long a request waits for somebody who serves; twenty seconds by default. */
  patienceMs?: number
  /** How long who was asked may still answer when the home has moved. */
  movedMs?: number
}

/** Who sent a request, as the node that took it has seen. */
export interface Sender {
  sender: 'owner' | 'stranger' | 'function'
  /** JSON of the credential by which it is signed, where this node gave that out itself. */
  credential?: string | undefined
  /** JSON of how it came, for whoever serves. */
  arrival?: string | undefined
}

/** Hands a request on as it is to the node that serves, and its answer back; with its body, where that has been read. */
export type HandOn = (request: IncomingMessage, response: ServerResponse, sender: Sender, body?: Buffer) => void

const pollMs = 25
/** A body up to that size is read first, so that it can be sent again. */
const smallBytes = 1024 * 1024
const own: ReadonlySet<string> = new Set([NODE_HEADER, SENDER_HEADER, CREDENTIAL_HEADER, ARRIVAL_HEADER, 'connection', 'keep-alive'])
/** Of a connection, not of what goes over it. */
const ofConnection: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade'])

export function handingOn({
  secret,
  agent,
  homeUrl,
  onMove,
  patienceMs = patienceForHomeMs,
  movedMs = answersAfterMoveMs,
}: HandOnOptions): HandOn {
  const attempt = async (taken: Taken, giveUp: number): Promise<void> => {
    const { request, response } = taken
    let url = homeUrl()
    while (url === undefined && Date.now() < giveUp && !response.destroyed) {
      await wait(pollMs)
      url = homeUrl()
    }
    if (response.destroyed) return
    if (url === undefined) return refuse(request, response)
    const again = async (): Promise<void> => {
      if (Date.now() >= giveUp) return refuse(request, response)
      await wait(pollMs)
      return attempt(taken, giveUp)
    }
    exchange(url, taken, () => void again().catch(() => response.destroy()))
  }

  const exchange = (url: string, { request, response, from, body }: Taken, again: () => void): void => {
    const { method = 'GET', url: path = '/' } = request
    const home = new URL(url)
    const signature = signForNode(secret, { method, url: path, ...from }, Date.now())
    const outgoing = send({
      ...{ agent, method, path, host: home.hostname.replace(/^\[|\]$/g, ''), port: home.port },
      ...{ headers: [...kept(request, own), NODE_HEADER, signature, ...saying(from)], setHost: false },
    })
    let late: NodeJS.Timeout | undefined
    const forget = onMove(url, () => {
      late = setTimeout(() => outgoing.destroy(new Error('The home has moved.')), movedMs)
    })
    outgoing.on('close', () => {
      forget()
      clearTimeout(late)
    })
    let hasBegun = false
    const begin = (): void => {
      hasBegun = true
      if (body) outgoing.end(body)
      else request.pipe(outgoing)
    }
    outgoing.on('socket', socket => {
      // What has been read of a body can't be sent again: nothing is read before somebody is there.
      if (socket.connecting) socket.once('connect', begin)
      else begin()
    })
    outgoing.on('response', answer => {
      if (answer.statusCode === 421 && answer.headers[NODE_HEADER] === 'answer') {
        answer.resume()
        // Somebody else serves, or will in a moment. A large body that has gone is lost; clients try again by themselves.
        return body ? again() : refuse(request, response)
      }
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, kept(answer, ofConnection))
      answer.pipe(response)
      answer.on('error', () => response.destroy())
    })
    outgoing.on('error', () => {
      if (response.headersSent) response.destroy()
      // What had begun may have been done, by a node that died before it said so.
      else if (!hasBegun || (body && changesNothing(request))) again()
      else refuse(request, response)
    })
    const gone = (): void => {
      if (!response.writableFinished) outgoing.destroy()
    }
    response.on('close', gone)
    // Of many that are asked one after the other while the home changes hands.
    outgoing.on('close', () => response.off('close', gone))
  }

  return (request, response, from, read) => {
    Promise.resolve(read ?? smallBody(request))
      .then(body => attempt({ request, response, from, body }, Date.now() + patienceMs))
      .catch(() => response.destroy())
  }
}

interface Taken {
  request: IncomingMessage
  response: ServerResponse
  from: Sender
  /** The whole of it; of a large one nothing has been read. */
  body: Buffer | undefined
}

/** The body of a request; nothing of a large one, of which nothing is read. */
export async function smallBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const { 'transfer-encoding': encoding, 'content-length': length = 0, expect } = request.headers
  if (encoding !== undefined || expect !== undefined || Number(length) > smallBytes) return undefined
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Headers as they came, in their order and spelling, which signatures may be made over. */
function kept({ rawHeaders }: IncomingMessage, without: ReadonlySet<string>): string[] {
  const headers: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (!without.has(rawHeaders[at]!.toLowerCase())) headers.push(rawHeaders[at]!, rawHeaders[at + 1]!)
  return headers
}

function saying({ sender, credential, arrival }: Sender): string[] {
  const said = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value])
  return [SENDER_HEADER, sender, ...said(CREDENTIAL_HEADER, credential), ...said(ARRIVAL_HEADER, arrival)]
}

/** Reads, by their names; a worker who asks for a task takes it. */
function changesNothing({ method, headers }: IncomingMessage): boolean {
  if (method === 'GET' || method === 'HEAD') return true
  const operation =
    String(headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? ''
  return /^(Describe|List|Get)/.test(operation) && operation !== 'GetActivityTask'
}
