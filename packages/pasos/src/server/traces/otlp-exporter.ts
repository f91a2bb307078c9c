import { setTimeout as pause } from 'node:timers/promises'
import { attributesOf, type Span } from './span.ts'

/** A collector of traces. */
export interface OtlpTarget {
  /** Where traces are taken, e.g. `http://127.0.0.1:4318/v1/traces`. */
  url: string
  /** Of every request, e.g. for a key. */
  headers?: Readonly<Record<string, string>>
}

export interface OtlpExporterOptions extends OtlpTarget {
  /** What sends, as OpenTelemetry's resource. */
  resource: Readonly<Record<string, string>>
  report: (message: string, details: { error?: unknown }) => void
  count: (outcome: 'exported' | 'refused', spans: number) => void
  /** Pauses between tries grow from here to half a minute. */
  firstPauseMs?: number
  timeoutMs?: number
}

export interface OtlpExporter {
  /**
   * Resolves once the collector has taken the spans, however often that must be tried, or has refused them for good. Rejects when the
   * exporter is closed before.
   */
  send(spans: readonly Span[]): Promise<void>
  close(): void
}

const LONGEST_PAUSE_MS = 30_000
/** https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const TRY_AGAIN = new Set([429, 502, 503, 504])

/** Sends spans by OTLP over HTTP, as JSON. One request at a time; whoever sends waits, so nothing piles up here. */
export function createOtlpExporter(options: OtlpExporterOptions): OtlpExporter {
  const { url, headers = {}, resource, report, count, firstPauseMs = 500, timeoutMs = 10_000 } = options
  const closing = new AbortController()
  let isFailing = false

  /** Milliseconds until the next try; nothing when there need be none. */
  async function attempt(body: string, spans: number, pauseMs: number): Promise<number | undefined> {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)])
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'pasos', ...headers },
      body,
      redirect: 'error',
      signal,
    })
    // Read or not, a body that is left alone keeps its connection.
    await answer.body?.cancel()
    if (answer.ok) {
      count('exported', spans)
      return undefined
    }
    if (!TRY_AGAIN.has(answer.status)) {
      count('refused', spans)
      report(`the collector of traces refused ${spans} spans with status ${answer.status}`, {})
      return undefined
    }
    const asked = Number(answer.headers.get('retry-after')) * 1_000
    return asked > 0 ? Math.min(asked, LONGEST_PAUSE_MS) : pauseMs
  }

  return {
    async send(spans) {
      const scope = { name: 'pasos' }
      const body = JSON.stringify({
        resourceSpans: [{ resource: { attributes: attributesOf(resource) }, scopeSpans: [{ scope, spans }] }],
      })
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
        closing.signal.throwIfAborted()
        let waitMs: number | undefined = pauseMs
        try {
          waitMs = await attempt(body, spans.length, pauseMs)
        } catch (error) {
          closing.signal.throwIfAborted()
          // Once for as long as it lasts.
          if (!isFailing) report('the collector of traces does not answer; it is tried again until it does', { error })
          isFailing = true
        }
        if (waitMs === undefined) break
        await pause(waitMs, undefined, { signal: closing.signal, ref: false })
      }
      isFailing = false
    },
    close: () => closing.abort(new Error('the exporter was closed')),
  }
}
