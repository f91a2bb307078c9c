import type { HistoryEvent } from '@pasos/asl'
import type { ExecutionIndex, ExecutionSummary, FeedEntry, Follow } from '@pasos/engine'
import { endsExecution, spansOf } from './execution-spans.ts'
import type { OtlpExporter } from './otlp-exporter.ts'
import type { Span } from './span.ts'
import { executionSpanId, type TraceContext, traceOf } from './trace-context.ts'

const PAGE = 500
const BATCH = 512
/** Events of Express executions that are under way: those of more are told without what was longest ago. */
const MOST_EXPRESS_EVENTS = 100_000

export interface ExportOptions {
  follow: Follow
  index: Pick<ExecutionIndex, 'history' | 'mapRun' | 'describe'>
  exporter: Pick<OtlpExporter, 'send'>
}

/**
 * Sends the spans of each execution once it has ended, out of its history, so that nothing need be kept meanwhile and none is missed over
 * a restart: the feed's cursor `otlp` moves when the collector has taken them. Twice at worst, under the same ids. Answers how to stop.
 */
export function exportExecutions({ follow, index, exporter }: ExportOptions): () => void {
  const express = createExpressHistories()
  let batch: Span[] = []

  async function put(spans: readonly Span[]): Promise<void> {
    batch.push(...spans)
    if (batch.length >= BATCH) await flush()
  }

  async function flush(): Promise<void> {
    const spans = batch
    batch = []
    if (spans.length > 0) await exporter.send(spans)
  }

  async function tell(execution: ExecutionSummary): Promise<void> {
    const spans = spansOf(execution, await parentOf(index, execution))
    const kept = execution.type === 'EXPRESS' ? express.take(execution.executionArn) : undefined
    if (kept) for (const event of kept) await put(spans.add(event))
    else for await (const event of historyOf(index, execution.executionArn)) await put(spans.add(event))
  }

  return follow('otlp', async entries => {
    // What a call that failed had gathered comes again with the call that repeats it.
    batch = []
    for (const { execution, events } of entries) {
      if (execution.type === 'EXPRESS') express.add(execution.executionArn, events)
      if (events.some(endsExecution)) await tell(execution)
    }
    await flush()
  })
}

/** A child of a Map Run has a trace of its own, which names the execution that the Map Run belongs to. */
async function parentOf(index: ExportOptions['index'], { mapRun }: ExecutionSummary): Promise<TraceContext | undefined> {
  const run = mapRun && (await index.mapRun(mapRun.arn))
  const parent = run && (await index.describe(run.executionArn))
  return parent && { traceId: traceOf(parent).traceId, spanId: executionSpanId(parent) }
}

async function* historyOf(index: ExportOptions['index'], executionArn: string): AsyncGenerator<HistoryEvent> {
  let last: number | undefined
  for (let more = true; more; ) {
    const page: Awaited<ReturnType<ExecutionIndex['history']>> = await index.history(executionArn, {
      reverse: false,
      limit: PAGE,
      ...(last === undefined ? {} : { after: last }),
    })
    yield* page.events
    last = page.events.at(-1)?.id
    more = page.more && last !== undefined
  }
}

/** Histories of Express executions, which are nowhere else, until they end. */
function createExpressHistories() {
  const histories = new Map<string, HistoryEvent[]>()
  let count = 0
  const take = (executionArn: string): HistoryEvent[] | undefined => {
    const events = histories.get(executionArn)
    histories.delete(executionArn)
    count -= events?.length ?? 0
    return events
  }
  return {
    add(executionArn: string, events: FeedEntry['events']) {
      const known = histories.get(executionArn) ?? []
      known.push(...events)
      histories.set(executionArn, known)
      count += events.length
      for (const oldest of histories.keys()) {
        if (count <= MOST_EXPRESS_EVENTS) break
        take(oldest)
      }
    },
    take,
  }
}
