import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ExecutionRecord } from '@pasos/engine'
import { emptyWrite, record } from '@pasos/engine/contracts'
import { afterEach, expect, test } from 'vitest'
import { addRowSum } from '../../database.ts'
import { verify } from '../../verify.ts'
import { openSqliteJournal, type SqliteJournal } from '../sqlite-journal.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function newFile(): string {
  folders.push(mkdtempSync(join(tmpdir(), 'pasos-names-')))
  return join(folders.at(-1)!, 'journal.db')
}

const open = (file: string) =>
  openSqliteJournal(file, error => {
    throw error
  })

const of = (name: string, more: Partial<ExecutionRecord> = {}): ExecutionRecord => ({
  ...record(name),
  ...{ name, executionArn: `arn:aws:states:eu-west-1:1:execution:m:${name}`, status: 'SUCCEEDED', startDate: 1, stopDate: 2, ...more },
})

/** Starts that are on disk, each with a number of its own or the one given. */
async function start(journal: SqliteJournal, records: readonly ExecutionRecord[], number?: number): Promise<void> {
  const definition = { id: record('a').definitionId, text: '{}' }
  const history = [{ firstId: 1, lastId: 1, text: '[]', sum: 223132457 }]
  await Promise.all(
    records.map(
      created =>
        new Promise<void>((resolve, reject) =>
          journal.commit({ ...emptyWrite, number: number ?? journal.allocate(), created, definition, history }, error =>
            error ? reject(error) : resolve(),
          ),
        ),
    ),
  )
}

const series = (from: number, count: number, more: Partial<ExecutionRecord> = {}) =>
  Array.from({ length: count }, (_, at) => of(`run-${from + at}`, more))

async function found(journal: SqliteJournal, text: string, more: Partial<Parameters<SqliteJournal['search']>[0]> = {}): Promise<string[]> {
  const names: string[] = []
  for (let before: number | undefined, isLast = false; !isLast; ) {
    const page = await journal.search({
      ...{ text, machines: ['machine'], limit: 7 },
      ...more,
      ...(before === undefined ? {} : { before }),
    })
    names.push(...page.executions.map(({ name }) => name))
    before = page.before
    isLast = before === undefined
  }
  return names
}

const rows = (file: string, sql: string): unknown[] => {
  const database = new DatabaseSync(file)
  const all = database.prepare(sql).all()
  database.close()
  return all
}
const blocks = (file: string) => rows(file, 'SELECT block FROM names ORDER BY block').map(row => (row as { block: number }).block)

test('names are found in blocks and before they are in one, over a restart, each once and newest first', async () => {
  const file = newFile()
  let journal = await open(file)
  await start(journal, series(1, 5_000))
  const expected = Array.from({ length: 5_000 }, (_, at) => `run-${5_000 - at}`).filter(name => name.includes('n-49'))
  expect(await found(journal, 'n-49')).toEqual(expected)
  expect(await found(journal, 'run-17')).toContain('run-17')
  expect((await found(journal, ':m:run-1')).length).toBe(1_111)
  await journal.close()
  expect(blocks(file)).toEqual([0, 1, 2])
  expect(verify(file).damages).toEqual([])
  journal = await open(file)
  expect(await found(journal, 'n-49')).toEqual(expected)
  await journal.close()
})

test('what is written late or deleted is in the block as it is in the journal', async () => {
  const file = newFile()
  const journal = await open(file)
  const late = journal.allocate()
  await start(journal, series(2, 3_500))
  expect(await found(journal, 'belated')).toEqual([])
  await start(journal, [of('belated', { startDate: 9, stopDate: 9 })], late)
  expect(await found(journal, 'belated')).toEqual(['belated'])
  await start(journal, [of('newest', { startDate: 10, stopDate: 10 })])
  for (let after: number | undefined = 0; after !== undefined; ) after = await journal.expire(9, after, 500)
  expect(await found(journal, 'run-')).toEqual([])
  expect(await found(journal, 'e')).toEqual(['newest', 'belated'])
  expect(await journal.counts('machine')).toEqual([{ status: 'SUCCEEDED', count: 2 }])
  await journal.close()
  expect(blocks(file)).toEqual([0])
  expect(verify(file).damages).toEqual([])
})

/** A file as it was before there were blocks and totals, with executions in it. */
function formerFile(executions: number): string {
  const file = newFile()
  const database = new DatabaseSync(file)
  addRowSum(database)
  database.function('crc32', _text => 0)
  const schema = new URL('../../schema/', import.meta.url)
  const former = readdirSync(schema).sort().slice(0, 10)
  for (const name of former) database.exec(readFileSync(new URL(name, schema), 'utf8'))
  database.exec(`PRAGMA user_version = ${former.length};
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${executions})
    INSERT INTO executions (number, arn_sum, arn, machine, status, definition, role, name, type, start_date, redrive_count, sum, input)
    SELECT n, n, 'arn:aws:states:eu-west-1:1:execution:m:run-' || n, 'machine', iif(n % 5, 'SUCCEEDED', 'FAILED'), 'd', 'r', 'run-' || n,
      'STANDARD', 1, 0, 0, '{}' FROM n`)
  database.close()
  return file
}

test('a folder from before there were blocks and totals is searched at once, and gets them', async () => {
  const file = formerFile(5_000)
  const journal = await open(file)
  expect(await found(journal, 'run-12')).toHaveLength(111)
  const counts = await journal.counts('machine')
  expect(counts.map(({ status, count }) => `${status} ${count}`).sort()).toEqual(['FAILED 1000', 'SUCCEEDED 4000'])
  while (blocks(file).length < 3) await new Promise(resolve => setTimeout(resolve, 5))
  expect(await found(journal, 'run-12')).toHaveLength(111)
  expect(await found(journal, 'run-12', { status: 'FAILED' })).toHaveLength(22)
  await journal.close()
})

test('a damaged block is read from the executions instead, and verify names it', async () => {
  const file = newFile()
  let journal = await open(file)
  await start(journal, series(1, 4_000))
  await journal.close()
  rows(file, "UPDATE names SET body = CAST(body || 'x' AS BLOB) WHERE block = 1")
  expect(verify(file).damages.map(({ what }) => what)).toEqual(['The names of executions 1024 to 2047 are damaged.'])
  journal = await open(file)
  expect(await found(journal, 'run-1500')).toEqual(['run-1500'])
  await journal.close()
})

test('many children of Map Runs between executions make no blocks, and totals leave them out', async () => {
  const file = newFile()
  const journal = await open(file)
  await start(journal, series(1, 10))
  const child = { mapRun: { number: 1, arn: 'run', scope: 1, first: 0, count: 1 } }
  await start(
    journal,
    series(11, 5_000).map((each, at) => ({ ...each, mapRun: { ...child.mapRun, first: at } })),
  )
  await start(journal, [of('last')])
  expect(await found(journal, 'run-')).toHaveLength(10)
  expect(await found(journal, 'last')).toEqual(['last'])
  expect(await journal.counts()).toEqual([{ status: 'SUCCEEDED', count: 11 }])
  await journal.close()
  expect(blocks(file)).toEqual([0])
})
