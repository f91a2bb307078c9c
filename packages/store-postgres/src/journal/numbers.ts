import type { ExecutionNumber } from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'

/** The lane of what only one node may serve. */
export const homeLane = 0
/** There are never more lanes: so many low values of a number tell its lane. */
const lanePlaces = 16
const placesOfMs = 256
/** 2020. Forty-one bits of milliseconds from then on, with what follows them, fill the 53 that are exact. */
const beginning = Date.UTC(2020)
/** Numbers below are of the time when there was one lane, and counted from 1. */
export const firstByTime = 2 ** 44

/** The lane that an execution, or a Map Run, belongs to. */
export function laneOf(number: ExecutionNumber): number {
  return number < firstByTime ? 0 : number % lanePlaces
}

/** The same as a condition of SQL on a column. */
export function ofLane(column: string, lane: number): string {
  return lane === 0 ? `(${column} < ${firstByTime} OR ${column} & ${lanePlaces - 1} = 0)` : `${column} & ${lanePlaces - 1} = ${lane}`
}

/** The lane as an expression of SQL. */
export function laneIn(column: string): string {
  return `CASE WHEN ${column} < ${firstByTime} THEN 0 ELSE ${column} & ${lanePlaces - 1} END`
}

/** Below this number are all of starts that came so long before the one of a number. Those that were counted from 1 were one node's, and came in their order. */
export function numberBefore(number: ExecutionNumber, ms: number): ExecutionNumber {
  return Math.max(Math.min(number, firstByTime), number - ms * placesOfMs * lanePlaces)
}

/**
 * Gives numbers that no execution ever had, without asking anybody: the time of the start, which lists are ordered by, a count within the
 * millisecond, and the lane. A clock that was set back goes on from the highest number that is there.
 */
export async function openNumbers({ row }: Readers, lane: number, now: () => number): Promise<() => ExecutionNumber> {
  const found = await row<{ highest: number }>(
    'SELECT greatest((SELECT max(number) FROM executions), (SELECT max(number) FROM map_runs), 0) AS highest',
  )
  let last = Math.floor(found!.highest / lanePlaces)
  return () => {
    last = Math.max(last + 1, Math.floor(now() - beginning) * placesOfMs)
    return last * lanePlaces + lane
  }
}
