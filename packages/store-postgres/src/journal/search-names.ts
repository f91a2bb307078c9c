import type { IndexPage, NameFilter } from '@pasos/engine'
import { type SummaryRow, summaryColumns, summaryJoins, toSummary } from './rows.ts'

/** How many executions a call looks at, at most: some tens of milliseconds. What would index parts of names is an extension that a server may lack. */
const mostLookedAt = 20_000

type Query = <T>(sql: string, values: readonly unknown[]) => Promise<T[]>

/** Executions by a part of their ARNs, newest first, looked for among so many; the page ends there. */
export async function searchNames(all: Query, { text, machines, status, before, limit }: NameFilter): Promise<IndexPage> {
  const found = await all<SummaryRow & { looked: number; lowest: number | null }>(
    `WITH f AS MATERIALIZED (
       SELECT number, machine, map_run, facts FROM executions WHERE number < $1::bigint ORDER BY number DESC LIMIT ${mostLookedAt})
     SELECT s.looked, s.lowest, ${summaryColumns}
     FROM (SELECT count(*) AS looked, min(number) AS lowest FROM f) s LEFT JOIN (f JOIN executions e ON e.number = f.number ${summaryJoins})
       ON f.map_run IS NULL AND f.machine = ANY($2::text[]) AND strpos(lower(f.facts::json ->> 'executionArn'), $3::text) > 0
       AND ($4::text IS NULL OR coalesce(n.status, 'RUNNING') = $4::text)
     ORDER BY e.number DESC LIMIT ${limit + 1}`,
    [before ?? Number.MAX_SAFE_INTEGER, machines, text, status ?? null],
  )
  const rows = found.filter(({ number }) => number !== null)
  const executions = rows.slice(0, limit).map(toSummary)
  if (rows.length > limit) return { executions, before: rows[limit - 1]!.number }
  const [of] = found
  return of?.looked === mostLookedAt && of.lowest !== null ? { executions, before: of.lowest } : { executions }
}
