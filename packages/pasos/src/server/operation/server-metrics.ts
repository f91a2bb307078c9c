import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Feed, OpenStore, Runtime } from '@pasos/engine'
import type { RequestNotice } from '@pasos/wire'
import type { Route } from '../listener.ts'
import { createMetricRegistry, type MetricRegistry } from './metric-registry.ts'

export interface ServerMetrics {
  /** `GET /_pasos/metrics`. */
  route: Route
  onRequest(notice: RequestNotice): void
  /** Spans that a collector has taken, or refused for good. */
  onSpans(outcome: 'exported' | 'refused', spans: number): void
  /** Counts turns, starts and ends. Answers how to stop. */
  follow(runtime: Pick<Runtime, 'subscribe'>): () => void
  /** The same store, whose commits are timed. */
  timed(open: OpenStore): OpenStore
  close(): void
}

export interface Gauges {
  runningExecutions(): number
  diskFreeBytes(): number | undefined
  /** Of the files that grow, by their names. */
  fileBytes(): Iterable<readonly [string, number]>
  functionProcesses(): number
  /** Expressions that take long, by what they do. */
  longExpressions(): Record<'running' | 'waiting', number>
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What an operator wants to see of a server, over time. */
export function createServerMetrics(gauges: () => Gauges | undefined): ServerMetrics {
  const registry = createMetricRegistry()
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  const requests = registry.counter('pasos_requests_total', 'Requests of AWS operations, by service, operation and answer.')
  const requestSeconds = registry.histogram('pasos_request_duration_seconds', 'Time to answer, by service; long polls included.', SECONDS)
  const started = registry.counter('pasos_executions_started_total', 'Executions that were started, by type.')
  const ended = registry.counter('pasos_executions_ended_total', 'Executions that ended, by type and status.')
  const turns = registry.counter('pasos_turns_total', 'Turns of executions that were committed.')
  const events = registry.counter('pasos_history_events_total', 'History events that were written.')
  const store = watchStore(registry)
  const spans = registry.counter('pasos_spans_total', 'Spans of executions that were given to the collector, by outcome.')
  registry.gauge('pasos_executions_running', 'Executions that are running.', () => gauges()?.runningExecutions())
  registry.gauge('pasos_disk_free_bytes', 'Room left on the disk of the data folder.', () => gauges()?.diskFreeBytes())
  registry.gauges(
    'pasos_file_bytes',
    'Sizes of the files that grow, by file; journal.db-wal is written again and again.',
    'file',
    () => gauges()?.fileBytes() ?? [],
  )
  registry.gauge('pasos_function_processes', 'Processes of functions, busy and idle.', () => gauges()?.functionProcesses())
  registry.gauges('pasos_long_expressions', 'Expressions that were put aside, by what they do.', 'state', () =>
    Object.entries(gauges()?.longExpressions() ?? {}),
  )
  watchProcess(registry)
  registry.gauge('pasos_event_loop_delay_seconds', 'How late timers are, the 99th percentile since the last look.', () => {
    const seconds = delay.percentile(99) / 1e9
    delay.reset()
    return seconds
  })

  return {
    onRequest: ({ service = 'none', operation = 'none', status, durationMs }) => {
      requests.add({ service, operation, code: String(status) })
      requestSeconds.observe(durationMs / 1000, { service })
    },
    onSpans: (outcome, count) => spans.add({ outcome }, count),
    follow: runtime =>
      runtime.subscribe(({ record, events: written }) => {
        turns.add()
        events.add({}, written.length)
        if (written.some(({ type }) => type === 'ExecutionStarted')) started.add({ type: record.type })
        if (record.stopDate !== undefined) ended.add({ type: record.type, status: record.status })
      }),
    timed: store.timed,
    route: (request, response, { path }) => {
      if (request.method !== 'GET' || path !== '/_pasos/metrics') return false
      const answer = (): void => {
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' })
        response.end(registry.render())
      }
      store.look().then(answer, answer)
      return true
    },
    close: () => delay.disable(),
  }
}

function watchProcess(registry: MetricRegistry): void {
  registry.gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss())
  registry.gauge('process_cpu_seconds_total', 'User and system time.', cpuSeconds, 'counter')
  registry.gauge('process_open_fds', 'Open file descriptors.', openDescriptors)
  registry.gauge('process_start_time_seconds', 'Start, in seconds since 1970.', () => Math.round(Date.now() / 1000 - process.uptime()))
}

/** What the store says of itself: how long commits take and how many wait, and how far its followers are. */
function watchStore(registry: MetricRegistry): Pick<ServerMetrics, 'timed'> & {
  /** Asks how far the feed is; of one that does not answer nothing is said. */
  look(): Promise<void>
} {
  const commitSeconds = registry.histogram('pasos_commit_duration_seconds', 'From a turn to its being on disk.', SECONDS)
  let waiting = 0
  let feedEnd: number | undefined
  const cursors = new Map<string, number>()
  let feed: Pick<Feed, 'feedEnd'> | undefined
  registry.gauge('pasos_commits_waiting', 'Turns that are on their way to the disk.', () => waiting)
  registry.gauges('pasos_feed_lag_turns', 'Turns that a follower of the feed has not handled yet, by follower.', 'follower', () =>
    feedEnd === undefined ? [] : [...cursors].map(([name, place]) => [name, Math.max(0, feedEnd! - place)] as const),
  )

  return {
    async look() {
      feedEnd = undefined
      feedEnd = await feed?.feedEnd()
    },
    timed: open => async onFatal => {
      const store = await open(onFatal)
      const commit: typeof store.journal.commit = (write, done) => {
        const begun = performance.now()
        waiting++
        store.journal.commit(write, error => {
          waiting--
          commitSeconds.observe((performance.now() - begun) / 1000)
          done(error)
        })
      }
      const moveFeedCursor: typeof store.journal.moveFeedCursor = (name, place) => {
        cursors.set(name, place)
        store.journal.moveFeedCursor(name, place)
      }
      feed = store.journal
      return { ...store, journal: { ...store.journal, commit, moveFeedCursor } }
    },
  }
}

function cpuSeconds(): number {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  return (userCPUTime + systemCPUTime) / 1e6
}

function openDescriptors(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return undefined
  }
}
