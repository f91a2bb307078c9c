import { createHash } from 'node:crypto'
import type { ExecutionSummary } from '@pasos/engine'

/** Where a span stands: 32 and 16 hexadecimal digits, as OpenTelemetry and W3C have them. */
export interface TraceContext {
  traceId: string
  spanId: string
}

/** The trace of an execution and the span above it, where the caller named them. Nothing is kept for it: the same names always give the same. */
export function traceOf({ executionArn, traceHeader }: Pick<ExecutionSummary, 'executionArn' | 'traceHeader'>): {
  traceId: string
  parentSpanId?: string
} {
  const [, seconds, rest] = /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})/i.exec(traceHeader ?? '') ?? []
  if (seconds === undefined) return { traceId: digits(executionArn, 32) }
  const [, parent] = /(?:^|;)\s*Parent=([0-9a-f]{16})/i.exec(traceHeader ?? '') ?? []
  return { traceId: (seconds + rest).toLowerCase(), ...(parent === undefined ? {} : { parentSpanId: parent.toLowerCase() }) }
}

/** The span of an execution, or of one of its redrives. */
export function executionSpanId({ executionArn, redriveCount }: Pick<ExecutionSummary, 'executionArn' | 'redriveCount'>): string {
  return digits(`${executionArn}#execution#${redriveCount}`, 16)
}

/** The span that a history event begins: of a state where it is entered, of a task where it is scheduled. A task is named after that event. */
export function eventSpanId(executionArn: string, event: number): string {
  return digits(`${executionArn}#${event}`, 16)
}

/** As X-Ray's header: in `AWSTraceHeader`, `TraceHeader`, `_X_AMZN_TRACE_ID`. */
export function asTraceHeader({ traceId, spanId }: TraceContext): string {
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=1`
}

/** As W3C's header. */
export function asTraceparent({ traceId, spanId }: TraceContext): string {
  return `00-${traceId}-${spanId}-01`
}

function digits(text: string, count: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, count)
}
