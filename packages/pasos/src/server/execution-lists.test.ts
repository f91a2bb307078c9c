import type { Catalog, ExecutionIndex, ExecutionRecord } from '@pasos/engine'
import { afterEach, expect, it, vi } from 'vitest'
import { executionLists } from './execution-lists.ts'
import { type Listener, listen } from './listener.ts'

const record = (machine: string, number: number, more: Partial<ExecutionRecord> = {}): ExecutionRecord => ({
  ...{ executionArn: `${machine}:run${number}`, stateMachineArn: machine, definitionId: 'd', roleArn: 'role', name: `run${number}` },
  ...{ type: 'STANDARD', status: 'SUCCEEDED', startDate: number, input: '{"secret":1}', redriveCount: 0, ...more },
})

/** Two machines whose executions alternate in time, and one Express execution that is only remembered. */
const stored: Record<string, ExecutionRecord[]> = {
  a: Array.from({ length: 700 }, (_, i) => record('a', 1_400 - 2 * i, i === 690 ? { status: 'FAILED', error: 'Lost.Parcel' } : {})),
  b: Array.from({ length: 700 }, (_, i) => record('b', 1_399 - 2 * i)),
  x: [],
}
let lists: Parameters<ExecutionIndex['list']>[0][] = []
const index = {
  describe: async (arn: string) =>
    Object.values(stored)
      .flat()
      .find(each => each.executionArn === arn),
  async list(asked: Parameters<ExecutionIndex['list']>[0]) {
    lists.push(asked)
    const { stateMachineArn, status, cursor = '9999', limit } = asked
    const isListed = (each: ExecutionRecord) => each.startDate < Number(cursor) && (status ?? each.status) === each.status
    const all = stored[stateMachineArn]!.filter(isListed)
    const records = all.slice(0, limit).map(({ input: _input, ...summary }) => summary)
    return {
      ...{ records, places: records.map(each => each.startDate) },
      ...(limit < all.length ? { cursor: String(records.at(-1)!.startDate) } : {}),
    }
  },
  async search({ text, stateMachineArns, status, cursor = '9999', limit }: Parameters<ExecutionIndex['search']>[0]) {
    const found = stateMachineArns
      .flatMap(arn => stored[arn]!)
      .filter(each => each.executionArn.includes(text) && (status ?? each.status) === each.status && each.startDate < Number(cursor))
      .sort((one, other) => other.startDate - one.startDate)
    const page = found.slice(0, limit).map(({ input: _input, ...summary }) => summary)
    return { records: page, ...(found.length > limit ? { cursor: String(page.at(-1)!.startDate) } : {}) }
  },
  history: async () => ({
    more: false,
    events: [
      { id: 5, previousEventId: 4, type: 'ExecutionFailed', timestamp: 0 },
      { id: 4, previousEventId: 3, type: 'TaskFailed', timestamp: 0 },
      { id: 3, previousEventId: 2, type: 'TaskStateEntered', timestamp: 0, stateEnteredEventDetails: { name: 'Deliver' } },
    ],
  }),
  counts: async (machine?: string) => {
    if (broken) throw broken
    return machine === undefined ? { SUCCEEDED: 1_399, FAILED: 1 } : machine === 'a' ? { SUCCEEDED: 699, FAILED: 1 } : {}
  },
} as unknown as ExecutionIndex
let machines = ['a', 'b', 'x']
const catalog = { list: () => machines.map(stateMachineArn => ({ stateMachineArn })) } as unknown as Catalog
const express1 = record('x', 5_000, { type: 'EXPRESS', status: 'RUNNING' })
let remembered = [express1]
const express = { of: (arn: string) => remembered.filter(each => each.stateMachineArn === arn) }
let broken: Error | undefined
const told: unknown[] = []

let listener: Listener | undefined
afterEach(async () => {
  vi.restoreAllMocks()
  machines = ['a', 'b', 'x']
  remembered = [express1]
  broken = undefined
  told.length = 0
  await listener?.close()
  listener = undefined
})

async function answerTo(query: Record<string, string>): Promise<Response> {
  listener ??= await listen({
    ...{ host: '127.0.0.1', port: 0, routes: [executionLists({ index, catalog, express, report: (...what) => told.push(what) })] },
    dispatch: async () => ({ status: 404, headers: {}, body: '' }),
    report: () => {},
    senderOf: () => 'owner',
  })
  return fetch(`http://127.0.0.1:${listener.port}/_pasos/executions?${new URLSearchParams(query)}`)
}

async function ask(query: Record<string, string>) {
  return (await (await answerTo(query)).json()) as { records: ExecutionRecord[]; counts: Record<string, number>; cursor?: string }
}

it('lists the executions of all machines in order of time, each once, page by page to the end', async () => {
  const names: string[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page = await ask(cursor ? { cursor, limit: '100' } : { limit: '100' })
    names.push(...page.records.map(each => each.executionArn))
    cursor = page.cursor
  }
  expect(names).toHaveLength(1_401)
  expect(new Set(names).size).toBe(1_401)
  expect(names.slice(0, 4)).toEqual(['x:run5000', 'a:run1400', 'b:run1399', 'a:run1398'])
})

it('tells totals by status, remembered Express executions among them, whatever is filtered', async () => {
  expect((await ask({ status: 'FAILED' })).counts).toEqual({ SUCCEEDED: 1_399, FAILED: 1, RUNNING: 1 })
  expect((await ask({ machine: 'a', search: 'nothing' })).counts).toEqual({ SUCCEEDED: 699, FAILED: 1 })
})

it('finds far behind the first page by name, tells the error, and shows nobody’s input', async () => {
  const found = await ask({ machine: 'a', search: 'RUN20', status: 'FAILED' })
  expect(found.records.map(each => [each.name, each.error])).toEqual([['run20', 'Lost.Parcel']])
  const { records } = await ask({ machine: 'b', search: 'run1' })
  expect(records.every(each => each.name.includes('run1'))).toBe(true)
  expect(JSON.stringify(records)).not.toContain('secret')
})

it('finds in all machines at once, newest first, remembered Express executions among them, page by page', async () => {
  const names: string[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page = await ask({ search: ':RUN5', limit: '40', ...(cursor ? { cursor } : {}) })
    names.push(...page.records.map(each => each.executionArn))
    cursor = page.cursor
  }
  expect(names.slice(0, 3)).toEqual(['x:run5000', 'b:run599', 'a:run598'])
  expect((await ask({ search: ':RUN5', limit: '1' })).records.map(each => each.executionArn)).toEqual(['x:run5000', 'b:run599'])
  expect(names).toHaveLength(1 + 111)
  expect(new Set(names).size).toBe(names.length)
})

it('tells in which state executions failed, when that is asked for', async () => {
  const plain = await ask({ status: 'FAILED' })
  expect(plain.records[0]).not.toHaveProperty('failedState')
  const { records } = await ask({ status: 'FAILED', failedState: '' })
  expect(records).toMatchObject([{ error: 'Lost.Parcel', failedState: 'Deliver' }])
})

async function all(query: Record<string, string>): Promise<string[]> {
  const names: string[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page = await ask({ ...query, ...(cursor ? { cursor } : {}) })
    names.push(...page.records.map(each => each.executionArn))
    cursor = page.cursor
  }
  return names
}

it('finds what began in a time, in one machine, in all and by name, wherever a page ends', async () => {
  for (const limit of ['1', '3', '100']) {
    const time = { from: '1001', until: '1005', limit }
    expect(await all(time)).toEqual(['a:run1004', 'b:run1003', 'a:run1002', 'b:run1001'])
    expect(await all({ ...time, machine: 'b' })).toEqual(['b:run1003', 'b:run1001'])
    expect(await all({ ...time, search: 'a:run' })).toEqual(['a:run1004', 'a:run1002'])
    expect(await all({ ...time, status: 'FAILED' })).toEqual([])
  }
  expect(await all({ until: '3' })).toEqual(['a:run2', 'b:run1'])
  expect(await all({ from: '1400' })).toEqual(['x:run5000', 'a:run1400'])
  expect([await all({ machine: 'x', until: '5000' }), await all({ machine: 'x', until: '5001' })]).toEqual([[], ['x:run5000']])
  expect(await all({ from: '1970-01-01T00:00:01.400Z', until: '+010000-01-01T04:59:00.000Z' })).toEqual(['x:run5000', 'a:run1400'])
  expect(await all({ until: '1970-01-01' })).toEqual([])
  expect(await all({ from: new Date(1_400).toISOString(), until: new Date(1_401).toISOString() })).toEqual(['a:run1400'])
})

it('finds by a part of the error, of input and output, whatever their case', async () => {
  expect(await all({ error: 'lost.' })).toEqual(['a:run20'])
  expect(await all({ error: 'Lost', machine: 'a', status: 'FAILED' })).toEqual(['a:run20'])
  expect(await all({ error: 'lost', search: 'run2' })).toEqual(['a:run20'])
  expect(await all({ error: 'lost', until: '20' })).toEqual([])
  expect(await all({ error: 'parcel.lost' })).toEqual([])
  expect(await all({ text: 'lost.parcel', status: 'FAILED' })).toEqual(['a:run20'])
  expect(await all({ text: '"SECRET":1', from: '1399' })).toEqual(['x:run5000', 'a:run1400', 'b:run1399'])
})

it('reads no further than what began in time, and of errors only what ended badly', async () => {
  lists = []
  expect(await ask({ from: '1399', limit: '100' })).not.toHaveProperty('cursor')
  expect(lists.map(each => each.stateMachineArn).filter(arn => arn !== 'x')).toEqual(['a', 'b'])
  expect(await ask({ from: '1399', search: 'a:run', limit: '2' })).not.toHaveProperty('cursor')
  lists = []
  await ask({ error: 'lost', machine: 'a' })
  expect(new Set(lists.map(each => each.status))).toEqual(new Set(['FAILED', 'TIMED_OUT', 'ABORTED']))
})

it('looks inside of executions for so long at most, and says where it stopped', async () => {
  await ask({})
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 100))
  expect(await ask({ text: 'nowhere' })).toMatchObject({ records: [], cursor: expect.any(String) })
  expect(await ask({ text: 'nowhere', search: 'run', limit: '9' })).toMatchObject({ records: [], cursor: expect.any(String) })
  // However slow the machine is, each page gets further.
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 1_000))
  expect(await ask({ text: 'nowhere' })).toMatchObject({ records: [], cursor: expect.stringMatching(/./) })
})

it('goes on by a cursor that fits into any address, however many state machines there are', async () => {
  const many = Array.from({ length: 300 }, (_, at) => `arn:aws:states:us-east-1:123456789012:stateMachine:Machine${at}`)
  for (const [at, arn] of many.entries()) stored[arn] = [record(arn, 2_000 + at), record(arn, 1_700 + at)]
  machines = many
  // Of Express executions that are only remembered there may be more than a page holds, some of one moment.
  remembered = Array.from({ length: 90 }, (_, at) =>
    record('x', 1_800 + Math.floor(at / 30), { executionArn: `x:express${at}`, type: 'EXPRESS' }),
  )
  machines.push('x')
  const names: string[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page = await ask({ limit: '35', ...(cursor ? { cursor } : {}) })
    names.push(...page.records.map(each => each.executionArn))
    cursor = page.cursor
    expect(encodeURIComponent(cursor ?? '').length).toBeLessThan(100)
    // What begins meanwhile stands on no page behind the first.
    if (names.length === 35) remembered = [record('x', 9_000, { executionArn: 'x:later', type: 'EXPRESS' }), ...remembered]
  }
  expect([names.length, new Set(names).size]).toEqual([690, 690])
  expect([names[0], names[300], names.at(-1)]).toEqual([`${many[299]}:run2299`, `${many[299]}:run1999`, `${many[0]}:run1700`])
  expect(names.indexOf('x:express89')).toBeLessThan(names.indexOf('x:express0'))
  expect(names.indexOf('x:express89')).toBe(names.indexOf(`${many[102]}:run1802`) - 30)
  for (const arn of many) if (arn !== 'x') delete stored[arn]
})

it('goes on to what is on disk where a page ends with the last that is only remembered', async () => {
  remembered = [record('x', 5_001, { executionArn: 'x:run5001', type: 'EXPRESS' }), express1]
  for (const limit of ['1', '2']) {
    const names: string[] = []
    for (let page = await ask({ limit }); names.length < 4; page = await ask({ limit, cursor: page.cursor! })) {
      expect(page.cursor).toBeTruthy()
      names.push(...page.records.map(each => each.executionArn))
      // What begins meanwhile stands on no page behind the first.
      if (names.length === 2) remembered = [record('x', 9_000, { executionArn: 'x:later', type: 'EXPRESS' }), ...remembered]
    }
    expect(names).toEqual(['x:run5001', 'x:run5000', 'a:run1400', 'b:run1399'])
    remembered.shift()
  }
})

it('reads of each state machine little more than a page holds, where there are many', async () => {
  const many = Array.from({ length: 50 }, (_, at) => `many${at}`)
  for (const arn of many)
    stored[arn] = stored['a']!.map(each => ({ ...each, stateMachineArn: arn, executionArn: `${arn}${each.executionArn}` }))
  machines = many
  lists = []
  expect((await ask({ limit: '50' })).records).toHaveLength(50)
  expect(lists.reduce((sum, each) => sum + each.limit, 0)).toBeLessThan(500)
  for (const arn of many) delete stored[arn]
})

it.for([
  ['status', 'JUNK', 'status has to be one of RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE, which "JUNK" is not.'],
  ['limit', '1.5', 'limit has to be a whole number up to 500, which "1.5" is not.'],
  ['limit', 'many', 'limit has to be a whole number up to 500, which "many" is not.'],
  ['limit', 'NaN', 'limit has to be a whole number up to 500, which "NaN" is not.'],
  ['limit', '1e3', 'limit has to be a whole number up to 500, which "1e3" is not.'],
  ['from', 'yesterday', 'from has to be a time, as epoch milliseconds or in ISO 8601, which "yesterday" is not.'],
  ['from', 'yesterday 1', 'from has to be a time, as epoch milliseconds or in ISO 8601, which "yesterday 1" is not.'],
  ['until', '2026-13-01', 'until has to be a time, as epoch milliseconds or in ISO 8601, which "2026-13-01" is not.'],
  ['until', '-1x', 'until has to be a time, as epoch milliseconds or in ISO 8601, which "-1x" is not.'],
  [
    'cursor',
    '{"a":{"after":"a:run9"}}',
    'cursor has to be the cursor of another page, which "{\\"a\\":{\\"after\\":\\"a:run9\\"}}" is not.',
  ],
  ['cursor', '1.5', 'cursor has to be the cursor of another page, which "1.5" is not.'],
  ['cursor', '~1~a\nb', 'cursor has to be the cursor of another page, which "~1~a\\nb" is not.'],
  ['cursor', 'x'.repeat(5_000), `cursor has to be the cursor of another page, which "${'x'.repeat(100)}" is not.`],
  ['cursor', '~', 'cursor has to be the cursor of another page, which "~" is not.'],
  ['cursor', '9'.repeat(20), `cursor has to be the cursor of another page, which "${'9'.repeat(20)}" is not.`],
] as const)('says what is wrong about %s=%s, and asks nobody', async ([name, value, message]) => {
  lists = []
  for (const search of ['', 'run']) {
    const answer = await answerTo({ [name]: value, search })
    expect([answer.status, await answer.json()]).toEqual([400, { message }])
  }
  expect([lists, told]).toEqual([[], []])
})

it.for([
  ['0', 1],
  ['-7', 1],
  ['+3', 3],
  ['', 50],
  ['99999999999999999999999', 500],
] as const)('takes a limit of %s as %i', async ([limit, count]) => {
  expect((await ask({ machine: 'a', limit })).records).toHaveLength(count)
})

it('says that it has failed where it has, and tells why to those who run the server alone', async () => {
  broken = new Error('the disk is gone')
  const answer = await answerTo({})
  expect([answer.status, await answer.json()]).toEqual([500, { message: 'The request could not be answered.' }])
  expect(told).toEqual([['a list of executions could not be read', { error: broken }]])
})
