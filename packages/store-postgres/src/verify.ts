import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Damage, ExecutionStatus, Verdict } from '@pasos/engine'
import type { Readers } from './connection/readers.ts'
import { DamagedRow } from './journal/damaged-row.ts'
import { historyChunks } from './journal/history-chunks.ts'
import { type RecordRow, recordColumns, summaryJoins } from './journal/rows.ts'
import { endSum, startSum } from './writer/record-rows.ts'
import { sumOf, taskSum } from './writer/sums.ts'

const pageSize = 200
const chunksOfPage = 500

type Row = RecordRow & { start_sum: number; end_sum: number | null; has_definition: boolean }

/** Checks all that is kept, from end to end: every row's checksum, histories without gaps. Executions may go on meanwhile. */
export async function verify(reads: Readers): Promise<Verdict> {
  const damages: Damage[] = []
  let executions = 0
  let events = 0
  for (let after = 0, rows: Row[] = []; ; after = rows.at(-1)!.number) {
    rows = await reads.rows<Row>(
      `SELECT ${recordColumns}, e.sum AS start_sum, n.sum AS end_sum,
         EXISTS (SELECT 1 FROM definitions d WHERE d.id = e.definition) AS has_definition
       FROM executions e ${summaryJoins} WHERE e.number > $1 ORDER BY e.number LIMIT ${pageSize}`,
      [after],
    )
    for (const row of rows) {
      executions++
      const { executionArn } = JSON.parse(row.facts) as { executionArn: string }
      const say = (what: string, eventId?: number): void =>
        void damages.push(eventId === undefined ? { executionArn, what } : { executionArn, eventId, what })
      if (!isWhole(row)) say('The row of the execution is damaged.')
      if (!row.has_definition) say('The definition of the execution is missing.')
      const history = await checkHistory(reads, row.number)
      events += history.events
      // Of an Express child only the outcome is kept.
      const hasHistory = !row.is_express || row.map_run === null
      if (history.damagedAt !== undefined) say(`The history is damaged from event ${history.damagedAt} on.`, history.damagedAt)
      else if (history.events === 0 && hasHistory) say('The execution has no history.', 1)
      for (const frame of await reads.rows<FrameRow>('SELECT * FROM frames WHERE execution = $1', [row.number]))
        if (!isWholeFrame(frame)) say(`Frame ${frame.frame} is damaged.`)
    }
    if (rows.length < pageSize) break
  }
  damages.push(...(await damagedMapRuns(reads)), ...(await damagedTexts(reads)))
  return { executions, events, damages }
}

interface FrameRow {
  frame: number
  sum: number
  body: string
  working: boolean
  task: number | null
  command: string | null
  submitted: string | null
  task_sum: number | null
  submitted_sum: number | null
}

/** The row of a frame, with its task or without. */
function isWholeFrame({ sum, body, working, task, command, submitted, ...sums }: FrameRow): boolean {
  const hasTask = task !== null && command !== null
  const taskIsWhole = hasTask ? taskSum({ task, body: command }) === sums.task_sum : sums.task_sum === null && (task ?? command) === null
  const submittedSum = submitted === null ? null : sumOf(submitted)
  return sumOf(body) === sum && working === hasTask && taskIsWhole && submittedSum === sums.submitted_sum
}

function isWhole(row: Row): boolean {
  const { map_run: number, map_index: first, item_count: count, scope } = row
  const start = startSum(
    {
      ...{ stateMachineArn: row.machine, definitionId: row.definition, startDate: row.start_date, input: row.input },
      ...{ type: row.is_express ? 'EXPRESS' : 'STANDARD' },
      stateMachineVersionArn: row.version ?? undefined,
      stateMachineAliasArn: row.alias ?? undefined,
      mapRun: number === null ? null : { number, first: first!, count: count!, scope: scope! },
    },
    row.facts,
  )
  if (start !== row.start_sum) return false
  if (row.outcome === null) return row.end_sum === null
  const end = {
    status: row.status as ExecutionStatus,
    stopDate: row.stop_date,
    redriveCount: row.redrive_count,
    redriveDate: row.redrive_date,
  }
  return endSum(end, row.outcome) === row.end_sum
}

/** How many events of an execution are whole, and where the first that are not begin. Chunks that are packed meanwhile are met again. */
async function checkHistory(reads: Readers, number: number): Promise<{ events: number; damagedAt?: number }> {
  let sum = 0
  let next = 1
  for (;;) {
    const found = await historyChunks(reads, number, { reverse: false, after: next - 1, most: chunksOfPage }).catch(error => {
      if (error instanceof DamagedRow) return undefined
      throw error
    })
    if (!found) return { events: next - 1, damagedAt: next }
    for (const chunk of found.chunks) {
      sum = crc32(chunk.events, sum)
      const isTrue = chunk.sum === undefined || (sum | 0) === chunk.sum
      if (chunk.firstId !== next || !isTrue) return { events: next - 1, damagedAt: Math.min(next, chunk.firstId) }
      next = chunk.lastId + 1
    }
    if (!found.isCut) return { events: next - 1 }
  }
}

async function damagedMapRuns({ rows }: Readers): Promise<Damage[]> {
  const runs = await rows<{ arn: string; spec: string; spec_sum: number; state: string; state_sum: number }>(
    'SELECT arn, spec, spec_sum, state, state_sum FROM map_runs',
  )
  return runs
    .filter(({ spec, spec_sum, state, state_sum }) => sumOf(spec) !== spec_sum || sumOf(state) !== state_sum)
    .map(({ arn }) => ({ executionArn: arn, what: 'The row of the Map Run is damaged.' }))
}

/** Definitions, which are named by their content, and documents. */
async function damagedTexts({ rows }: Readers): Promise<Damage[]> {
  const definitions = await rows<{ id: string; body: string }>('SELECT id, body FROM definitions')
  const documents = await rows<{ kind: string; key: string; body: string; sum: number }>('SELECT kind, key, body, sum FROM documents')
  return [
    ...definitions
      .filter(({ id, body }) => /^[0-9a-f]{64}$/.test(id) && createHash('sha256').update(body).digest('hex') !== id)
      .map(({ id }) => ({ executionArn: '', what: `The definition ${id} is damaged.` })),
    ...documents
      .filter(({ kind, key, body, sum }) => sumOf(kind, key, body) !== sum)
      .map(({ kind, key }) => ({ executionArn: '', what: `The document ${kind} ${key} is damaged.` })),
  ]
}
