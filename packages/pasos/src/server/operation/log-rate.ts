import type { LogEvent } from '@pasos/engine'

interface LogSink {
  append(group: string, stream: string, events: readonly LogEvent[]): void
}

interface Bucket {
  bytes: number
  at: number
  dropped: number
}

/** What may come at once, in seconds of the rate. */
const BURST_SECONDS = 10
/** As CloudWatch Logs counts. */
const LINE_BYTES = 26

/**
 * The same sink, to which each group may write so many bytes a second, and ten seconds' worth at once: one function that prints without end
 * fills no disk. Lines beyond that are dropped, and the first line that fits again is preceded by one that says how many.
 */
export function limitedLogs(sink: LogSink, bytesPerSecond: number, now: () => number): LogSink {
  const most = bytesPerSecond * BURST_SECONDS
  const buckets = new Map<string, Bucket>()

  function bucketOf(group: string): Bucket {
    const at = now()
    const known = buckets.get(group) ?? { bytes: most, at, dropped: 0 }
    // A clock that is set back gives nothing and takes nothing.
    known.bytes = Math.min(most, known.bytes + (Math.max(0, at - known.at) / 1_000) * bytesPerSecond)
    known.at = at
    buckets.set(group, known)
    return known
  }

  return {
    append(group, stream, events) {
      const bucket = bucketOf(group)
      const kept: LogEvent[] = []
      for (const event of events) {
        const bytes = Buffer.byteLength(event.message) + LINE_BYTES
        if (bytes > bucket.bytes) {
          bucket.dropped++
          continue
        }
        bucket.bytes -= bytes
        if (bucket.dropped > 0) {
          const message = `${bucket.dropped} lines were dropped: this function writes more than ${bytesPerSecond} bytes a second.\n`
          kept.push({ timestamp: event.timestamp, message })
          bucket.dropped = 0
        }
        kept.push(event)
      }
      if (kept.length > 0) sink.append(group, stream, kept)
      // A function that has been silent for so long starts afresh anyway.
      if (buckets.size > 10_000) buckets.clear()
    },
  }
}
