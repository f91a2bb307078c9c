import { parseJson } from '@pasos/asl'
import { type Due, type Journal, type JournalIndex, type MapRunJournal, readHistory, type UnfinishedTask } from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'
import { arnUuid, sumOf } from '../writer/sums.ts'
import { askedTogether } from './asked-together.ts'
import { DamagedRow } from './damaged-row.ts'
import { historyChunks, lastOfHistory } from './history-chunks.ts'
import { listExecutions } from './list-executions.ts'
import { mapRunReader } from './map-run-reader.ts'
import { laneOf, ofLane } from './numbers.ts'
import { type RecordRow, recordColumns, summaryJoins, toRecord } from './rows.ts'
import { searchNames } from './search-names.ts'

type Reads = Pick<Journal, 'find' | 'load' | 'record' | 'definition'> &
  Omit<Due, 'recordDeath'> &
  JournalIndex &
  Omit<MapRunJournal, 'commitMapRun' | 'childrenConverted'>

/** How many rows of a history are read at a time. */
const historyRows = 200

/**
 * All reads: always as of the last commit, never waiting for the writer. What is looked up by its name is found in any lane; what there is to
 * do, in this one.
 */
export function reader({ rows, row }: Pick<Readers, 'rows' | 'row'>, lane: number): Reads {
  const recordOf = (number: number): Promise<RecordRow | undefined> =>
    row<RecordRow>(`SELECT ${recordColumns} FROM executions e ${summaryJoins} WHERE e.number = $1`, [number])

  const rowOf = askedTogether(async hashes => {
    const found = await rows<RecordRow & { hash: string }>(
      `SELECT e.arn_hash AS hash, ${recordColumns} FROM executions e ${summaryJoins} WHERE e.arn_hash = ANY ($1::uuid[])`,
      [hashes],
    )
    return new Map(found.map(each => [each.hash.replaceAll('-', ''), each]))
  })

  return {
    ...mapRunReader({ rows, row }, lane),
    ...taskReader({ rows }, lane),

    async find(executionArn) {
      const found = await rowOf(arnUuid(executionArn))
      if (!found) return undefined
      const record = toRecord(found)
      return record.executionArn === executionArn ? { number: found.number, record } : undefined
    },

    async load(number) {
      if (laneOf(number) !== lane) return undefined
      const [found, frames, last] = await Promise.all([
        recordOf(number),
        rows<{ frame: number; sum: number; body: string; task: number | null }>(
          'SELECT frame, sum, body, task FROM frames WHERE execution = $1 ORDER BY frame',
          [number],
        ),
        lastOfHistory({ rows, row }, number),
      ])
      if (!found) return undefined
      const record = toRecord(found)
      const frameSizes = new Map(frames.filter(({ frame }) => frame > 0).map(({ frame, body }) => [frame, body.length]))
      const tasks = new Map(frames.flatMap(({ frame, task }) => (task === null ? [] : [[frame, task] as const])))
      let nextFrameId = last?.next_frame ?? 0
      const parsed: { id: number }[] = []
      for (const { frame, sum, body } of frames) {
        if (sumOf(body) !== sum) throw new DamagedRow(`Frame ${frame} of execution ${record.executionArn} is damaged.`)
        if (frame === 0) nextFrameId = Math.max(nextFrameId, Number(body))
        else parsed.push(parseJson(body) as unknown as { id: number })
      }
      const { last_id: lastEventId = 0, sum = 0 } = last ?? {}
      return { number, record, frames: parsed, frameSizes, tasks, lastEventId, nextFrameId, sum: sum >>> 0 }
    },

    async record(number) {
      const found = await recordOf(number)
      return found && toRecord(found)
    },

    async definition(id) {
      return (await row<{ body: string }>('SELECT body FROM definitions WHERE id = $1', [id]))?.body
    },

    counts(machine) {
      if (machine === undefined)
        return rows(
          `SELECT 'RUNNING' AS status, count(*) AS count FROM live WHERE map_run IS NULL HAVING count(*) > 0
           UNION ALL SELECT status, count(*) FROM ends WHERE map_run IS NULL GROUP BY status`,
        )
      return rows(
        `SELECT 'RUNNING' AS status, count(*) AS count FROM live WHERE machine = $1 AND map_run IS NULL HAVING count(*) > 0
         UNION ALL SELECT status, count(*) FROM ends WHERE machine = $1 AND map_run IS NULL GROUP BY status`,
        [machine],
      )
    },

    list: filter => listExecutions(rows, filter),
    search: filter => searchNames(rows, filter),

    async history(number, page) {
      const { reverse, after = reverse ? Number.MAX_SAFE_INTEGER : 0, limit } = page
      const most = Math.min(historyRows, limit + 1)
      const { chunks, isCut } = await historyChunks({ rows, row }, number, { reverse, after, most })
      const read = readHistory(chunks, page)
      // One more would be wanted: whether there is one is not known.
      return isCut && !read.more ? { ...read, more: await hasMore(number, read.events.at(-1)?.id ?? after, reverse) } : read
    },
  }

  async function hasMore(number: number, last: number, reverse: boolean): Promise<boolean> {
    if (reverse) return last > 1
    return ((await lastOfHistory({ rows, row }, number))?.last_id ?? 0) > last
  }
}

interface TaskRow {
  number: number
  frame: number
  task: number
  body: string
  submitted: string | null
  machine: string
  facts: string
}

/** Reads of what is under way. */
function taskReader({ rows }: Pick<Readers, 'rows'>, lane: number): Omit<Due, 'recordDeath'> {
  return {
    timersBetween: (from, before) =>
      rows(`SELECT execution AS number, timer, at FROM timers WHERE at >= $1 AND at < $2 AND ${ofLane('execution', lane)} ORDER BY at`, [
        // Infinity and fractions are asked for too.
        bound(from),
        bound(before),
      ]),

    async unfinishedTasks(after, limit) {
      const found = await rows<TaskRow>(
        `SELECT f.execution AS number, f.frame, f.task, f.command AS body, f.submitted, e.machine, e.facts
         FROM frames f JOIN live l ON l.number = f.execution JOIN executions e ON e.number = f.execution
         WHERE f.working AND ${ofLane('f.execution', lane)} AND (f.execution, f.frame) > ($1, $2::int) ORDER BY f.execution, f.frame LIMIT $3`,
        [after.number, after.frame, limit],
      )
      return found.map(({ number, frame, task, body, submitted, machine, facts }): UnfinishedTask => {
        const { executionArn, roleArn, traceHeader } = JSON.parse(facts) as Pick<
          UnfinishedTask['owner'],
          'executionArn' | 'roleArn' | 'traceHeader'
        >
        const unfinished = {
          number,
          frame,
          task,
          body,
          owner: { executionArn, stateMachineArn: machine, roleArn, ...(traceHeader === undefined ? {} : { traceHeader }) },
        }
        return submitted === null ? unfinished : { ...unfinished, submitted }
      })
    },

    deaths: () => rows(`SELECT execution AS number, event, count FROM deaths WHERE ${ofLane('execution', lane)}`),

    countsOfRunning: () =>
      rows(
        `SELECT machine AS "stateMachineArn", count(*) AS count FROM live
         WHERE NOT is_express AND map_run IS NULL AND ${ofLane('number', lane)} GROUP BY machine`,
      ),
  }
}

function bound(time: number): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(time)))
}
