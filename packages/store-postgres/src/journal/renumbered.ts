import { type ExecutionNumber, firstAtLeast } from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'
import { firstByTime } from './numbers.ts'

/** Numbers that count from 1 in place of those that tell the time and the lane. */
export interface Renumbered {
  /** @throws for a number that neither an execution nor a Map Run has */
  of(number: ExecutionNumber): ExecutionNumber
}

const pageSize = 50_000

/** Whether a number is one of those that are given anew. */
export function formerlyNumbered(number: ExecutionNumber): boolean {
  return number >= firstByTime
}

/**
 * Counts executions and Map Runs on from the highest number of the time when there was one lane, in their order; those from before keep theirs.
 * Costs eight bytes for each.
 */
export async function renumbered({ row, rows }: Pick<Readers, 'row' | 'rows'>): Promise<Renumbered> {
  const counted = await row<{ last: number; count: number }>(
    `SELECT greatest((SELECT max(number) FROM executions WHERE number < $1), (SELECT max(number) FROM map_runs WHERE number < $1), 0) AS last,
       (SELECT count(*) FROM executions WHERE number >= $1) + (SELECT count(*) FROM map_runs WHERE number >= $1) AS count`,
    [firstByTime],
  )
  const { last, count } = counted!
  const former = new Float64Array(count)
  let filled = 0
  for (let after = firstByTime - 1; filled < count; ) {
    const page = await rows<{ number: number }>(
      `SELECT number FROM (
         (SELECT number FROM executions WHERE number > $1 ORDER BY number LIMIT ${pageSize}) UNION ALL
         (SELECT number FROM map_runs WHERE number > $1 ORDER BY number LIMIT ${pageSize})
       ) n ORDER BY number LIMIT ${pageSize}`,
      [after],
    )
    if (page.length === 0) throw new Error('The database has changed meanwhile.')
    for (const { number } of page) former[filled++] = number
    after = page.at(-1)!.number
  }
  return {
    of(number) {
      if (!formerlyNumbered(number)) return number
      const place = firstAtLeast(former, number)
      if (former[place] !== number) throw new Error(`There is nothing of the number ${number}.`)
      return last + 1 + place
    },
  }
}
