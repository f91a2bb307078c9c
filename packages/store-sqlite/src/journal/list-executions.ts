import type { SQLInputValue } from 'node:sqlite'
import type { IndexFilter, ListedPage } from '@pasos/engine'
import { type SummaryRow, summaryColumns, toSummary } from './rows.ts'

/** How many executions a call looks at, at most: some milliseconds when none of them is wanted. */
const mostLookedAt = 2_000

type Query = <T>(sql: string, ...values: SQLInputValue[]) => T[]

/** The executions that a filter wants, newest first. What no index answers is looked for among so many, and the page ends there. */
export function listExecutions(all: Query, filter: IndexFilter): ListedPage {
  const { limit } = filter
  const { index, where, values, rest, place } = indexed(filter)
  const source = `executions INDEXED BY ${index}`
  const before = filter.before ?? Number.MAX_SAFE_INTEGER
  if (rest.length === 0) {
    const sql = `SELECT ${summaryColumns} FROM ${source} WHERE ${where} AND ${place} < ? ORDER BY ${place} DESC LIMIT ?`
    return page(all<SummaryRow>(sql, ...values, before, limit + 1), limit, place)
  }
  const looked = `SELECT number AS found, ${place} AS place FROM ${source} WHERE ${where} AND ${place} < ? ORDER BY ${place} DESC LIMIT ${mostLookedAt}`
  // A cross join is done in the order in which it is written: what was looked at is gone through, whatever index might tempt.
  const sql = `SELECT ${summaryColumns} FROM (${looked}) CROSS JOIN executions ON number = found WHERE ${rest.join(' AND ')} ORDER BY place DESC LIMIT ?`
  const restValues = rest.includes('status = ?') ? [filter.status!] : []
  const found = page(all<SummaryRow>(sql, ...values, before, ...restValues, limit + 1), limit, place)
  if (found.before !== undefined) return found
  const [last] = all<{ place: number | null; count: number }>(
    `SELECT min(place) AS place, count(*) AS count FROM (${looked})`,
    ...values,
    before,
  )
  return last?.place != null && last.count === mostLookedAt ? { ...found, before: last.place } : found
}

function page(rows: SummaryRow[], limit: number, place: Place): ListedPage {
  const shown = rows.slice(0, limit)
  const places = shown.map(row => row[place]!)
  return { executions: shown.map(toSummary), places, ...(rows.length > limit ? { before: places.at(-1)! } : {}) }
}

/** By what a list is ordered: executions by their number, the children of a Map Run by their items. */
type Place = 'number' | 'map_index'

interface Indexed {
  /** Named in the query: which of two partial indexes serves better the planner can't know. */
  index: string
  where: string
  values: SQLInputValue[]
  /** What no index answers; takes the status as its value when it names it. */
  rest: string[]
  place: Place
}

/** What an index answers of a filter, and what is left. */
function indexed({ by, arn, status, redriveDate, isRedriven }: IndexFilter): Indexed {
  const rest = isRedriven === undefined ? [] : [isRedriven ? 'redrive_count > 0' : 'redrive_count = 0']
  if (typeof by === 'object') {
    const children = { rest, place: 'map_index' as const }
    const all = { ...children, index: 'executions_by_map_run', where: 'map_run = ?', values: [by.mapRun] }
    if (status === undefined) return all
    const since = Number(redriveDate ?? 0)
    if (status === 'PENDING_REDRIVE')
      return { ...all, rest: [...rest, `status IN ('FAILED', 'TIMED_OUT', 'ABORTED') AND coalesce(redrive_date, 0) < ${since}`] }
    if (since > 0 && status !== 'RUNNING' && status !== 'SUCCEEDED') rest.push(`coalesce(redrive_date, 0) >= ${since}`)
    return { ...children, index: 'executions_by_map_status', where: 'map_run = ? AND status = ?', values: [by.mapRun, status] }
  }
  const own = `${by} = ? AND map_run IS NULL${by === 'machine' ? '' : ` AND ${by} IS NOT NULL`}`
  if (isRedriven === true) {
    const index = by === 'machine' ? 'executions_redriven' : `executions_redriven_by_${by}`
    const left = status === undefined ? [] : ['status = ?']
    return { index, where: `${own} AND redrive_count > 0`, values: [arn], rest: left, place: 'number' }
  }
  if (status === undefined) return { index: `executions_by_${by}`, where: own, values: [arn], rest, place: 'number' }
  const index = by === 'machine' ? 'executions_by_status' : `executions_by_${by}_status`
  return { index, where: `${own} AND status = ?`, values: [arn, status], rest, place: 'number' }
}
