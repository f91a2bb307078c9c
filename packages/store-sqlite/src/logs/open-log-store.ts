import { MessageChannel } from 'node:worker_threads'
import type { LogStore } from '@pasos/engine'
import type { Vault } from '../encryption/vault.ts'
import { lendThread } from '../threads/kept-threads.ts'
import type { Append } from './log-database.ts'
import { openLogDatabase } from './log-store-schema.ts'
import type { FromLogThread, LogSettings, Method, ToLogThread } from './log-thread.ts'

export interface SqliteLogStore extends LogStore {
  /** Writes what is pending and closes the file. */
  close(): Promise<void>
}

const flushMs = 50
/** A flood is written sooner, to bound memory. */
const flushEvents = 5_000

interface Caller {
  resolve(value: unknown): void
  reject(error: Error): void
}

/**
 * Log lines in a file of their own, written and read by a thread of their own, which begins with the first call: an idle server does
 * without its 11 MB. Appends gather for 50 ms and share a transaction; reads see everything appended before. `onFatal` is told once when
 * nothing more can be written.
 *
 * @throws when the file can't be had
 */
export function openLogStore(file: string, vault: Vault, onFatal: (error: Error) => void, now: () => number = Date.now): SqliteLogStore {
  openLogDatabase(file).close()
  let thread: Thread | undefined
  const call = (what: Call): Promise<unknown> => {
    thread ??= startThread(file, vault.key, onFatal)
    return thread.call(what)
  }
  let pending: Append[] = []
  let pendingEvents = 0
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  let lastWrite: Promise<unknown> = Promise.resolve()

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (pending.length === 0) return
    const append = pending
    pending = []
    pendingEvents = 0
    lastWrite = call({ append })
    // Who asked whether it is written is told; the others learn of it by `onFatal`.
    lastWrite.catch(() => undefined)
  }

  const ask = <T>(method: Method, ...args: readonly unknown[]): Promise<T> => {
    flush()
    return call({ method, args }) as Promise<T>
  }

  return {
    append(group, stream, events) {
      if (isClosed) return
      pending.push({ group, stream, events, ingestion: now() })
      pendingEvents += events.length
      if (pendingEvents >= flushEvents) flush()
      else timer ??= setTimeout(flush, flushMs)
    },
    async written() {
      flush()
      await lastWrite
    },
    createStream: (group, stream) => ask('createStream', group, stream, now()),
    deleteStream: (group, stream) => ask('deleteStream', group, stream),
    deleteGroup: group => ask('deleteGroup', group),
    streams: group => ask('streams', group),
    query: (group, query) => ask('query', group, query),
    expire: (group, before) => ask('expire', group, before),
    storedBytes: group => ask('storedBytes', group),
    async close() {
      flush()
      isClosed = true
      await thread?.close()
    },
  }
}

type Call = { append: readonly Append[] } | { method: Method; args: readonly unknown[] }

interface Thread {
  call(what: Call): Promise<unknown>
  /** Writes what it was told before; resolves once the file is closed. */
  close(): Promise<void>
}

function startThread(file: string, key: Uint8Array | undefined, onFatal: (error: Error) => void): Thread {
  const channel = new MessageChannel()
  const port = channel.port1
  const settings: LogSettings = { file, port: channel.port2, key }
  const thread = lendThread(new URL('./log-thread.ts', import.meta.url), settings, { maxYoungGenerationSizeMb: 8 })
  const closed = new Promise<void>(resolve => port.once('close', () => resolve()))
  const callers = new Map<number, Caller>()
  let failure: Error | undefined
  let last = 0

  const fail = (reason: unknown): void => {
    if (failure) return
    failure = new Error(`The logs can no longer be written: ${reason instanceof Error ? reason.message : String(reason)}`)
    for (const { reject } of callers.values()) reject(failure)
    callers.clear()
    onFatal(failure)
    port.close()
    void thread.end()
  }

  port.on('message', (message: FromLogThread) => {
    if ('call' in message) {
      callers.get(message.call)?.resolve(message.value)
      callers.delete(message.call)
    } else fail(message.failed)
  })
  thread.onError(fail)

  const send = (message: ToLogThread): void => {
    if (!failure) port.postMessage(message)
  }
  return {
    call(what) {
      return new Promise((resolve, reject) => {
        if (failure) {
          reject(failure)
          return
        }
        const call = ++last
        callers.set(call, { resolve, reject })
        send({ call, ...what })
      })
    },
    async close() {
      send({ close: true })
      await closed
      if (!failure) thread.giveBack()
    },
  }
}
