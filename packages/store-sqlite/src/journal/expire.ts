import type { DatabaseSync } from 'node:sqlite'
import type { ExecutionNumber } from '@pasos/engine'
import { encodeSetting } from '../writer/encode-write.ts'
import { op } from '../writer/operations.ts'
import type { WriterThread } from '../writer/writer-thread.ts'
import type { ArnIndex } from './arn-index.ts'
import type { NameIndex } from './names/name-index.ts'

interface Candidate {
  number: ExecutionNumber
  arn_sum: number
  status: string
  start: number
  stop: number | null
  isNeeded: 0 | 1
  isListed: 0 | 1
}

/** A Map Run that is under way finds its children's outcomes in their rows. */
const isNeeded = "EXISTS (SELECT 1 FROM map_runs WHERE map_runs.number = executions.map_run AND phase <> 'ended')"

interface Parts {
  database: DatabaseSync
  writer: WriterThread
  arns: ArnIndex
  names: NameIndex
  lastNumber: number
}

/** Deletes those of a page of executions that ended before a time; `lastNumber` is the highest number given. Answers the place to go on from. */
export async function expireExecutions(
  { database, writer, arns, names, lastNumber }: Parts,
  { before, after, limit }: { before: number; after: ExecutionNumber; limit: number },
): Promise<ExecutionNumber | undefined> {
  const rows = database
    .prepare(
      `SELECT number, arn_sum, status, start_date AS start, stop_date AS stop, ${isNeeded} AS isNeeded, map_run IS NULL AS isListed
       FROM executions WHERE number > ? ORDER BY number LIMIT ?`,
    )
    .all(after, limit) as unknown as Candidate[]
  const gone = rows.filter(row => row.status !== 'RUNNING' && row.isNeeded === 0 && row.stop !== null && row.stop < before)
  await new Promise<void>((resolve, reject) => {
    for (const { number, arn_sum } of gone) {
      arns.removed(arn_sum, number)
      writer.operations.push(op.deleteExecution, number, op.clearHistory, number, op.clearPacks, number, op.clearFrames, number)
      writer.operations.push(op.clearTaskFrames, number, op.clearTimers, number, op.clearDeaths, number)
      writer.operations.push(op.dropMapItems, number, op.dropMapRuns, number)
    }
    names.removed(gone.filter(row => row.isListed === 1).map(row => row.number))
    if (gone.length > 0) writer.operations.push(op.dropTotals)
    // Numbers are never given twice, even when the newest executions are deleted.
    if (gone.length > 0) encodeSetting(op.putSetting, 'last-number', String(lastNumber), writer.operations)
    writer.queued(error => (error ? reject(error) : resolve()), gone.length * 1_000)
  })
  if (gone.length > 0) await writer.giveBack()
  // Numbers grow with the start: nothing that comes later has ended before.
  const last = rows.at(-1)
  return last === undefined || last.start >= before ? undefined : last.number
}
