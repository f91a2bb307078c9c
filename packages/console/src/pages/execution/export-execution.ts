import type { HistoryEvent } from '@pasos/asl'
import type { ExecutionRecord } from '../../live/execution-record.ts'

/** Saves an execution as a file: what DescribeExecution and GetExecutionHistory say, with times as ISO 8601. */
export function exportExecution(record: ExecutionRecord, events: readonly HistoryEvent[]): void {
  const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString())
  const content = {
    execution: { ...record, startDate: iso(record.startDate), stopDate: iso(record.stopDate), redriveDate: iso(record.redriveDate) },
    events: events.map(event => ({ ...event, timestamp: iso(event.timestamp) })),
  }
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${record.name}.json`
  link.click()
  URL.revokeObjectURL(url)
}
