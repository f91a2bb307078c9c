import type { ServerResponse } from 'node:http'
import type { HistoryEvent } from '@pasos/asl'
import type { ExecutionIndex, ExecutionRecord, Runtime, TurnNotice } from '@pasos/engine'
import type { Route } from './listener.ts'

/** At most this many messages a second reach a page; what happens between two of them arrives together. */
const INTERVAL_MS = 250
const KEEP_ALIVE_MS = 15_000
const PAGE = 1_000

const ONE = /^\/_pasos\/executions\/([^/]+)\/events$/
const ALL = '/_pasos/executions/events'

/**
 * Server-sent events for the console. `/_pasos/executions/<ARN>/events` sends `{record, events}` with the last event's id, and after
 * a reconnect goes on behind `Last-Event-ID`, from the stored history, so nothing is lost or doubled. `/_pasos/executions/events`
 * sends the records of all executions that change.
 */
export function liveEvents(deps: { runtime: Runtime; index: ExecutionIndex }): Route {
  return (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (path === ALL) {
      stream(response, send => followAll(deps.runtime, send))
      return true
    }
    const match = ONE.exec(path)
    if (!match) return false
    const executionArn = decode(match[1]!)
    const record = executionArn === undefined ? undefined : deps.index.describe(executionArn)
    if (!record) {
      response.writeHead(404, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ message: 'Execution Does Not Exist' }))
      return true
    }
    const after = Number(request.headers['last-event-id'] ?? 0) || 0
    stream(response, send => followOne(deps, record, after, send))
    return true
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

type Send = (id: number | undefined, data: unknown) => void

/** Opens the stream, keeps it alive and ends what `follow` began when the client goes. */
function stream(response: ServerResponse, follow: (send: Send) => () => void): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  response.write('retry: 1000\n\n')
  const stop = follow((id, data) => {
    response.write(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`)
  })
  const alive = setInterval(() => response.write(': alive\n\n'), KEEP_ALIVE_MS)
  response.on('close', () => {
    clearInterval(alive)
    stop()
  })
}

function followOne(deps: { runtime: Runtime; index: ExecutionIndex }, record: ExecutionRecord, after: number, send: Send): () => void {
  let sent = after
  let latest = record
  let pending: HistoryEvent[] = []
  const flush = batched(() => {
    const events = pending.filter(event => event.id > sent)
    pending = []
    sent = events.at(-1)?.id ?? sent
    send(sent, { record: latest, events })
  })
  // Listen first, read second: what is committed in between is seen twice and sent once.
  const unsubscribe = deps.runtime.subscribe(notice => {
    latest = notice.record
    pending.push(...notice.events)
    flush.soon()
  }, record.executionArn)
  for (;;) {
    const { events, more } = deps.index.history(record.executionArn, { reverse: false, after: sent, limit: PAGE })
    sent = events.at(-1)?.id ?? sent
    send(sent, { record: latest, events })
    if (!more) break
  }
  return () => {
    unsubscribe()
    flush.cancel()
  }
}

function followAll(runtime: Runtime, send: Send): () => void {
  const changed = new Map<string, ExecutionRecord>()
  const flush = batched(() => {
    send(undefined, { records: [...changed.values()].map(({ input: _input, output: _output, ...rest }) => rest) })
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
