import { readEvents } from '../history-text/history-text.ts'
import type { HistoryPage, IndexFilter, IndexPage, ListedPage, NameFilter } from '../ports/journal.ts'
import type { ExecutionRecord, ExecutionStatus, ExecutionSummary } from '../ports/runtime.ts'
import type { Kept } from './memory-journal.ts'

const member = {
  machine: 'stateMachineArn',
  version: 'stateMachineVersionArn',
  alias: 'stateMachineAliasArn',
} as const satisfies Record<Exclude<IndexFilter['by'], object>, keyof ExecutionRecord>

export function indexPage(executions: ReadonlyMap<number, Kept>, filter: IndexFilter): ListedPage {
  const { by, arn, status, redriveDate, isRedriven, before = Number.MAX_SAFE_INTEGER, limit } = filter
  const found = [...executions]
    .sort(([one, { record }], [other, { record: otherRecord }]) => placeOf(other, otherRecord, by) - placeOf(one, record, by))
    .filter(
      ([number, { record }]) =>
        placeOf(number, record, by) < before &&
        belongs(record, by, arn) &&
        (status ?? statusOf(record, redriveDate)) === statusOf(record, redriveDate) &&
        (isRedriven === undefined || record.redriveCount > 0 === isRedriven),
    )
  const page = found.slice(0, limit)
  const summaries = page.map(([, { record }]) => summaryOf(record))
  const places = page.map(([number, { record }]) => placeOf(number, record, by))
  return { executions: summaries, places, ...(found.length > limit ? { before: places.at(-1)! } : {}) }
}

export function searchPage(executions: ReadonlyMap<number, Kept>, filter: NameFilter): IndexPage {
  const { text, machines, status, before = Number.MAX_SAFE_INTEGER, limit } = filter
  const found = [...executions]
    .sort(([one], [other]) => other - one)
    .filter(
      ([number, { record }]) =>
        number < before &&
        record.mapRun === undefined &&
        machines.includes(record.stateMachineArn) &&
        (status ?? record.status) === record.status &&
        record.executionArn.toLowerCase().includes(text),
    )
  const summaries = found.slice(0, limit).map(([, { record }]) => summaryOf(record))
  return found.length > limit ? { executions: summaries, before: found[limit - 1]![0] } : { executions: summaries }
}

function statusOf({ status, redriveDate = 0 }: ExecutionRecord, redrivenSince = 0): ExecutionStatus {
  return status !== 'RUNNING' && status !== 'SUCCEEDED' && redriveDate < redrivenSince ? 'PENDING_REDRIVE' : status
}

/** Executions are listed by their numbers, the children of a Map Run by their items. */
function placeOf(number: number, { mapRun }: ExecutionRecord, by: IndexFilter['by']): number {
  return typeof by === 'object' ? (mapRun?.first ?? 0) : number
}

function belongs(record: ExecutionRecord, by: IndexFilter['by'], arn: string): boolean {
  return typeof by === 'object' ? record.mapRun?.number === by.mapRun : record.mapRun === undefined && record[member[by]] === arn
}

export function summaryOf(record: ExecutionRecord): ExecutionSummary {
  const { input: _input, output: _output, error: _error, cause: _cause, ...summary } = record
  return summary
}

export function historyPage(kept: Kept | undefined, page: { reverse: boolean; after?: number; limit: number }): HistoryPage {
  const { reverse, after = reverse ? Number.MAX_SAFE_INTEGER : 0, limit } = page
  const events = (kept?.chunks ?? []).flatMap(chunk => readEvents(chunk.text).events)
  const wanted = reverse ? events.reverse().filter(event => event.id < after) : events.filter(event => event.id > after)
  return { events: wanted.slice(0, limit), more: wanted.length > limit }
}
