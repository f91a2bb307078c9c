import { emptyTally, type MapRunSpec, type StoredMapRun } from '@pasos/asl'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Journal, JournalIndex, TurnWrite, Upkeep } from '../ports/journal.ts'
import type { ChildPlace, MapRunAsked, MapRunJournal, MapRunWrite } from '../ports/map-runs.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'

type Everything = Journal & JournalIndex & MapRunJournal & Pick<Upkeep, 'expire'>

/** What a journal of Map Runs must do; run against memory and SQLite alike. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a suite of tests
export function mapRunContract(open: () => Promise<{ journal: Everything; close: () => Promise<void> }>): void {
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
  const commitRun = (write: MapRunWrite): Promise<void> =>
    new Promise((resolve, reject) => journal.commitMapRun(write, error => (error ? reject(error) : resolve())))

  /** A parent with a Map Run of ten items in two rows. */
  const started = async (): Promise<{ parent: number; mapRun: number }> => {
    const parent = journal.allocate()
    const mapRun = journal.allocate()
    const items = [
      { first: 0, text: '{"values":[0,1,2,3],"keys":["a","b","c","d"]}' },
      { first: 4, text: '{"values":[4,5,6,7,8,9],"keys":["e","f","g","h","i","j"]}' },
    ]
    const write: MapRunWrite = { type: 'started', number: mapRun, parent, child: 4, spec, state: state(), items }
    await commit({ number: parent, created: record('parent'), mapRuns: [write] })
    return { parent, mapRun }
  }

  const child = async (mapRun: number, first: number, more: Partial<ExecutionRecord> = {}): Promise<number> => {
    const number = journal.allocate()
    const place: ChildPlace = { number: mapRun, arn: spec.arn, scope: 1, first, count: 2 }
    await commit({ number, created: record(`child-${first}`, { mapRun: place, ...more }) })
    return number
  }

  test('a Map Run is written with the turn of its parent and found by its ARN, its number and its parent', async () => {
    const { parent, mapRun } = await started()
    const kept = { number: mapRun, parent, child: 4, spec, state: state() }
    expect(await journal.findMapRun(spec.arn)).toEqual(kept)
    expect(await journal.mapRun(mapRun)).toEqual(kept)
    expect(await journal.mapRunsOf(parent)).toEqual([kept])
    expect(await journal.findMapRun('other')).toBeUndefined()
    expect(await journal.mapRunsOf(parent + 1000)).toEqual([])
  })

  test('it is open until it has ended, nothing is asked of it and its parent has taken the outcome', async () => {
    const { parent, mapRun } = await started()
    const open = async () => (await journal.openMapRuns(0, 10)).map(({ asked, outcome }) => ({ asked, outcome }))
    expect(await open()).toEqual([{}])
    await commitRun({ type: 'changed', number: mapRun, state: state('ended'), outcome: '{"status":"FAILED"}' })
    expect(await open()).toEqual([{ outcome: '{"status":"FAILED"}' }])
    await commit({ number: parent, mapRuns: [{ type: 'taken', parent, child: 4 }] })
    expect(await open()).toEqual([])
    const asked = { what: 'redrive', redriveCount: 1 } as const
    await commit({ number: parent, mapRuns: [{ type: 'asked', parent, child: 4, asked }] })
    expect(await open()).toEqual([{ asked }])
    await commitRun({ type: 'changed', number: mapRun, state: state('ended') })
    expect(await open()).toEqual([{ asked }])
    await commitRun({ type: 'changed', number: mapRun, state: state('ended'), taken: asked })
    expect(await open()).toEqual([])
    expect(await journal.openMapRuns(mapRun, 10)).toEqual([])
  })

  test('what was asked last stays until that very thing has been taken in, though its like from before is', async () => {
    const { parent, mapRun } = await started()
    const ask = (asked: MapRunAsked) => commit({ number: parent, mapRuns: [{ type: 'asked', parent, child: 4, asked }] })
    const take = (taken: MapRunAsked) => commitRun({ type: 'changed', number: mapRun, state: state(), taken })
    const kept = async () => (await journal.mapRun(mapRun))?.asked
    const inOrder: MapRunAsked[] = [
      ...[{ what: 'stop' } as const, { what: 'redrive' } as const, { what: 'stop', redriveCount: 0 } as const],
      ...[
        { what: 'redrive', redriveCount: 1 } as const,
        { what: 'stop', redriveCount: 1 } as const,
        { what: 'stop', redriveCount: 10 } as const,
      ],
    ]
    for (const [index, asked] of inOrder.entries()) {
      await ask(asked)
      for (const [other, taken] of inOrder.entries()) {
        if (other === index) continue
        await take(taken)
        expect(await kept()).toEqual(asked)
      }
      await take(asked)
      expect(await kept()).toBeUndefined()
    }
  })

  test('listed items are read from any index on', async () => {
    const { mapRun } = await started()
    expect(await journal.listedItems(mapRun, 0)).toEqual({ values: [0, 1, 2, 3], keys: ['a', 'b', 'c', 'd'] })
    expect(await journal.listedItems(mapRun, 3)).toEqual({ values: [3], keys: ['d'] })
    expect(await journal.listedItems(mapRun, 4)).toMatchObject({ values: [4, 5, 6, 7, 8, 9] })
    expect(await journal.listedItems(mapRun, 10)).toEqual({ values: [], keys: [] })
    expect(await journal.listedItems(mapRun + 1000, 0)).toEqual({ values: [] })
  })

  test('children are read in the order of their items, by pages and by status', async () => {
    const { mapRun } = await started()
    const third = await child(mapRun, 4)
    const first = await child(mapRun, 0, { status: 'SUCCEEDED', stopDate: 5, output: '1' })
    const second = await child(mapRun, 2, { status: 'FAILED', stopDate: 5, redriveDate: 7, redriveCount: 1 })
    expect(await journal.childStates(mapRun, { from: 0, limit: 10 })).toEqual([
      { number: first, first: 0, count: 2, status: 'SUCCEEDED' },
      { number: second, first: 2, count: 2, status: 'FAILED', redriveDate: 7 },
      { number: third, first: 4, count: 2, status: 'RUNNING' },
    ])
    expect((await journal.childStates(mapRun, { from: 1, limit: 1 })).map(({ number }) => number)).toEqual([second])
    expect((await journal.childStates(mapRun, { from: 0, limit: 9, status: 'RUNNING' })).map(({ number }) => number)).toEqual([third])
    expect((await journal.childRecords(mapRun, { from: 0, limit: 1 })).map(({ output, mapRun: place }) => [output, place?.arn])).toEqual([
      ['1', spec.arn],
    ])
    expect((await journal.find(arn('child-4')))?.record.mapRun).toEqual({ number: mapRun, arn: spec.arn, scope: 1, first: 4, count: 2 })
  })

  test('children are listed by their Map Run, newest first, and not with the executions of a machine', async () => {
    const { parent, mapRun } = await started()
    for (const first of [0, 2, 4]) await child(mapRun, first, first === 2 ? { status: 'SUCCEEDED', stopDate: 5 } : {})
    const listed = async (filter: Partial<Parameters<Everything['list']>[0]>) => {
      const { executions, before } = await journal.list({ by: { mapRun }, arn: '', limit: 2, ...filter })
      return { firsts: executions.map(found => found.mapRun?.first), before }
    }
    expect(await listed({})).toEqual({ firsts: [4, 2], before: 2 })
    expect(await listed({ before: 2 })).toEqual({ firsts: [0], before: undefined })
    expect(await listed({ status: 'SUCCEEDED' })).toEqual({ firsts: [2], before: undefined })
    expect(await listed({ isRedriven: true })).toEqual({ firsts: [], before: undefined })
    await child(mapRun, 6, { status: 'FAILED', stopDate: 5 })
    await child(mapRun, 8, { status: 'TIMED_OUT', stopDate: 9, redriveDate: 7, redriveCount: 1 })
    // Being redriven since 7: what failed before has its turn still to come.
    expect(await listed({ status: 'PENDING_REDRIVE', redriveDate: 7 })).toEqual({ firsts: [6], before: undefined })
    expect(await listed({ status: 'FAILED', redriveDate: 7 })).toEqual({ firsts: [], before: undefined })
    expect(await listed({ status: 'TIMED_OUT', redriveDate: 7 })).toEqual({ firsts: [8], before: undefined })
    // Whatever has succeeded or runs is that, redriven or not.
    expect(await listed({ status: 'SUCCEEDED', redriveDate: 7 })).toEqual({ firsts: [2], before: undefined })
    expect(await listed({ status: 'RUNNING', redriveDate: 7 })).toEqual({ firsts: [4, 0], before: undefined })
    expect(await listed({ status: 'PENDING_REDRIVE' })).toEqual({ firsts: [], before: undefined })
    expect(await listed({ status: 'PENDING_REDRIVE', redriveDate: 8, isRedriven: true })).toEqual({ firsts: [8], before: undefined })
    const ofMachine = await journal.list({ by: 'machine', arn: 'machine', limit: 9 })
    expect(ofMachine.executions.map(({ executionArn }) => executionArn)).toEqual([arn('parent')])
    expect(parent).toBeGreaterThan(0)
  })

  test('children that have ended stay while their Map Run needs them, and go with the parent', async () => {
    const { parent, mapRun } = await started()
    await child(mapRun, 0, { status: 'SUCCEEDED', stopDate: 5 })
    await journal.expire(1_000, 0, 100)
    expect(await journal.childStates(mapRun, { from: 0, limit: 9 })).toHaveLength(1)
    await commitRun({ type: 'changed', number: mapRun, state: state('ended') })
    await commit({ number: parent, changed: { ...record('parent'), status: 'SUCCEEDED', stopDate: 5 }, clear: 'all' })
    await journal.expire(1_000, 0, 100)
    expect(await journal.childStates(mapRun, { from: 0, limit: 9 })).toEqual([])
    expect(await journal.mapRun(mapRun)).toBeUndefined()
  })
}

const arn = (name: string): string => `arn:aws:states:r:1:execution:m:${name}`

const spec: MapRunSpec = {
  ...{ arn: 'arn:aws:states:r:1:mapRun:m/L:1', executionArn: arn('parent'), scope: 0, state: 'M', childType: 'STANDARD' },
  items: { kind: 'listed', total: 10 },
}

function state(phase: StoredMapRun['phase'] = 'starting'): StoredMapRun {
  const common = { settings: { maxConcurrency: 3 }, redriveCount: 0, startDate: 1, isRedriveDue: false, total: 10 }
  if (phase !== 'ended') return { ...common, status: 'RUNNING', phase, position: { pageItem: 0, item: 0 } }
  const counts = { items: emptyTally(), executions: emptyTally(), notRedrivable: { items: 0, executions: 0 } }
  return { ...common, status: 'FAILED', phase, stopDate: 2, counts }
}

function record(name: string, more: Partial<ExecutionRecord> = {}): ExecutionRecord {
  return {
    ...{ executionArn: arn(name), stateMachineArn: 'machine', definitionId: 'd', roleArn: 'r', name, type: 'STANDARD', status: 'RUNNING' },
    ...{ startDate: 1, input: '{}', redriveCount: 0 },
    ...more,
  }
}

const emptyWrite = {
  ...{ frames: [], removedFrames: [], nextFrameId: 1, history: [] },
  ...{ setTimers: [], clearedTimers: [] },
}
