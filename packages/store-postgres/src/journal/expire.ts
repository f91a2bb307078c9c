import type { ExecutionNumber } from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'
import type { BatchWriter } from '../writer/batch-writer.ts'
import { homeLane, numberBefore, ofLane } from './numbers.ts'

interface Candidate {
  number: ExecutionNumber
  start: number
  isGone: boolean
}

// A Map Run that is under way finds its children's outcomes in their rows.
const page = (lane: number): string => `
  SELECT e.number, e.start_date AS start, n.stop_date < $1
    AND NOT EXISTS (SELECT 1 FROM map_runs m WHERE m.number = e.map_run AND m.phase <> 'ended') AS "isGone"
  FROM (SELECT number, start_date, map_run FROM executions WHERE number > $2 AND ${ofLane('number', lane)} ORDER BY number LIMIT $3) e
    LEFT JOIN ends n ON n.number = e.number ORDER BY e.number`

/** Deletes those of a page of the lane's executions that ended before a time; answers the place to go on from. */
export async function expireExecutions(
  { rows }: Readers,
  writer: BatchWriter,
  { lane, before, after, limit }: { lane: number; before: number; after: ExecutionNumber; limit: number },
): Promise<ExecutionNumber | undefined> {
  const found = await rows<Candidate>(page(lane), [before, after, limit])
  const expired = found.filter(({ isGone }) => isGone).map(({ number }) => number)
  if (expired.length > 0)
    await new Promise<void>((resolve, reject) => {
      writer.queued({ expired }, error => (error ? reject(error) : resolve()), expired.length * 1_000)
    })
  // Packs go by whole days, at the end of the home's walk; those of executions that are gone are met by nobody until then.
  if (found.length === 0 && lane === homeLane) await rows('SELECT drop_packed_days_v1($1, $2)', [before, Date.now()])
  // Numbers grow with the start, not with the end: hence the whole walk.
  return found.at(-1)?.number
}

const slice = 1_000
/** A start has its number, of its node's clock, before it is written: so much later it may come among those that have been looked at. */
const mostLateMs = 10_000

/**
 * Deletes the definitions that no execution refers to, but for those that this process has at hand. Looks at the executions in slices;
 * what has started since, or a moment ago, is looked at by the deletion itself.
 */
export async function collectDefinitions({ rows }: Readers, writer: BatchWriter, isInUse: (id: string) => boolean): Promise<void> {
  const unused = new Set((await rows<{ id: string }>('SELECT id FROM definitions')).map(({ id }) => id))
  let last = 0
  while (unused.size > 0) {
    const found = await rows<{ number: number; definition: string }>(
      'SELECT number, definition FROM executions WHERE number > $1 ORDER BY number LIMIT $2',
      [last, slice],
    )
    for (const { definition } of found) unused.delete(definition)
    last = found.at(-1)?.number ?? last
    if (found.length < slice) break
  }
  const after = numberBefore(last, mostLateMs)
  const rare = [...unused].filter(id => !isInUse(id)).map(id => ({ op: 'dropDefinition', id, after }) as const)
  if (rare.length > 0)
    await new Promise<void>((resolve, reject) => writer.queued({ rare }, error => (error ? reject(error) : resolve()), 0))
}
