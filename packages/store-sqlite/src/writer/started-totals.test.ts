import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { ExecutionRecord, TurnWrite } from '@pasos/engine'
import { emptyWrite, record } from '@pasos/engine/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForWriting } from '../database.ts'
import { plainVault } from '../encryption/vault.ts'
import { type ExecutionRow, mapRunArn, toRecord } from '../journal/rows.ts'
import { encodeWrite } from './encode-write.ts'
import { op, type Primitive } from './operations.ts'
import { batchWriter } from './write-batches.ts'

let folder: string
let database: DatabaseSync

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-totals-'))
  database = openForWriting(join(folder, 'journal.db'))
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

/** Operations of writes, each of an owner of its own, as one batch. */
function batchOf(...writes: (Partial<TurnWrite> & { number: number })[]) {
  const operations: Primitive[] = []
  const ends = writes.flatMap(write => {
    encodeWrite({ ...emptyWrite, ...write }, plainVault, operations)
    return [write.number, operations.length]
  })
  return { batch: 1, operations, writes: ends }
}

const started = (number: number, more: Partial<ExecutionRecord> = {}) => ({ number, created: record(`e${number}`, more) })
const changed = (number: number, more: Partial<ExecutionRecord>) => ({ number, changed: record(`e${number}`, more) })

const totals = () => database.prepare('SELECT machine, status, count FROM totals WHERE count <> 0 ORDER BY machine, status').all()
const counted = () =>
  database
    .prepare('SELECT machine, status, count(*) AS count FROM executions WHERE map_run IS NULL GROUP BY machine, status ORDER BY 1, 2')
    .all()

test('what a batch starts is in the totals with it, whatever becomes of it within the batch', () => {
  const write = batchWriter(database)
  const child = { number: 1, arn: 'run', scope: 1, first: 0, count: 1 }
  const batch = batchOf(
    started(1),
    started(2, { status: 'SUCCEEDED', output: '1' }),
    started(3, { status: 'SUCCEEDED', output: '1', traceHeader: 'Root=1' }),
    started(4, { stateMachineArn: 'other' }),
    started(5, { mapRun: child }),
    started(6),
    changed(1, { status: 'FAILED', error: 'E' }),
    started(7, { status: 'FAILED', error: 'E', cause: 'C' }),
  )
  const late = batchOf(
    started(8, { stateMachineArn: 'other' }),
    started(9, { stateMachineArn: 'other' }),
    started(10, { status: 'ABORTED' }),
  )
  late.operations.push(op.deleteExecution, 10, op.deleteExecution, 2, op.dropTotals)
  late.writes[late.writes.length - 1] = late.operations.length
  expect(write([batch, late])).toEqual([])
  expect(totals()).toEqual([
    { machine: 'machine', status: 'FAILED', count: 2 },
    { machine: 'machine', status: 'RUNNING', count: 1 },
    { machine: 'machine', status: 'SUCCEEDED', count: 1 },
    { machine: 'other', status: 'RUNNING', count: 3 },
  ])
  expect(totals()).toEqual(counted())
})

test('what is refused, or written again one by one because of it, is counted as often as it is there', () => {
  const write = batchWriter(database)
  // The same number twice: the second can't be kept.
  const refused = write([batchOf(started(1), started(2), started(1, { stateMachineArn: 'other' }), started(3, { redriveDate: 5 }))])
  expect(refused.map(({ index }) => index)).toEqual([2])
  write([batchOf(started(4, { stateMachineArn: 'other' }))])
  expect(totals()).toEqual([
    { machine: 'machine', status: 'RUNNING', count: 3 },
    { machine: 'other', status: 'RUNNING', count: 1 },
  ])
  expect(totals()).toEqual(counted())
})

test('a start keeps what only some executions have, each of it alone', () => {
  const given: Partial<ExecutionRecord>[] = [
    {},
    { output: '"o"', status: 'SUCCEEDED', stopDate: 3 },
    { stateMachineVersionArn: 'version' },
    { stateMachineAliasArn: 'alias' },
    { parentExecutionArn: 'parent' },
    { traceHeader: 'Root=1' },
    { error: 'E', status: 'FAILED' },
    { cause: 'C', status: 'FAILED' },
    { error: '', status: 'FAILED' },
    { redriveDate: 4, redriveCount: 1 },
  ]
  expect(batchWriter(database)([batchOf(...given.map((more, at) => started(at + 1, more)))])).toEqual([])
  const rows = database.prepare(`SELECT *, ${mapRunArn} FROM executions ORDER BY number`).all() as unknown as ExecutionRow[]
  expect(rows.map(row => toRecord(row, plainVault))).toEqual(given.map((more, at) => record(`e${at + 1}`, more)))
})
