import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { WireResponse } from '@pasos/wire'
import type { Underway } from '../underway.ts'
import { answerHead } from './answer-text.ts'
import { type PlainCall, readPlainCall } from './read-plain-call.ts'

export interface PlainCallOptions {
  /** Whether a call is one of AWS's that may come in, and so nobody else's; of all others Node's parser takes care. */
  isOurs(call: PlainCall, socket: Socket): boolean
  /** Rejects for a defect of ours. */
  answer(call: PlainCall, socket: Socket, gone: AbortController): Promise<WireResponse>
  report(error: unknown): void
  /** Of each call, when its answer is written. */
  underway: Underway
  /** How long a connection is kept on which nothing comes. */
  keptMs: number
  /** The same for one on which nothing has come yet. */
  firstMs: number
  /** How often that is looked at. */
  sweepMs?: number
}

/** The connections on which nothing but plain calls has come so far. */
export interface PlainConnections {
  /** From now on each is closed with its answer. */
  end(): void
  closeIdle(): void
  closeAll(): void
}

const SWEEP_MS = 10_000
/** Of what comes while a call is answered: read on, as otherwise nobody would notice that the client has gone. */
const MOST_HELD_BYTES = 64 * 1024
const FAILED = 'The request processing has failed because of an unknown error, exception or failure.'

/**
 * Reads plain calls off the connections of a server before Node's parser sees them, which with its streams of requests and answers takes twice
 * the time of all that a small call needs. With the first bytes that are no such call a connection is Node's, for good.
 */
export function openPlainConnections(server: Server, options: PlainCallOptions): PlainConnections {
  const [standard] = server.listeners('connection') as ((this: Server, socket: Socket) => void)[]
  const all = new Set<Connection>()
  let isEnding = false
  server.off('connection', standard!)
  server.on('connection', (socket: Socket) => {
    const over = (bytes: Buffer) => {
      // Not before Node listens, and then what has come already is the first to be read.
      socket.pause()
      socket.unshift(bytes)
      standard!.call(server, socket)
      process.nextTick(() => socket.resume())
    }
    const left = () => void all.delete(connection)
    const connection: Connection = connectionOf(socket, options, { over, left, isEnding: () => isEnding })
    all.add(connection)
  })
  const sweep = setInterval(() => {
    const now = Date.now()
    for (const connection of all) connection.expire(now)
  }, options.sweepMs ?? SWEEP_MS).unref()
  server.once('close', () => clearInterval(sweep))
  const closeIdle = (): void => {
    for (const connection of all) if (connection.isIdle()) connection.cut()
  }
  return {
    end() {
      isEnding = true
    },
    closeIdle,
    closeAll() {
      for (const connection of all) connection.cut()
    },
  }
}

interface Connection {
  isIdle(): boolean
  expire(now: number): void
  cut(): void
}

interface Surroundings {
  /** Takes the connection over, with what came last. */
  over(bytes: Buffer): void
  left(): void
  isEnding(): boolean
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a connection with its events, each short
function connectionOf(socket: Socket, options: PlainCallOptions, { over, left, isEnding }: Surroundings): Connection {
  let since = Date.now()
  let isFirst = true
  /** Of the call that is being answered. */
  let gone: AbortController | undefined
  /** What came before that was answered. */
  let held: Buffer[] = []
  let heldBytes = 0

  function handOver(bytes: Buffer): void {
    socket.off('data', take).off('end', end).off('close', close)
    left()
    over(bytes)
    socket.off('error', ignore)
  }

  function take(chunk: Buffer): void {
    if (gone) {
      held.push(chunk)
      heldBytes += chunk.length
      if (heldBytes > MOST_HELD_BYTES) socket.pause()
      return
    }
    const call = readPlainCall(chunk)
    if (call === undefined || isEnding() || !isOurs(call)) handOver(chunk)
    else begin(call)
  }

  /** What fails as it is asked fails again where Node's requests are served, which answers for it. */
  function isOurs(call: PlainCall): boolean {
    try {
      return options.isOurs(call, socket)
    } catch {
      return false
    }
  }

  function begin(call: PlainCall): void {
    isFirst = false
    const controller = new AbortController()
    gone = controller
    try {
      options.underway.until(options.answer(call, socket, controller).then(send).catch(fail))
    } catch (error) {
      fail(error)
    }
  }

  function send({ status, headers, body, stream }: WireResponse): void {
    if (stream) throw new Error('A plain call was answered by a stream')
    const bodyBytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length
    const head = answerHead({ status, headers, bodyBytes }, isEnding() ? undefined : Math.floor(options.keptMs / 1_000))
    if (socket.writable) write(head, body)
    answered()
  }

  /** As one piece, and in the letters in which Node writes heads: those of a body of text. */
  function write(head: string, body: string | Uint8Array): void {
    if (typeof body === 'string') socket.write(head + body)
    else {
      socket.cork()
      socket.write(head, 'latin1')
      socket.write(body)
      socket.uncork()
    }
  }

  function fail(error: unknown): void {
    options.report(error)
    if (gone === undefined) {
      socket.destroy()
      return
    }
    const headers = { 'content-type': 'application/json' }
    send({ status: 500, headers, body: JSON.stringify({ message: FAILED }) })
  }

  function answered(): void {
    gone = undefined
    since = Date.now()
    if (isEnding()) socket.destroySoon()
    else if (socket.writableNeedDrain) {
      // Whoever does not read gets no more until he does.
      socket.pause()
      socket.once('drain', goOn)
    } else if (held.length > 0) goOn()
  }

  function goOn(): void {
    const bytes = held
    held = []
    heldBytes = 0
    // Of a client that has gone meanwhile nobody reads any more: Node would wait for an end that it has missed.
    if (!socket.writable) return
    if (bytes.length > 0) handOver(Buffer.concat(bytes))
    else socket.resume()
  }

  /** A client that says no more waits for nothing either, as for Node: the connection closes. */
  function end(): void {
    socket.end()
  }

  function close(): void {
    left()
    gone?.abort()
  }

  function last(text: string): void {
    socket.write(text)
    socket.destroySoon()
  }

  const isIdle = (): boolean => gone === undefined && socket.writableLength === 0
  socket.on('data', take).on('end', end).on('close', close).on('error', ignore)
  return {
    isIdle,
    expire(now) {
      if (!isIdle()) since = now
      else if (isFirst && now - since > options.firstMs) last('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
      else if (now - since > options.keptMs) socket.destroy()
    },
    cut: () => void socket.destroy(),
  }
}

/** The connection closes, and that is all there is to know. */
function ignore(): void {}
