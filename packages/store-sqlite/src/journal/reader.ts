import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { type FrameId, parseJson } from '@pasos/asl'
import {
  type Due,
  type ExecutionNumber,
  type Journal,
  type JournalIndex,
  type LoadedExecution,
  type MapRunJournal,
  readHistory,
  type StoredTimer,
  type UnfinishedTask,
} from '@pasos/engine'
import type { Vault } from '../encryption/vault.ts'
import { type PlainRows, plainRows } from '../plain-rows.ts'
import type { ArnIndex } from './arn-index.ts'
import { DamagedRow } from './damaged-row.ts'
import { historyChunks } from './history-chunks.ts'
import { listExecutions } from './list-executions.ts'
import { mapRunReader } from './map-run-reader.ts'
import type { NameIndex } from './names/name-index.ts'
import { searchNames } from './names/search-names.ts'
import { type ExecutionRow, mapRunArn, toRecord } from './rows.ts'

type Reads = Pick<Journal, 'find' | 'load' | 'record' | 'definition'> &
  Omit<Due, 'recordDeath'> &
  JournalIndex &
  Omit<MapRunJournal, 'commitMapRun' | 'childrenConverted'>

/** One parameter: the number of the execution. */
export const framesOfExecution = `
  SELECT place & 0x7FFFFFF AS frame, sum, body, NULL AS task, NULL AS command, NULL AS submitted FROM frames
  WHERE place >= ?1 << 27 AND place < (?1 + 1) << 27
  UNION ALL SELECT place & 0x7FFFFFF, sum, body, task, command, submitted FROM task_frames WHERE place >= ?1 << 27 AND place < (?1 + 1) << 27
  ORDER BY frame`

export interface FrameRow {
  frame: number
  sum: number
  body: string
  task: number | null
  command: string | null
  submitted: string | null
}

/** The same without what only a copy needs. */
const framesToLoad = framesOfExecution.replaceAll(/, (NULL AS )?(command|submitted)\b/g, '')

/** All reads, through a connection of their own: always as of the last commit, never waiting for the writer. */
export function reader(database: DatabaseSync, vault: Vault, arns: Pick<ArnIndex, 'candidates'>, names: Pick<NameIndex, 'end'>): Reads {
  const chunks = historyChunks(database, vault)
  const statements = new Map<string, PlainRows>()
  const prepared = (sql: string): PlainRows => {
    let statement = statements.get(sql)
    if (!statement) {
      statement = plainRows(database.prepare(sql))
      statements.set(sql, statement)
    }
    return statement
  }
  const all = <T>(sql: string, ...values: SQLInputValue[]): T[] => prepared(sql).all<T>(...values)
  const one = <T>(sql: string, ...values: SQLInputValue[]): T | undefined => prepared(sql).get<T>(...values)

  return {
    ...mapRunReader(all, one, vault),

    async find(executionArn) {
      for (const number of arns.candidates(executionArn)) {
        const row = one<ExecutionRow>(`SELECT *, ${mapRunArn} FROM executions WHERE number = ? AND arn = ?`, number, executionArn)
        if (row) return { number, record: toRecord(row, vault) }
      }
      return undefined
    },

    async load(number): Promise<LoadedExecution | undefined> {
      const row = one<ExecutionRow>(`SELECT *, ${mapRunArn} FROM executions WHERE number = ?`, number)
      if (!row) return undefined
      const last = chunks.last(number)
      const rows = all<Pick<FrameRow, 'frame' | 'sum' | 'body' | 'task'>>(framesToLoad, number)
      let nextFrameId = last?.next_frame ?? 0
      const frames: { id: number }[] = []
      const frameSizes = new Map<number, number>()
      const tasks = new Map<number, number>()
      for (const { frame, sum, body: kept, task } of rows) {
        if (task !== null) tasks.set(frame, task)
        if (crc32(kept) !== sum) throw new DamagedRow(`Frame ${frame} of execution ${row.arn} is damaged.`)
        const body = vault.openText(kept)
        if (frame === 0) nextFrameId = Math.max(nextFrameId, Number(body))
        else {
          frames.push(parseJson(body) as unknown as { id: number })
          frameSizes.set(frame, body.length)
        }
      }
      const { last_id: lastEventId = 0, sum = 0 } = last ?? {}
      return { number, record: toRecord(row, vault), frames, frameSizes, tasks, lastEventId, nextFrameId, sum }
    },

    async record(number) {
      const row = one<ExecutionRow>(`SELECT *, ${mapRunArn} FROM executions WHERE number = ?`, number)
      return row && toRecord(row, vault)
    },

    async definition(id) {
      const row = one<{ body: string }>('SELECT body FROM definitions WHERE id = ?', id)
      return row && vault.openText(row.body)
    },

    async timersBetween(from, before) {
      return all<StoredTimer>('SELECT execution AS number, timer, at FROM timers WHERE at >= ? AND at < ? ORDER BY at', from, before)
    },

    async unfinishedTasks(after: { number: ExecutionNumber; frame: FrameId }, limit) {
      return all<UnfinishedRow>(unfinished, after.number, after.frame, limit).map(row => toUnfinishedTask(row, vault))
    },

    async deaths() {
      return all('SELECT execution AS number, event, count FROM deaths')
    },

    async counts(machine) {
      return machine === undefined ? all(countsOfAll) : all(countsOfMachine, machine)
    },

    async countsOfRunning() {
      return all(
        "SELECT machine AS stateMachineArn, count(*) AS count FROM executions WHERE status = 'RUNNING' AND type = 'STANDARD' AND map_run IS NULL GROUP BY machine",
      )
    },

    list: async filter => listExecutions(all, filter),
    search: filter => searchNames({ all, one }, names, filter),

    async history(number, page) {
      const { reverse, after } = page
      return readHistory(
        reverse ? chunks.backwards(number, after ?? Number.MAX_SAFE_INTEGER) : chunks.forwards(number, (after ?? 0) + 1),
        page,
      )
    },
  }
}

const countsOfAll = 'SELECT status, sum(count) AS count FROM totals WHERE count > 0 GROUP BY status'
const countsOfMachine = 'SELECT status, count FROM totals WHERE machine = ? AND count > 0'

const unfinished = `
  SELECT place >> 27 AS number, place & 0x7FFFFFF AS frame, task, command AS body, submitted, arn, machine, role, trace_header AS trace
  FROM task_frames JOIN executions ON number = place >> 27
  WHERE place > ? << 27 | ? AND status = 'RUNNING' ORDER BY place LIMIT ?`

interface UnfinishedRow {
  number: number
  frame: number
  task: number
  body: string
  submitted: string | null
  arn: string
  machine: string
  role: string
  trace: string | null
}

function toUnfinishedTask({ submitted, arn, machine, role, trace, body, ...place }: UnfinishedRow, { openText }: Vault): UnfinishedTask {
  const owner = { executionArn: arn, stateMachineArn: machine, roleArn: role, ...(trace === null ? {} : { traceHeader: trace }) }
  const task = { ...place, body: openText(body), owner }
  return submitted === null ? task : { ...task, submitted: openText(submitted) }
}
