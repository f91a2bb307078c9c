import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { HistoryEvent } from '@pasos/asl'
import type { ExecutionIndex, ExecutionRecord, Runtime, TurnNotice } from '@pasos/engine'
import type { Route } from './listener.ts'
import type { RecentExpress } from './recent-express.ts'

/** At most this many messages a second reach a page; what happens between two of them arrives together. */
const INTERVAL_MS = 250
const KEEP_ALIVE_MS = 15_000
/** Small at first, so that the first rows of a huge history leave at once. */
const FIRST_PAGE = 200
const PAGE = 1_000

const ONE = /^\/_pasos\/executions\/([^/]+)\/events$/
const ALL = '/_pasos/executions/events'

interface LiveDependencies {
  runtime: Pick<Runtime, 'subscribe'>
  index: Pick<ExecutionIndex, 'describe' | 'history'>
  /** Express executions, whose events may be nowhere else. */
  express?: Pick<RecentExpress, 'find'>
}

/**
 * Server-sent events for the console. `/_pasos/executions/<ARN>/events` sends `{record, events}` with the last event's id, and after
 * a reconnect goes on behind `Last-Event-ID`, from the stored history, so nothing is lost or doubled. `/_pasos/executions/events`
 * sends the records of all executions that change.
 */
export function liveEvents(deps: LiveDependencies): Route {
  return (request, response, { path }) => {
    if (path === ALL) {
      stream(response, send => followAll(deps.runtime, send))
      return true
    }
    const match = ONE.exec(path)
    if (!match) return false
    const executionArn = decode(match[1]!)
    const after = lastEventId(request.headers['last-event-id'])
    answerOne(deps, executionArn, after, response).catch(() => response.destroy())
    return true
  }
}

async function answerOne(deps: LiveDependencies, executionArn: string | undefined, after: number, response: ServerResponse): Promise<void> {
  const record = executionArn && ((await deps.index.describe(executionArn)) ?? deps.express?.find(executionArn)?.record)
  if (record) {
    stream(response, send => followOne(deps, record, after, send, () => response.destroy()))
    return
  }
  response.writeHead(404, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ message: 'Execution Does Not Exist' }))
}

/** What no stream has sent begins anew. */
function lastEventId(text: string | string[] | undefined): number {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : 0
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Resolves in a later turn of the event loop, when the client has taken most of what it was sent, or is gone. */
type Send = (id: number | undefined, data: unknown) => Promise<void>

/** Opens the stream, keeps it alive and ends what `follow` began when the client goes. */
function stream(response: ServerResponse, follow: (send: Send) => () => void): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  response.write('retry: 1000\n\n')
  const stop = follow(async (id, data) => {
    const hasRoom = response.write(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`)
    if (!hasRoom) await room(response)
    await setImmediate()
  })
  const alive = setInterval(() => response.write(': alive\n\n'), KEEP_ALIVE_MS)
  response.on('close', () => {
    clearInterval(alive)
    stop()
  })
}

/**
 * Reads the stored history page by page, letting others have their turn after each and waiting for a slow client; what is committed
 * meanwhile is kept and follows once the store has told all.
 */
function followOne(deps: LiveDependencies, record: ExecutionRecord, after: number, send: Send, giveUp: () => void): () => void {
  let sent = after
  let latest = record
  let isReading = true
  let isOver = false
  let pending: HistoryEvent[] = []
  const flush = batched(() => {
    if (isReading) return
    const events = pending.filter(event => event.id > sent)
    pending = []
    sent = events.at(-1)?.id ?? sent
    void send(sent, { record: latest, events })
  })
  // Listen first, read second: what is committed in between is seen twice and sent once.
  const unsubscribe = deps.runtime.subscribe(notice => {
    latest = notice.record
    pending.push(...notice.events)
    flush.soon()
  }, record.executionArn)
  const read = async () => {
    const remembered = deps.express?.find(record.executionArn)
    if (remembered) {
      const events = remembered.events.filter(event => event.id > sent)
      sent = events.at(-1)?.id ?? sent
      await send(sent, { record: remembered.record, events })
    }
    for (let limit = FIRST_PAGE; !isOver; limit = PAGE) {
      const { events, more } = await deps.index.history(record.executionArn, { reverse: false, after: sent, limit })
      sent = events.at(-1)?.id ?? sent
      await send(sent, { record: latest, events })
      if (!more) break
    }
    isReading = false
    if (pending.length > 0 && !isOver) flush.soon()
  }
  // The store is gone when the server is closing: the page will come back and go on behind the last event it has.
  read().catch(giveUp)
  return () => {
    isOver = true
    unsubscribe()
    flush.cancel()
  }
}

/** Resolves when the client has read on, or is gone. */
function room(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    if (response.destroyed) return resolve()
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.once('drain', done)
    response.once('close', done)
  })
}

function followAll(runtime: LiveDependencies['runtime'], send: Send): () => void {
  const changed = new Map<string, ExecutionRecord>()
  const flush = batched(() => {
    void send(undefined, { records: [...changed.values()].map(({ input: _input, output: _output, ...rest }) => rest) })
    changed.clear()
  })
  const unsubscribe = runtime.subscribe((notice: TurnNotice) => {
    changed.set(notice.record.executionArn, notice.record)
    flush.soon()
  })
  return () => {
    unsubscribe()
    flush.cancel()
  }
}

/** Runs `act` at once when it has been quiet, otherwise once per interval. */
function batched(act: () => void): { soon(): void; cancel(): void } {
  let timer: NodeJS.Timeout | undefined
  let last = 0
  return {
    soon() {
      if (timer) return
      const wait = Math.max(0, last + INTERVAL_MS - Date.now())
      timer = setTimeout(() => {
        timer = undefined
        last = Date.now()
        act()
      }, wait)
    },
    cancel: () => clearTimeout(timer),
  }
}
