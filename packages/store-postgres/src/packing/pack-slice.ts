import type { ExecutionNumber } from '@pasos/engine'
import { mostCharactersOfPack, type PackText, packTexts, type RowToPack } from '@pasos/engine/pack-text'
import type { Readers } from '../connection/readers.ts'
import { binaryArray } from '../writer/binary-arrays.ts'
import { packsOf } from './packs.ts'

/** Which rows of a lane's history are looked at: `after` < place ≤ `upto`. Of executions, those that ended before a time (epoch ms). */
export interface Slice {
  lane: number
  after: number
  upto: number
  endedBefore: number
}

/** Rows that are looked at together. */
const sliceRows = 512
/** A slice that holds large histories ends early. */
const mostBytesOfSlice = 4 * 1024 * 1024
/** Of small histories, which are read together: a millisecond of parsing. What comes at once is parsed without a pause. */
const mostBytesRead = 128 * 1024
/** Rows of one execution that are read at a time, where they are many. */
const rowsAtATime = 2_000

const metRows = `
  WITH page AS MATERIALIZED (SELECT place, execution FROM history WHERE lane = $1 AND place > $2 AND place <= $3 ORDER BY place LIMIT ${sliceRows})
  SELECT m.execution, m.first, m.last, m.rows, n.stop_date AS stopped, t.end, t.bytes
  FROM (SELECT execution, min(place) AS first, max(place) AS last, count(*) AS rows FROM page GROUP BY execution) m
    LEFT JOIN ends n ON n.number = m.execution
    LEFT JOIN LATERAL (SELECT max(place) AS end, sum(octet_length(events)) AS bytes FROM history WHERE execution = m.execution) t
      ON n.number IS NOT NULL
  ORDER BY m.first`

interface Met {
  execution: ExecutionNumber
  /** Places of those of its rows that were met, and how many they are. */
  first: number
  last: number
  rows: number
  stopped: number | null
  /** Of all its rows. */
  end: number | null
  bytes: number | null
}

type Ended = Met & { stopped: number; bytes: number }

/**
 * Packs executions that have ended, in the order in which their rows were written. One that runs is passed over: its end brings a row of its own, by
 * which it is met again. So is one with rows beyond the bound. Answers where to go on, and whether nothing is left up to the bound for now.
 */
export async function packSlice(reads: Readers, { lane, after, upto, endedBefore }: Slice): Promise<{ last: number; isThrough: boolean }> {
  const met = await reads.rows<Met>(metRows, [lane, after, upto])
  const wanted: Ended[] = []
  let bytes = 0
  let stopsBefore: number | undefined
  let isTooNew = false
  for (const each of met) {
    if (each.stopped === null || each.end === null || each.end > upto) continue
    isTooNew = each.stopped >= endedBefore
    if (isTooNew || bytes > mostBytesOfSlice) {
      stopsBefore = each.first - 1
      break
    }
    wanted.push(each as Ended)
    bytes += Number(each.bytes)
  }
  const isWholePage = met.reduce((sum, { rows }) => sum + rows, 0) === sliceRows
  const isThrough = isTooNew || (stopsBefore === undefined && !isWholePage)
  // The rows up to the bound may have gone with an earlier slice: nobody is to look for them again.
  const last = stopsBefore ?? (isWholePage ? Math.max(...met.map(each => each.last)) : upto)
  // By number, as those that delete them go.
  await pack(
    reads,
    { lane, upto: last },
    wanted.sort((a, b) => a.execution - b.execution),
  )
  return { last, isThrough }
}

interface Packed {
  execution: ExecutionNumber
  stopped: number
  rows: number
  text: PackText
}

async function pack(reads: Readers, at: { lane: number; upto: number }, ended: readonly Ended[]): Promise<void> {
  const isLarge = ({ bytes }: Ended): boolean => bytes > mostCharactersOfPack
  for (const each of ended.filter(isLarge)) await packLarge(reads, at.lane, each)
  const packed: Packed[] = []
  for (const some of groups(ended.filter(each => !isLarge(each)))) packed.push(...(await readSmall(reads, some)))
  await write(reads, at, packed)
}

/** So few histories in each that reading them holds nobody up. */
function* groups(ended: readonly Ended[]): Generator<Ended[]> {
  let group: Ended[] = []
  let bytes = 0
  for (const each of ended) {
    group.push(each)
    bytes += Number(each.bytes)
    if (bytes < mostBytesRead) continue
    yield group
    group = []
    bytes = 0
  }
  if (group.length > 0) yield group
}

async function readSmall(reads: Readers, ended: readonly Ended[]): Promise<Packed[]> {
  const rows = await reads.rows<RowToPack & { execution: ExecutionNumber }>(
    'SELECT execution, first_id, last_id, next_frame, sum, events FROM history WHERE execution = ANY ($1) ORDER BY execution, first_id',
    [
      binaryArray(
        'int8',
        ended.map(({ execution }) => execution),
      ),
    ],
  )
  const byExecution = Map.groupBy(rows, ({ execution }) => execution)
  return ended.flatMap(({ execution, stopped }): Packed[] => {
    const own = byExecution.get(execution) ?? []
    return textsOf(own).map(text => ({ execution, stopped, ...text }))
  })
}

/** One pack after the other, so that it is never here as a whole. */
async function packLarge(reads: Readers, lane: number, { execution, stopped }: Ended): Promise<void> {
  for (let isRest = false; !isRest; ) {
    const rows = await reads.rows<RowToPack & { before: number }>(
      `SELECT * FROM (
         SELECT *, sum(octet_length(events)) OVER (ORDER BY first_id) - octet_length(events) AS before FROM (
           SELECT first_id, last_id, next_frame, sum, events FROM history WHERE execution = $1 ORDER BY first_id LIMIT ${rowsAtATime}) r
       ) h WHERE before < ${mostCharactersOfPack} ORDER BY first_id`,
      [execution],
    )
    isRest = rows.length === 0
    await write(
      reads,
      { lane, upto: 0 },
      textsOf(rows).map(text => ({ execution, stopped, ...text })),
    )
  }
}

function textsOf(rows: readonly RowToPack[]): Pick<Packed, 'text' | 'rows'>[] {
  return [...packTexts(rows)].map(text => ({
    text,
    rows: rows.filter(row => row.first_id >= text.firstId && row.last_id <= text.lastId).length,
  }))
}

async function write(reads: Readers, { lane, upto }: { lane: number; upto: number }, packed: readonly Packed[]): Promise<void> {
  const packs = await packsOf(packed.map(({ text }) => text))
  const int4 = (of: (each: Packed) => number): Buffer => binaryArray('int4', packed.map(of))
  const int8 = (of: (each: Packed) => number): Buffer => binaryArray('int8', packed.map(of))
  await reads.rows('SELECT pack_history_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
    ...[lane, upto],
    ...[int8(({ execution }) => execution), int4(({ text }) => text.firstId), int4(({ text }) => text.lastId)],
    ...[int4(({ text }) => text.nextFrame), int4(({ text }) => text.sum), int4(({ rows }) => rows), int8(({ stopped }) => stopped)],
    ...[
      binaryArray(
        'int4',
        packs.map(({ packSum }) => packSum),
      ),
      binaryArray(
        'bytea',
        packs.map(({ pack }) => pack),
      ),
    ],
  ])
}
