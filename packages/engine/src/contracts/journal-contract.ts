import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DocumentStore, Due, Journal, JournalIndex, TurnWrite } from '../ports/journal.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import { frameTasksContract } from './frame-tasks-contract.ts'
import { arn, chunk, emptyWrite, record } from './journal-samples.ts'

type Everything = Journal & Due & JournalIndex & DocumentStore

/** What every journal must do; run against memory and SQLite alike. One that encrypts has checksums of its own, of what lies on disk. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a suite of tests
export function journalContract(
  open: () => Promise<{ journal: Everything; close: () => Promise<void> }>,
  { keepsSums = true }: { keepsSums?: boolean } = {},
): void {
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
    expect(await journal.find(arn('a'))).toEqual({ number, record: record('a') })
    expect(await journal.load(number)).toEqual({
      number,
      record: record('a'),
      frames: [{ id: 2 }],
      frameSizes: new Map([[2, 8]]),
      tasks: new Map(),
      lastEventId: 3,
      nextFrameId: 3,
      sum: keepsSums ? 7 : expect.any(Number),
    })
  })

  test('a turn that writes frames but no history keeps the next frame id', async () => {
    const number = await started('a')
    await commit({ number, frames: [{ id: 9, text: '{"id":9}' }], nextFrameId: 10 })
    expect(await journal.load(number)).toMatchObject({ lastEventId: 2, nextFrameId: 10, frames: [{ id: 1 }, { id: 9 }] })
  })

  test('history is read by pages in both directions', async () => {
    const number = await started('a')
    await commit({ number, history: [chunk(3, 5)] })
    await commit({ number, history: [chunk(6, 6)] })
    const ids = async (page: { reverse: boolean; after?: number; limit: number }) => {
      const { events, more } = await journal.history(number, page)
      return [...events.map(event => event.id), ...(more ? ['more'] : [])]
    }
    expect(await ids({ reverse: false, limit: 4 })).toEqual([1, 2, 3, 4, 'more'])
    expect(await ids({ reverse: false, after: 4, limit: 4 })).toEqual([5, 6])
    expect(await ids({ reverse: true, limit: 4 })).toEqual([6, 5, 4, 3, 'more'])
    expect(await ids({ reverse: true, after: 3, limit: 4 })).toEqual([2, 1])
  })

  test('lists are newest first, by every filter, and go on from where a page ended', async () => {
    const redriven = { redriveCount: 1, redriveDate: 7 }
    const first = await started('a', { stateMachineAliasArn: 'machine:live' })
    const second = await started('b', { stateMachineVersionArn: 'machine:1' })
    const third = await started('c')
    await started('d', { stateMachineArn: 'other' })
    const failed = { status: 'FAILED', stopDate: 5 } as const
    await commit({ number: second, changed: record('b', { stateMachineVersionArn: 'machine:1', ...failed }) })
    await commit({ number: first, changed: record('a', { stateMachineAliasArn: 'machine:live', ...redriven }) })
    /** All pages of a list, by names. */
    const names = async (filter: Omit<Parameters<JournalIndex['list']>[0], 'before'>) => {
      const found: string[] = []
      for (let before: number | undefined, isLast = false; !isLast; ) {
        const page = await journal.list({ ...filter, ...(before === undefined ? {} : { before }) })
        expect(page.executions.length).toBeLessThanOrEqual(filter.limit)
        found.push(...page.executions.map(execution => execution.name))
        before = page.before
        isLast = before === undefined
      }
      return found.join('')
    }
    for (const limit of [1, 2, 9]) {
      const machine = { by: 'machine', arn: 'machine', limit } as const
      expect(await names(machine)).toBe('cba')
      expect(await names({ ...machine, status: 'RUNNING' })).toBe('ca')
      expect(await names({ ...machine, isRedriven: true })).toBe('a')
      expect(await names({ ...machine, isRedriven: false })).toBe('cb')
      expect(await names({ ...machine, isRedriven: false, status: 'RUNNING' })).toBe('c')
      expect(await names({ ...machine, isRedriven: true, status: 'FAILED' })).toBe('')
      expect(await names({ by: 'version', arn: 'machine:1', limit })).toBe('b')
      expect(await names({ by: 'version', arn: 'machine:1', limit, status: 'FAILED' })).toBe('b')
      expect(await names({ by: 'alias', arn: 'machine:live', limit, status: 'FAILED' })).toBe('')
      expect(await names({ by: 'alias', arn: 'machine:live', limit, isRedriven: true })).toBe('a')
    }
    const { executions, places, before } = await journal.list({ by: 'machine', arn: 'machine', limit: 2 })
    const { input: _input, ...summary } = record('c')
    expect({ newest: executions[0], before }).toEqual({ newest: summary, before: second })
    expect([places, (await journal.list({ by: 'machine', arn: 'machine', status: 'FAILED', limit: 2 })).places]).toEqual([
      [third, second],
      [second],
    ])
    const inAll = async (machine?: string) => (await journal.counts(machine)).sort((a, b) => a.status.localeCompare(b.status))
    expect(await inAll('machine')).toEqual([
      { status: 'FAILED', count: 1 },
      { status: 'RUNNING', count: 2 },
    ])
    expect((await inAll()).find(({ status }) => status === 'RUNNING')).toEqual({ status: 'RUNNING', count: 3 })
    expect(await inAll('another')).toEqual([])
    const counts = await journal.countsOfRunning()
    expect(counts).toHaveLength(2)
    expect(counts).toContainEqual({ stateMachineArn: 'machine', count: 2 })
  })

  test('executions are found by any part of their ARNs, newest first over the machines asked for, page by page', async () => {
    const machines = ['machine', 'other']
    const of = (machine: string, name: string) => ({
      stateMachineArn: machine,
      executionArn: `arn:aws:states:eu-west-1:123456789012:execution:${machine}:${name}`,
      name,
    })
    await started('a', of('machine', 'Order-1'))
    const failed = await started('b', of('machine', 'order-2'))
    await started('c', of('other', 'ORDER-12-é'))
    await started('d', of('other', 'parcel'))
    await started('e', of('third', 'order-1'))
    await started('child', { ...of('machine', 'order-1-child'), mapRun: { number: 1, arn: 'run', scope: 1, first: 0, count: 1 } })
    await commit({ number: failed, changed: record('b', { ...of('machine', 'order-2'), status: 'FAILED', stopDate: 5 }) })
    const names = async (text: string, more: Partial<Parameters<JournalIndex['search']>[0]> = {}) => {
      const found: string[] = []
      for (let before: number | undefined, isLast = false; !isLast; ) {
        const page = await journal.search({ ...{ text, machines, limit: 1 }, ...more, ...(before === undefined ? {} : { before }) })
        found.push(...page.executions.map(execution => execution.name))
        before = page.before
        isLast = before === undefined
      }
      return found
    }
    for (const limit of [1, 2, 9]) {
      expect(await names('order-1', { limit })).toEqual(['ORDER-12-é', 'Order-1'])
      expect(await names('r', { limit })).toEqual(['parcel', 'ORDER-12-é', 'order-2', 'Order-1'])
    }
    expect(await names('-é')).toEqual(['ORDER-12-é'])
    expect(await names('order', { status: 'FAILED' })).toEqual(['order-2'])
    expect(await names('order', { status: 'RUNNING', machines: ['machine'] })).toEqual(['Order-1'])
    expect(await names(':execution:other:')).toEqual(['parcel', 'ORDER-12-é'])
    expect(await names('machine:order-2')).toEqual(['order-2'])
    expect(await names('other:rder')).toEqual([])
    expect(await names('order-1\norder-2')).toEqual([])
    expect(await names('order', { machines: [] })).toEqual([])
  })

  test('a write whose content can’t be kept is refused, with the later ones of its execution, and nobody else’s', async () => {
    const number = await started('a')
    const other = await started('b')
    const refusal = (write: Parameters<typeof commit>[0]) =>
      commit(write).then(
        () => 'taken',
        (error: Error) => error.name,
      )
    const outcomes = await Promise.all([
      refusal({ number, history: [chunk(3, 3)] }),
      refusal({ number, history: [chunk(4, 4)], setTimers: [{ timer: '1/wait', at: 1.5 }] }),
      refusal({ number: other, history: [chunk(3, 3)] }),
      refusal({ number, history: [chunk(5, 5)] }),
    ])
    expect(outcomes).toEqual(['taken', 'WriteRefused', 'taken', 'WriteRefused'])
    expect(await refusal({ number, history: [chunk(5, 5)] })).toBe('WriteRefused')
    expect(await journal.load(number)).toMatchObject({ lastEventId: 3 })
    expect(await journal.load(other)).toMatchObject({ lastEventId: 3 })
    journal.mend(number)
    expect(await refusal({ number, history: [chunk(4, 4)] })).toBe('taken')
    expect(await journal.load(number)).toMatchObject({ lastEventId: 4 })
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
    expect(await journal.timersBetween(0, 300)).toEqual([{ number, timer: '1/wait', at: 200 }])
    expect(await journal.timersBetween(201, 301)).toEqual([{ number, timer: '2/wait', at: 300 }])
    await commit({ number, clearedTimers: ['1/wait', '2/wait'] })
    expect(await journal.timersBetween(0, 301)).toEqual([])
    for (const clear of ['work', 'all'] as const) {
      await commit({ number, setTimers: [{ timer: '3/wait', at: 100 }] })
      await commit({ number, clear })
      expect(await journal.timersBetween(0, 301)).toEqual([])
    }
  })

  test('who is redriven and ends again before either is on disk is found among those that were redriven', async () => {
    const number = await started('a')
    const failed = { ...record('a'), status: 'FAILED', stopDate: 5 } as const
    await commit({ number, changed: failed, clear: 'all' })
    const redriven = { ...record('a'), redriveCount: 1, redriveDate: 7 }
    const begun = commit({ number, changed: redriven })
    await Promise.all([begun, commit({ number, changed: { ...failed, redriveCount: 1, redriveDate: 7 }, clear: 'all' })])
    const { executions } = await journal.list({ by: 'machine', arn: record('a').stateMachineArn, limit: 10, isRedriven: true })
    expect(executions.map(({ name, status, redriveCount }) => [name, status, redriveCount])).toEqual([['a', 'FAILED', 1]])
  })

  frameTasksContract({ journal: () => journal, commit, started })

  test('deaths are counted per event of an execution', async () => {
    const number = await started('a')
    journal.recordDeath(number, 5)
    journal.recordDeath(number, 5)
    await new Promise<void>(resolve => journal.barrier(() => resolve()))
    expect(await journal.deaths()).toEqual([{ number, event: 5, count: 2 }])
  })

  test('documents are kept by kind and key until they are deleted', async () => {
    const put = (key: string, body?: string) => new Promise<void>(resolve => journal.putDocument('role', key, body, () => resolve()))
    await put('a', '1')
    await put('b', '2')
    await put('a')
    expect(await journal.documents()).toEqual([{ kind: 'role', key: 'b', body: '2' }])
  })
}
