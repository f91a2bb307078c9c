import type { ExecutionQuery } from '../../api/executions.ts'
import type { ExecutionRecord } from '../../live/execution-record.ts'

/** What of the address of a list says which executions it shows, and in which order. `since` is how far back; `from` and `until` are instants. */
export const FILTERS = ['status', 'q', 'error', 'text', 'since', 'from', 'until', 'sort'] as const
export type Filter = Record<(typeof FILTERS)[number], string>

const MINUTE = 60_000
export const SINCE: Readonly<Record<string, number>> = {
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '1d': 24 * 60 * MINUTE,
  '7d': 7 * 24 * 60 * MINUTE,
}

const STATUSES: readonly ExecutionRecord['status'][] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']

export const NO_FILTER = Object.fromEntries(FILTERS.map(name => [name, ''])) as Filter

/** A status that there is not filters nothing: no button would say why the list is empty. */
export function filterOf(address: URLSearchParams): Filter {
  const given = Object.fromEntries(FILTERS.map(name => [name, address.get(name) ?? '']))
  return { ...NO_FILTER, ...given, status: STATUSES.find(status => status === address.get('status')) ?? '' }
}

/** What the server is asked for: without what is not filtered by. */
export function questionOf({ status, q, error, text, since, from, until }: Filter, machine?: string): ExecutionQuery {
  const asked = { machine, status, search: q, error, text, since: since in SINCE ? since : '', from, until }
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value))
}

/** The times of a question in epoch milliseconds; what is no time bounds nothing. */
export function timesOf({ since = '', from = '', until = '' }: Pick<ExecutionQuery, 'since' | 'from' | 'until'>, now: number) {
  const at = (text: string) => (Number.isNaN(Date.parse(text)) ? undefined : Date.parse(text))
  const begin = SINCE[since] === undefined ? at(from) : now - SINCE[since]
  const end = at(until)
  return { ...(begin === undefined ? {} : { from: begin }), ...(end === undefined ? {} : { until: end }) }
}

type Order = (one: ExecutionRecord, other: ExecutionRecord, now: number) => number
const lasted = ({ startDate, stopDate }: ExecutionRecord, now: number) => (stopDate ?? now) - startDate

/** The server tells the newest first; in another order stands what has been shown of them. */
export const ORDERS: Readonly<Record<string, Order>> = {
  oldest: (one, other) => one.startDate - other.startDate,
  longest: (one, other, now) => lasted(other, now) - lasted(one, now),
  shortest: (one, other, now) => lasted(one, now) - lasted(other, now),
  name: (one, other) => one.name.localeCompare(other.name),
}

export function inOrder(records: ExecutionRecord[], sort: string, now: number): ExecutionRecord[] {
  const order = ORDERS[sort]
  return order ? records.toSorted((one, other) => order(one, other, now)) : records
}
