import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { OpenStore, Runtime } from '@pasos/engine'
import type { RequestNotice } from '@pasos/wire'
import type { Route } from '../listener.ts'
import { createMetricRegistry } from './metric-registry.ts'

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
  const commitSeconds = registry.histogram('pasos_commit_duration_seconds', 'From a turn to its being on disk.', SECONDS)
  const spans = registry.counter('pasos_spans_total', 'Spans of executions that were given to the collector, by outcome.')
  registry.gauge('pasos_executions_running', 'Executions that are running.', () => gauges()?.runningExecutions())
  registry.gauge('pasos_disk_free_bytes', 'Room left on the disk of the data folder.', () => gauges()?.diskFreeBytes())
  registry.gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss())
  registry.gauge('process_cpu_seconds_total', 'User and system time.', cpuSeconds, 'counter')
  registry.gauge('process_open_fds', 'Open file descriptors.', openDescriptors)
  registry.gauge('process_start_time_seconds', 'Start, in seconds since 1970.', () => Math.round(Date.now() / 1000 - process.uptime()))
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
    timed: open => async onFatal => {
      const store = await open(onFatal)
      const commit: typeof store.journal.commit = (write, done) => {
        const begun = performance.now()
        store.journal.commit(write, error => {
          commitSeconds.observe((performance.now() - begun) / 1000)
          done(error)
        })
      }
      return { ...store, journal: { ...store.journal, commit } }
    },
    route: (request, response, { path }) => {
      if (request.method !== 'GET' || path !== '/_pasos/metrics') return false
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' })
      response.end(registry.render())
      return true
    },
    close: () => delay.disable(),
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
