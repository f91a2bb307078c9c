import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { openEngine, type StartRequest, type TaskRunner } from '@pasos/engine'
import { sequence } from '@pasos/engine/sequence'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openForReading, openForWriting } from './database.ts'
import { plainVault } from './encryption/vault.ts'
import { packRows } from './journal/packed-history.ts'
import { sqliteStore } from './open-sqlite-store.ts'
import { verify } from './verify.ts'
import { op, operationRunner, type Primitive } from './writer/operations.ts'
import { rowSum } from './writer/sums.ts'

// One folder with a row in every table, and one value after the other changed in a copy of it.

const folder = mkdtempSync(join(tmpdir(), 'pasos-verify-'))
const file = join(folder, 'data', 'journal.db')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Columns whose change cannot be told from what could have been written. */
const UNSEEN = [
  // The order of the feed across executions: any number that no other row has would be as good.
  'history.sequence',
  // Row numbers, which nothing refers to.
  ...['data.id', 'map_items.id'],
  // Empty since tasks stand in the rows of frames.
  ...['place', 'resume', 'body', 'submitted', 'seal'].map(column => `tasks.${column}`),
  // What is in the memory of the process is left out of this index; what the table lacks is looked for, what it has too much does no harm.
  ...['arns.arn_sum', 'arns.number'],
]

beforeAll(async () => {
  const silent: TaskRunner = { claims: () => true, run: () => undefined }
  const engine = await openEngine({
    ...{ store: sqliteStore({ folder: join(folder, 'data') }), connectors: [silent], accountId: '123456789012', region: 'us-east-1' },
    onFatal: error => {
      throw error
    },
  })
  const request = (name: string, ...words: string[]): StartRequest => ({
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:m:${name}`,
    ...{ name, stateMachineArn: 'machine', stateMachineName: 'm', roleArn: 'role', type: 'STANDARD', input: '{}' },
    definition: sequence(...words),
  })
  await engine.runtime.start(request('ended', 'pass', 'fail'))
  await engine.runtime.ended(request('ended').executionArn)
  await engine.runtime.start(request('waiting', 'wait:100000'))
  await engine.runtime.start(request('working', 'task:x'))
  await engine.catalog.update('role', 'r', () => ({ next: { n: 1 }, result: undefined }))
  await engine.data.commit([{ space: 'sqs.message', key: 'k', value: 'a message' }])
  await engine.close()
  addTheRest()
})

/** What takes long to come about by itself: a Map Run with its items, a death, a packed history. */
function addTheRest(): void {
  const database = openForWriting(file)
  const run = operationRunner(database)
  const [spec, state, items] = ['{"arn":"run"}', '{"phase":"running"}', '[1,2]']
  const mapRun: Primitive[] = [op.startMapRun, 9, crc32('run'), 'run', 2, 1, 'running', crc32(spec), spec, crc32(state), state]
  run([...mapRun, rowSum(9, crc32('run'), 'run', 2, 1, 'running', null, null)])
  run([op.askMapRun, 'stop', 'stop', 2, 1, op.putMapItems, 9, 0, crc32(items), items, rowSum(9, 0, crc32(items))])
  run([op.changeMapRun, 'ended', crc32(state), state, '{"status":"FAILED"}', 0, 'ended', 0, '{"status":"FAILED"}', 9])
  run([op.blockNames, 0])
  run([op.recordDeath, 1, 3, rowSum(1, 3, 1), op.recordDeath, 1, 3, rowSum(1, 3, 1)])
  run([op.submitTask, '{"Id":1}', '{"Id":1}', 3, 1])
  const rows = database
    .prepare('SELECT first_id, last_id, next_frame, sum, events FROM history WHERE execution = 1 ORDER BY first_id')
    .all()
  for (const { firstId, lastId, nextFrame, sum, packSum, pack } of packRows(rows as never, plainVault).packs) {
    run([op.putPack, 1, firstId, lastId, nextFrame, sum, packSum, pack, rowSum(1, firstId, lastId, nextFrame, sum, packSum), 1])
    run([op.dropPackedRows, 1, lastId])
  }
  database.close()
}

function everyColumn(): [table: string, column: string][] {
  const database = openForReading(file)
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all()
  const columns = tables.flatMap(({ name }) => {
    const table = String(name)
    return database
      .prepare('SELECT name FROM pragma_table_info(?)')
      .all(table)
      .map((row): [string, string] => [table, String(row['name'])])
  })
  const empty = tables.filter(({ name }) => database.prepare(`SELECT 1 FROM ${name} LIMIT 1`).get() === undefined).map(({ name }) => name)
  database.close()
  // Executions are taken into this index by the ten thousand.
  expect(empty.sort()).toEqual(['arns', 'tasks'])
  return columns
}

/** One value of the first row made another of its kind. */
function plant(table: string, column: string): DatabaseSync {
  const copy = join(folder, 'copy.db')
  for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true })
  cpSync(file, copy)
  const database = new DatabaseSync(copy)
  // From the last row on, or keys that are next to each other would meet.
  const last = `SELECT * FROM ${table} ORDER BY 1 DESC LIMIT 1`
  const kind = (database.prepare(`SELECT typeof("${column}") AS kind FROM (${last})`).get() as { kind: string } | undefined)?.kind
  const change = { text: `"${column}" || 'x'`, blob: `CAST("${column}" || x'00' AS BLOB)` }[String(kind)] ?? `coalesce("${column}", 0) + 1`
  const keys = database.prepare(last).get() as Record<string, unknown>
  const where = Object.keys(keys ?? {}).map(name => `"${name}" IS (SELECT "${name}" FROM (${last}))`)
  database.exec(`UPDATE ${table} SET "${column}" = ${change} WHERE ${where.join(' AND ')}`)
  return database
}

test('every value that is changed in any column of any table is found and named, and the folder as it is has no damage', () => {
  expect(verify(file).damages).toEqual([])
  const unseen: string[] = []
  for (const [table, column] of everyColumn()) {
    const place = `${table}.${column}`
    if (UNSEEN.includes(place)) continue
    plant(table, column).close()
    const { damages } = verify(join(folder, 'copy.db'))
    if (damages.length === 0 || damages.some(({ what }) => what === '')) unseen.push(place)
    expect(
      damages.filter(({ what }) => /\n\s+at /.test(what)),
      `${place} ends in a stack`,
    ).toEqual([])
  }
  expect(unseen).toEqual([])
})

test('a frame that stands in both tables is found', () => {
  const copy = join(folder, 'twice.db')
  cpSync(file, copy)
  const database = new DatabaseSync(copy)
  database.exec('INSERT INTO frames SELECT place, sum, body FROM task_frames')
  database.close()
  expect(verify(copy).damages.map(({ what }) => what)).toEqual(['Frame 1 of execution 3 is there with its task and without.'])
})

test('a seal is the same whether the program or SQLite makes it', () => {
  const database = openForWriting(join(folder, 'seals.db'))
  const long = 'x'.repeat(500)
  const values = [['', null], [null, ''], ['a\n=b'], ['a', 'b'], [1, 2], [12], [long, 1], [new Uint8Array([1, 2, 3]), 'é'], [2 ** 40]]
  const seals = values.map(list => rowSum(...list))
  expect(new Set(seals).size).toBe(values.length)
  const made = values.map(list => {
    const row = database.prepare(`SELECT row_sum(${list.map(() => '?').join(', ')}) AS seal`).get(...list)
    return (row as { seal: number }).seal
  })
  expect(made).toEqual(seals)
  database.close()
})
