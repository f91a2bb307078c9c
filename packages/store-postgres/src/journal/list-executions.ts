import type { IndexFilter, ListedPage } from '@pasos/engine'
import { type SummaryRow, summaryColumns, summaryJoins, toSummary } from './rows.ts'

/** How many executions a call looks at, at most: some milliseconds when none of them is wanted. */
const mostLookedAt = 2_000

type Query = <T>(sql: string, values: readonly unknown[]) => Promise<T[]>

/** The executions that a filter wants, newest first. What no index answers is looked for among so many, and the page ends there. */
export async function listExecutions(all: Query, filter: IndexFilter): Promise<ListedPage> {
  const { limit, before = Number.MAX_SAFE_INTEGER } = filter
  const { table, keys, values, rest, restValues, place } = indexed(filter)
  const most = rest.length === 0 ? limit + 1 : mostLookedAt
  const ordered = [...keys, place]
  const bounds = keys.map((_, at) => `$${at + 1}`)
  // Compared as rows and ordered by all columns of an index, so that no other index will do: by the number alone, the planner would
  // rather walk all executions backwards.
  const looked = `SELECT number, ${place} AS place FROM ${table}
    WHERE (${ordered.join(', ')}) < (${[...bounds, `$${keys.length + 1}::bigint`].join(', ')}) AND (${keys.join(', ')}) >= (${bounds.join(', ')})
    ${place === 'number' ? 'AND map_run IS NULL' : ''} ORDER BY ${ordered.map(column => `${column} DESC`).join(', ')} LIMIT ${most}`
  const first = keys.length + 2
  const found = await all<SummaryRow & { place: number; looked: number; lowest: number }>(
    `WITH f AS MATERIALIZED (${table === 'redriven' ? looked.replace('AND map_run IS NULL', '') : looked})
     SELECT f.place, s.looked, s.lowest, ${summaryColumns}
     FROM (SELECT count(*) AS looked, min(place) AS lowest FROM f) s LEFT JOIN (f JOIN executions e ON e.number = f.number ${summaryJoins})
       ON ${['true', ...rest.map((condition, at) => condition.replace('?', `$${first + at}`))].join(' AND ')}
     ORDER BY f.place DESC LIMIT ${limit + 1}`,
    [...values, before, ...restValues],
  )
  const rows = found.filter(({ number }) => number !== null)
  const shown = rows.slice(0, limit)
  const page = { executions: shown.map(toSummary), places: shown.map(({ place }) => place) }
  if (rows.length > limit) return { ...page, before: page.places.at(-1)! }
  const [of] = found
  return rest.length > 0 && of?.looked === mostLookedAt ? { ...page, before: of.lowest } : page
}

/** By what a list is ordered: executions by their number, the children of a Map Run by their items. */
type Place = 'number' | 'map_index'

interface Indexed {
  table: 'executions' | 'live' | 'ends' | 'redriven'
  /** Columns that have one value each, before the place the columns of an index. */
  keys: string[]
  values: (string | number)[]
  /** What no index answers. */
  rest: string[]
  restValues: (string | number)[]
  place: Place
}

/** What an index answers of a filter, and what is left. */
function indexed({ by, arn, status, redriveDate, isRedriven }: IndexFilter): Indexed {
  const ofChildren = typeof by === 'object'
  const key = ofChildren ? 'map_run' : by
  const place = ofChildren ? 'map_index' : 'number'
  const value = ofChildren ? by.mapRun : arn
  const rest: string[] = []
  const restValues: (string | number)[] = []
  const left = (condition: string, bound?: string | number): void => {
    rest.push(condition)
    // A condition without a value takes one that says nothing, so that they count alike.
    restValues.push(bound ?? 0)
  }
  const redrives = 'coalesce(n.redrive_count, l.redrive_count, 0)'
  const redriven = 'coalesce(n.redrive_date, 0)'
  if (isRedriven === false || (isRedriven && ofChildren)) left(`${redrives} ${isRedriven ? '>' : '='} ?::int`)
  const common = { keys: [key], values: [value], rest, restValues, place } as const
  const plain = { ...common, keys: [...common.keys], values: [...common.values] }
  if (isRedriven && !ofChildren) {
    if (status !== undefined) left("coalesce(n.status, 'RUNNING') = ?::text", status)
    return { ...plain, table: 'redriven' }
  }
  if (status === undefined) return { ...plain, table: 'executions' }
  if (status === 'RUNNING') return { ...plain, table: 'live' }
  if (status === 'PENDING_REDRIVE') {
    left(`n.status IN ('FAILED', 'TIMED_OUT', 'ABORTED') AND ${redriven} < ?::bigint`, Number(redriveDate ?? 0))
    return { ...plain, table: 'executions' }
  }
  if (ofChildren && status !== 'SUCCEEDED' && Number(redriveDate ?? 0) > 0) left(`${redriven} >= ?::bigint`, Number(redriveDate))
  return { ...plain, table: 'ends', keys: [key, 'status'], values: [value, status] }
}
