import type { SQLInputValue } from 'node:sqlite'
import type { IndexFilter, IndexPage } from '@pasos/engine'
import { type SummaryRow, summaryColumns, toSummary } from './rows.ts'

/** How many executions a call looks at, at most: some milliseconds when none of them is wanted. */
const mostLookedAt = 2_000

type Query = <T>(sql: string, ...values: SQLInputValue[]) => T[]

/** The executions that a filter wants, newest first. What no index answers is looked for among so many, and the page ends there. */
export function listExecutions(all: Query, filter: IndexFilter): IndexPage {
  const { limit } = filter
  const { where, values, rest } = indexed(filter)
  const before = filter.before ?? Number.MAX_SAFE_INTEGER
  if (rest.length === 0) {
    const sql = `SELECT ${summaryColumns} FROM executions WHERE ${where} AND number < ? ORDER BY number DESC LIMIT ?`
    return page(all<SummaryRow>(sql, ...values, before, limit + 1), limit)
  }
  const looked = `SELECT number FROM executions WHERE ${where} AND number < ? ORDER BY number DESC LIMIT ${mostLookedAt}`
  const sql = `SELECT ${summaryColumns} FROM executions WHERE number IN (${looked}) AND ${rest.join(' AND ')} ORDER BY number DESC LIMIT ?`
  const restValues = rest.includes('status = ?') ? [filter.status!] : []
  const found = page(all<SummaryRow>(sql, ...values, before, ...restValues, limit + 1), limit)
  if (found.before !== undefined) return found
  const [last] = all<{ number: number | null; count: number }>(
    `SELECT min(number) AS number, count(*) AS count FROM (${looked})`,
    ...values,
    before,
  )
  return last?.number != null && last.count === mostLookedAt ? { ...found, before: last.number } : found
}

function page(rows: SummaryRow[], limit: number): IndexPage {
  const shown = rows.slice(0, limit)
  const executions = shown.map(toSummary)
  return rows.length > limit ? { executions, before: shown.at(-1)!.number } : { executions }
}

/** What an index answers of a filter, and what is left. `rest` takes the status as its value when it names it. */
function indexed({ by, arn, status, isRedriven }: IndexFilter): { where: string; values: SQLInputValue[]; rest: string[] } {
  const present = by === 'machine' ? '' : ` AND ${by} IS NOT NULL`
  if (isRedriven === true) {
    const where = `${by} = ?${present} AND redrive_count > 0`
    return { where, values: [arn], rest: status === undefined ? [] : ['status = ?'] }
  }
  const rest = isRedriven === false ? ['redrive_count = 0'] : []
  if (status === undefined) return { where: `${by} = ?`, values: [arn], rest }
  return { where: `${by} = ? AND status = ?`, values: [arn, status], rest }
}
