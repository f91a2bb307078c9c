import type { SQLInputValue } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { parseJson, sliceOf } from '@pasos/asl'
import type { ChildState, KeptMapRun, MapRunAsked, MapRunJournal } from '@pasos/engine'
import type { Vault } from '../encryption/vault.ts'
import { DamagedRow } from './damaged-row.ts'
import { type ExecutionRow, mapRunArn, toRecord } from './rows.ts'

interface MapRunRow {
  number: number
  parent: number
  child: number
  asked: string | null
  outcome: string | null
  spec_sum: number
  state_sum: number
  state: string
  spec: string
}

interface ChildRow {
  number: number
  map_index: number
  item_count: number
  status: ChildState['status']
  redrive_date: number | null
}

const isOpen = "(phase <> 'ended' OR asked IS NOT NULL OR outcome IS NOT NULL)"

/** All reads of Map Runs and their children. */
export function mapRunReader(
  all: <T>(sql: string, ...values: SQLInputValue[]) => T[],
  one: <T>(sql: string, ...values: SQLInputValue[]) => T | undefined,
  vault: Vault,
): Omit<MapRunJournal, 'commitMapRun' | 'childrenConverted'> {
  return {
    async mapRun(number) {
      const row = one<MapRunRow>('SELECT * FROM map_runs WHERE number = ?', number)
      return row && toMapRun(row, vault)
    },

    async findMapRun(arn) {
      const row = one<MapRunRow>('SELECT * FROM map_runs WHERE arn_sum = ? AND arn = ?', crc32(arn), arn)
      return row && toMapRun(row, vault)
    },

    async mapRunsOf(parent) {
      return all<MapRunRow>('SELECT * FROM map_runs WHERE parent = ? ORDER BY number', parent).map(row => toMapRun(row, vault))
    },

    async openMapRuns(after, limit) {
      return all<MapRunRow>(`SELECT * FROM map_runs WHERE ${isOpen} AND number > ? ORDER BY number LIMIT ?`, after, limit).map(row =>
        toMapRun(row, vault),
      )
    },

    async listedItems(number, from) {
      const row = one<{ first: number; sum: number; body: string }>(
        'SELECT first, sum, body FROM map_items WHERE map_run = ? AND first <= ? ORDER BY first DESC LIMIT 1',
        number,
        from,
      )
      if (row === undefined) return { values: [] }
      if (crc32(row.body) !== row.sum) throw new DamagedRow(`The items of Map Run ${number} from ${row.first} on are damaged.`)
      const { values, keys } = parseJson(vault.openText(row.body)) as unknown as Awaited<ReturnType<MapRunJournal['listedItems']>>
      const at = from - row.first
      return { values: sliceOf(values, at), ...(keys === undefined ? {} : { keys: keys.slice(at) }) }
    },

    async childStates(number, { from, limit, status }) {
      const columns = 'number, map_index, item_count, status, redrive_date'
      const rows =
        status === undefined
          ? all<ChildRow>(
              `SELECT ${columns} FROM executions WHERE map_run = ? AND map_index >= ? ORDER BY map_index LIMIT ?`,
              number,
              from,
              limit,
            )
          : all<ChildRow>(
              `SELECT ${columns} FROM executions WHERE map_run = ? AND status = ? AND map_index >= ? ORDER BY map_index LIMIT ?`,
              ...[number, status, from, limit],
            )
      return rows.map(toChildState)
    },

    async withChildrenInFrames() {
      if (one("SELECT 1 FROM settings WHERE name = 'children-in-frames'") === undefined) return []
      const rows = all<{ number: number }>(
        `SELECT DISTINCT place >> 27 AS number FROM frames WHERE body LIKE '%"kind":"join"%"run":{"arn"%'`,
      )
      return rows.map(({ number }) => number)
    },

    async childRecords(number, { from, limit }) {
      const sql = `SELECT *, ${mapRunArn} FROM executions WHERE map_run = ? AND map_index >= ? ORDER BY map_index LIMIT ?`
      return all<ExecutionRow>(sql, number, from, limit).map(row => toRecord(row, vault))
    },
  }
}

function toMapRun({ number, parent, child, asked, outcome, spec, state, spec_sum, state_sum }: MapRunRow, { openText }: Vault): KeptMapRun {
  if (crc32(spec) !== spec_sum || crc32(state) !== state_sum) throw new DamagedRow(`Map Run ${number} is damaged.`)
  return {
    ...{ number, parent, child, spec: JSON.parse(openText(spec)), state: JSON.parse(openText(state)) },
    ...(asked === null ? {} : { asked: toAsked(asked) }),
    ...(outcome === null ? {} : { outcome: openText(outcome) }),
  }
}

function toAsked(text: string): MapRunAsked {
  const [what, count] = text.split(' ') as [MapRunAsked['what'], string | undefined]
  return count === undefined ? { what } : { what, redriveCount: Number(count) }
}

function toChildState({ number, map_index: first, item_count: count, status, redrive_date: redriveDate }: ChildRow): ChildState {
  return redriveDate === null ? { number, first, count, status } : { number, first, count, status, redriveDate }
}
