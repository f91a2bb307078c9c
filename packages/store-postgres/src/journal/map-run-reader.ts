import { parseJson, sliceOf } from '@pasos/asl'
import type { ChildState, KeptMapRun, MapRunAsked, MapRunJournal } from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'
import { arnHash, sumOf } from '../writer/sums.ts'
import { DamagedRow } from './damaged-row.ts'
import { ofLane } from './numbers.ts'
import { type RecordRow, recordColumns, summaryJoins, toRecord } from './rows.ts'

interface MapRunRow {
  number: number
  parent: number
  child: number
  asked: MapRunAsked['what'] | null
  asked_redrives: number | null
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

/** By name: a newer version may add to the table while this one is at work, and a prepared `*` would fail then. */
const columns = 'number, parent, child, asked, asked_redrives, outcome, spec_sum, state_sum, state, spec'
const isOpen = "(phase <> 'ended' OR asked IS NOT NULL OR outcome IS NOT NULL)"

/** All reads of Map Runs and their children. */
export function mapRunReader(
  { rows, row }: Pick<Readers, 'rows' | 'row'>,
  lane: number,
): Omit<MapRunJournal, 'commitMapRun' | 'childrenConverted'> {
  return {
    async mapRun(number) {
      const found = await row<MapRunRow>(`SELECT ${columns} FROM map_runs WHERE number = $1`, [number])
      return found && toMapRun(found)
    },

    async findMapRun(arn) {
      const found = await row<MapRunRow>(`SELECT ${columns} FROM map_runs WHERE arn_hash = $1 AND arn = $2`, [arnHash(arn), arn])
      return found && toMapRun(found)
    },

    async mapRunsOf(parent) {
      return (await rows<MapRunRow>(`SELECT ${columns} FROM map_runs WHERE parent = $1 ORDER BY number`, [parent])).map(toMapRun)
    },

    async openMapRuns(after, limit) {
      const sql = `SELECT ${columns} FROM map_runs WHERE ${isOpen} AND ${ofLane('number', lane)} AND number > $1 ORDER BY number LIMIT $2`
      return (await rows<MapRunRow>(sql, [after, limit])).map(toMapRun)
    },

    async listedItems(number, from) {
      const found = await row<{ first: number; sum: number; body: string }>(
        'SELECT first, sum, body FROM map_items WHERE map_run = $1 AND first <= $2 ORDER BY first DESC LIMIT 1',
        [number, from],
      )
      if (found === undefined) return { values: [] }
      if (sumOf(found.body) !== found.sum) throw new DamagedRow(`The items of Map Run ${number} from ${found.first} on are damaged.`)
      const { values, keys } = parseJson(found.body) as unknown as Awaited<ReturnType<MapRunJournal['listedItems']>>
      const at = from - found.first
      return { values: sliceOf(values, at), ...(keys === undefined ? {} : { keys: keys.slice(at) }) }
    },

    async childStates(number, { from, limit, status }) {
      const columns = `e.number, e.map_index, e.item_count, coalesce(n.status, 'RUNNING') AS status,
        coalesce(n.redrive_date, l.redrive_date) AS redrive_date`
      const table = status === undefined ? 'executions' : status === 'RUNNING' ? 'live' : 'ends'
      const wanted = `SELECT number FROM ${table} WHERE map_run = $1 AND map_index >= $2 ${table === 'ends' ? 'AND status = $4' : ''}
        ORDER BY map_index LIMIT $3`
      const found = await rows<ChildRow>(
        `SELECT ${columns} FROM (${wanted}) w JOIN executions e ON e.number = w.number
         LEFT JOIN ends n ON n.number = e.number LEFT JOIN live l ON l.number = e.number ORDER BY e.map_index`,
        table === 'ends' ? [number, from, limit, status] : [number, from, limit],
      )
      return found.map(toChildState)
    },

    // No earlier version kept children in their parents' frames here.
    withChildrenInFrames: async () => undefined,

    async childRecords(number, { from, limit }) {
      const sql = `SELECT ${recordColumns} FROM executions e ${summaryJoins} WHERE e.map_run = $1 AND e.map_index >= $2
        ORDER BY e.map_index LIMIT $3`
      return (await rows<RecordRow>(sql, [number, from, limit])).map(toRecord)
    },
  }
}

function toMapRun({ number, parent, child, asked, asked_redrives, outcome, spec, state, spec_sum, state_sum }: MapRunRow): KeptMapRun {
  if (sumOf(spec) !== spec_sum || sumOf(state) !== state_sum) throw new DamagedRow(`Map Run ${number} is damaged.`)
  return {
    ...{ number, parent, child, spec: JSON.parse(spec), state: JSON.parse(state) },
    ...(asked === null ? {} : { asked: toAsked(asked, asked_redrives) }),
    ...(outcome === null ? {} : { outcome }),
  }
}

function toAsked(what: MapRunAsked['what'], redriveCount: number | null): MapRunAsked {
  return redriveCount === null ? { what } : { what, redriveCount }
}

function toChildState({ number, map_index: first, item_count: count, status, redrive_date: redriveDate }: ChildRow): ChildState {
  return redriveDate === null ? { number, first, count, status } : { number, first, count, status, redriveDate }
}
