import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DocumentStore, Due, Journal, JournalIndex, TurnWrite, Upkeep } from '../ports/journal.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import { arn, chunk, emptyWrite, record } from './journal-samples.ts'

type Everything = Journal & Due & JournalIndex & DocumentStore & Pick<Upkeep, 'expire'>

/** What every journal must do; run against memory and SQLite alike. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a suite of tests
export function journalContract(open: () => Promise<{ journal: Everything; close: () => Promise<void> }>): void {
  let journal: Everything
  let close: () => Promise<void>

  beforeEach(async () => {
    const opened = await open()
    journal = opened.journal
    close = opened.close
  })
  afterEach(() => close())

  const commit = (write: Partial<TurnWrite> & { number: number }): Promise<void> =>
    new Promise((resolve, reject) => journal.commit({ ...emptyWrite, ...write }, error => (error ? reject(error) : resolve())))

  const started = async (name: string, more: Partial<ExecutionRecord> = {}): Promise<number> => {
    const number = journal.allocate()
    await commit({
      number,
      created: record(name, more),
      history: [chunk(1, 2)],
      frames: [{ id: 1, text: '{"id":1,"at":"A"}' }],
      nextFrameId: 2,
    })
    return number
  }

  test('an execution is found with its frames, its last event and its checksum', async () => {
    const number = await started('a')
    await commit({
      number,
      history: [{ ...chunk(3, 3), sum: 7 }],
      frames: [{ id: 2, text: '{"id":2}' }],
      removedFrames: [1],
      nextFrameId: 3,
    })
    expect(journal.find(arn('a'))).toEqual({ number, record: record('a') })
    expect(journal.load(number)).toEqual({
      number,
      record: record('a'),
      frames: [{ id: 2 }],
      frameSizes: new Map([[2, 8]]),
      lastEventId: 3,
      nextFrameId: 3,
      sum: 7,
    })
  })

  test('a turn that writes frames but no history keeps the next frame id', async () => {
    const number = await started('a')
    await commit({ number, frames: [{ id: 9, text: '{"id":9}' }], nextFrameId: 10 })
    expect(journal.load(number)).toMatchObject({ lastEventId: 2, nextFrameId: 10, frames: [{ id: 1 }, { id: 9 }] })
  })

  test('history is read by pages in both directions', async () => {
    const number = await started('a')
    await commit({ number, history: [chunk(3, 5)] })
    await commit({ number, history: [chunk(6, 6)] })
    const ids = (page: { reverse: boolean; after?: number; limit: number }) => journal.history(number, page).map(event => event.id)
    expect(ids({ reverse: false, limit: 4 })).toEqual([1, 2, 3, 4])
    expect(ids({ reverse: false, after: 4, limit: 4 })).toEqual([5, 6])
    expect(ids({ reverse: true, limit: 4 })).toEqual([6, 5, 4, 3])
    expect(ids({ reverse: true, after: 3, limit: 4 })).toEqual([2, 1])
  })

  test('lists are newest first, by status, version and alias, and go on from a cursor', async () => {
    const first = await started('a', { stateMachineAliasArn: 'machine:live' })
    const second = await started('b', { stateMachineVersionArn: 'machine:1' })
    const third = await started('c')
    await commit({ number: second, changed: { ...record('b', { stateMachineVersionArn: 'machine:1' }), status: 'FAILED', stopDate: 5 } })
    const numbers = (filter: Parameters<JournalIndex['list']>[0]) => journal.list(filter).map(found => found.number)
    expect(numbers({ by: 'machine', arn: 'machine', limit: 2 })).toEqual([third, second])
    expect(numbers({ by: 'machine', arn: 'machine', limit: 2, before: second })).toEqual([first])
    expect(numbers({ by: 'machine', arn: 'machine', limit: 9, status: 'RUNNING' })).toEqual([third, first])
    expect(numbers({ by: 'version', arn: 'machine:1', limit: 9, status: 'FAILED' })).toEqual([second])
    expect(numbers({ by: 'alias', arn: 'machine:live', limit: 9 })).toEqual([first])
    expect(journal.countsOfRunning()).toEqual([{ stateMachineArn: 'machine', count: 2 }])
  })

  test('timers are found by time until they are cleared or replaced', async () => {
    const number = await started('a')
    await commit({
      number,
      setTimers: [
        { timer: '1/wait', at: 100 },
        { timer: '2/wait', at: 300 },
      ],
    })
    await commit({ number, setTimers: [{ timer: '1/wait', at: 200 }] })
    expect(journal.timersBetween(0, 300)).toEqual([{ number, timer: '1/wait', at: 200 }])
    expect(journal.timersBetween(201, 301)).toEqual([{ number, timer: '2/wait', at: 300 }])
    await commit({ number, clearedTimers: ['1/wait', '2/wait'] })
    expect(journal.timersBetween(0, 301)).toEqual([])
  })

  test('tasks under way are found again unless somebody outside holds them', async () => {
    const number = await started('a')
    await commit({ number, startedTasks: [3, 4, 5].map(task => ({ task, body: `{"task":${task}}` })) })
    await commit({ number, endedTasks: [3], progressedTasks: [{ task: 4, submitted: '"ok"', resume: true }] })
    expect(journal.unfinishedTasks({ number: 0, task: 0 }, 9)).toEqual([
      { number, task: 4, body: '{"task":4}', submitted: '"ok"' },
      { number, task: 5, body: '{"task":5}' },
    ])
    await commit({ number, progressedTasks: [{ task: 4, resume: false }] })
    expect(journal.unfinishedTasks({ number: 0, task: 0 }, 9).map(found => found.task)).toEqual([5])
    await commit({ number, clear: 'work' })
    expect(journal.unfinishedTasks({ number: 0, task: 0 }, 9)).toEqual([])
  })

  test('expired executions are gone, running ones stay', async () => {
    const old = await started('a')
    const running = await started('b')
    await commit({ number: old, changed: { ...record('a'), status: 'SUCCEEDED', stopDate: 10, output: '1' }, clear: 'all' })
    expect(await journal.expire(11, 0, 10)).toBe(running)
    expect(journal.find(arn('a'))).toBeUndefined()
    expect(journal.find(arn('b'))?.number).toBe(running)
    expect(journal.allocate()).toBeGreaterThan(running)
  })

  test('deaths are counted per event of an execution', async () => {
    const number = await started('a')
    journal.recordDeath(number, 5)
    journal.recordDeath(number, 5)
    await new Promise<void>(resolve => journal.barrier(() => resolve()))
    expect(journal.deaths()).toEqual([{ number, event: 5, count: 2 }])
  })

  test('documents are kept by kind and key until they are deleted', async () => {
    const put = (key: string, body?: string) => new Promise<void>(resolve => journal.putDocument('role', key, body, () => resolve()))
    await put('a', '1')
    await put('b', '2')
    await put('a')
    expect(journal.documents()).toEqual([{ kind: 'role', key: 'b', body: '2' }])
  })
}
