import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionRecord, TurnWrite } from '@pasos/engine'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqliteJournal, type SqliteJournal } from './sqlite-journal.ts'

let folder: string
let journal: SqliteJournal

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-pages-'))
  journal = await openSqliteJournal(join(folder, 'journal.db'), () => undefined)
})
afterEach(async () => {
  await journal.close()
  rmSync(folder, { recursive: true, force: true })
})

const empty: Omit<TurnWrite, 'number'> = {
  ...{ frames: [], removedFrames: [], nextFrameId: 1, history: [] },
  ...{ setTimers: [], clearedTimers: [] },
}

function record(name: string, more: Partial<ExecutionRecord> = {}): ExecutionRecord {
  return {
    ...{ executionArn: name, stateMachineArn: 'machine', definitionId: 'd', roleArn: 'role', name, type: 'STANDARD' },
    ...{ status: 'FAILED', startDate: 1, stopDate: 2, input: '{}', redriveCount: 0 },
    ...more,
  }
}

const commit = (write: Partial<TurnWrite> & { number: number }): Promise<void> =>
  new Promise((resolve, reject) => journal.commit({ ...empty, ...write }, error => (error ? reject(error) : resolve())))

test('a list that finds little looks at two thousand executions a call, and goes on where it stopped', async () => {
  const wanted = journal.allocate()
  await commit({ number: wanted, created: record('wanted') })
  const others = Array.from({ length: 4_500 }, (_, index) => record(`other-${index}`, { redriveCount: 1, redriveDate: 3 }))
  await Promise.all(others.map(created => commit({ number: journal.allocate(), created })))
  const names: string[][] = []
  for (let before: number | undefined, isLast = false; !isLast; isLast = before === undefined) {
    const page = await journal.list({ by: 'machine', arn: 'machine', isRedriven: false, limit: 100, ...(before && { before }) })
    names.push(page.executions.map(execution => execution.name))
    before = page.before
  }
  expect(names).toEqual([[], [], ['wanted']])
})

test('a page of large events is short and says that there is more, in both directions', async () => {
  const number = journal.allocate()
  await commit({ number, created: record('large') })
  for (let id = 1; id <= 10; id++) {
    const event = { id, previousEventId: id - 1, timestamp: 1, type: 'PassStateEntered', text: 'x'.repeat(300_000) }
    await commit({ number, history: [{ firstId: id, lastId: id, text: JSON.stringify([event]), sum: 0 }] })
  }
  const pages = async (reverse: boolean): Promise<number[][]> => {
    const found: number[][] = []
    for (let after: number | undefined, more = true; more; ) {
      const page = await journal.history(number, { reverse, limit: 100, ...(after === undefined ? {} : { after }) })
      found.push(page.events.map(event => event.id))
      after = found.at(-1)?.at(-1)
      more = page.more
    }
    return found
  }
  expect(await pages(false)).toEqual([[1, 2, 3], [4, 5, 6], [7, 8, 9], [10]])
  expect(await pages(true)).toEqual([[10, 9, 8], [7, 6, 5], [4, 3, 2], [1]])
})

test('a journal whose file was deleted or replaced acknowledges nothing more, and says why', async () => {
  const told: string[] = []
  const file = join(folder, 'other.db')
  const other = await openSqliteJournal(file, error => void told.push(error.message))
  const write = { ...empty, number: other.allocate(), created: record('a') }
  rmSync(file)
  const answer = await new Promise<Error | undefined>(resolve => other.commit(write, resolve))
  expect(answer?.message).toContain('deleted, moved or replaced')
  expect(told).toHaveLength(1)
  await other.close()
})

test('what retention deletes is given back to the file system', async () => {
  const file = join(folder, 'journal.db')
  const text = 'x'.repeat(20_000)
  const old = Array.from({ length: 300 }, (_, index) => record(`old-${index}`, { input: JSON.stringify(text) }))
  await Promise.all(old.map(created => commit({ number: journal.allocate(), created })))
  await commit({ number: journal.allocate(), created: record('young', { stopDate: 1_000 }) })
  await journal.close()
  const full = statSync(file).size
  journal = await openSqliteJournal(file, () => undefined)
  for (let after: number | undefined = 0; after !== undefined; ) after = await journal.expire(500, after, 50)
  await journal.close()
  expect(full).toBeGreaterThan(6_000_000)
  expect(statSync(file).size).toBeLessThan(500_000)
  journal = await openSqliteJournal(file, () => undefined)
  expect((await journal.list({ by: 'machine', arn: 'machine', limit: 9 })).executions.map(execution => execution.name)).toEqual(['young'])
})

test('a number is never given twice, though retention has deleted the newest executions', async () => {
  const given = [journal.allocate(), journal.allocate(), journal.allocate()]
  for (const number of given) await commit({ number, created: record(`e${number}`) })
  await journal.expire(500, 0, 50)
  await journal.close()
  journal = await openSqliteJournal(join(folder, 'journal.db'), () => undefined)
  expect(journal.allocate()).toBeGreaterThan(given[2]!)
})

test('a page of the feed is short where turns are large, and has a turn however large that is', async () => {
  const number = journal.allocate()
  await commit({ number, created: record('large') })
  const sizes = [400_000, 400_000, 400_000, 3_000_000, 10]
  for (const [index, size] of sizes.entries()) {
    const id = index + 1
    const event = { id, previousEventId: index, timestamp: 1, type: 'PassStateEntered', text: 'x'.repeat(size) }
    await commit({ number, history: [{ firstId: id, lastId: id, text: JSON.stringify([event]), sum: 0 }] })
  }
  const pages: number[][] = []
  for (let after = 0; after < (await journal.feedEnd()); ) {
    const { entries, last } = await journal.readFeed(after, 100)
    expect(last).toBeGreaterThan(after)
    pages.push(entries.flatMap(({ events }) => events.map(({ id }) => id)))
    after = last
  }
  expect(pages).toEqual([[1, 2], [3], [4], [5]])
})

test('Express executions that are kept were told from memory: the feed passes them over, and goes on behind them', async () => {
  const event = (name: string) => JSON.stringify([{ id: 1, previousEventId: 0, timestamp: 1, type: name }])
  const types = ['EXPRESS', 'STANDARD', 'EXPRESS'] as const
  for (const [index, type] of types.entries()) {
    const history = [{ firstId: 1, lastId: 1, text: event(`Event${index}`), sum: 0 }]
    await commit({ number: journal.allocate(), created: record(`e${index}`, { type }), history })
  }
  const { entries, last } = await journal.readFeed(0, 100)
  expect(entries.map(({ execution }) => execution.name)).toEqual(['e1'])
  expect(last).toBe(await journal.feedEnd())
})
