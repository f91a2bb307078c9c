import type { HistoryEvent } from '@pasos/asl'
import type { Catalog, ExecutionIndex, ExecutionRecord } from '@pasos/engine'
import { afterEach, expect, it, vi } from 'vitest'
import type { ListDeps } from './execution-lists.ts'
import { executionWaits } from './execution-waits.ts'
import { latestRuns } from './latest-runs.ts'
import { type Listener, listen } from './listener.ts'

const TOKEN = `${'T'.repeat(63)}_`
const CALLBACK = 'sqs:sendMessage.waitForTaskToken'

const record = (machine: string, number: number, more: Partial<ExecutionRecord> = {}): ExecutionRecord => ({
  ...{ executionArn: `${machine}:run${number}`, stateMachineArn: machine, definitionId: machine, roleArn: 'role', name: `run${number}` },
  ...{ type: 'STANDARD', status: 'RUNNING', startDate: number, input: '{"secret":1}', redriveCount: 0, ...more },
})

const entered = (id: number, type: HistoryEvent['type'], name: string, input = '{}'): HistoryEvent => ({
  ...{ id, previousEventId: id - 1, type, timestamp: id * 1_000, stateEnteredEventDetails: { name, input } },
})

/** Five thousand events went by before this task was given its token. */
const LONG: HistoryEvent[] = [
  ...Array.from({ length: 2_500 }, (_, i): HistoryEvent[] => [
    entered(2 * i + 1, 'PassStateEntered', 'Count'),
    { id: 2 * i + 2, previousEventId: 2 * i + 1, type: 'PassStateExited', timestamp: 0, stateExitedEventDetails: { name: 'Count' } },
  ]).flat(),
  entered(5_001, 'TaskStateEntered', 'Ask'),
  {
    ...{ id: 5_002, previousEventId: 5_001, type: 'TaskScheduled', timestamp: 5_002_000 },
    taskScheduledEventDetails: {
      ...{ resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken' },
      parameters: JSON.stringify({ MessageBody: { token: TOKEN, secret: 1 } }),
    },
  },
]
const RESTING = [entered(1, 'WaitStateEntered', 'Rest', '{"pause":30}')]

/** `ask` waits for an answer, `rest` for a time given in its input, in many executions; `fast` is Express. */
const stored: Record<string, ExecutionRecord[]> = {
  ask: [record('ask', 9_000)],
  rest: Array.from({ length: 150 }, (_, i) => record('rest', 500 - i)),
  ended: [record('ended', 2, { status: 'FAILED', stopDate: 12 }), record('ended', 1, { status: 'SUCCEEDED', stopDate: 11 })],
  never: [],
}
const definitions: Record<string, object> = {
  ask: { StartAt: 'Count', States: { Count: {}, Ask: { Type: 'Task', Resource: CALLBACK } } },
  rest: { StartAt: 'Rest', States: { Rest: { Type: 'Wait', SecondsPath: '$.pause' } } },
}
const index = {
  describe: async (arn: string) =>
    Object.values(stored)
      .flat()
      .find(each => each.executionArn === arn),
  async list({ stateMachineArn, status, cursor = '9999', limit }: Parameters<ExecutionIndex['list']>[0]) {
    const all = (stored[stateMachineArn] ?? []).filter(each => each.startDate < Number(cursor) && (status ?? each.status) === each.status)
    const records = all.slice(0, limit)
    return {
      records,
      places: records.map(each => each.startDate),
      ...(limit < all.length ? { cursor: String(records.at(-1)!.startDate) } : {}),
    }
  },
  history: async (arn: string, { limit }: { limit: number }) => {
    const events = arn.startsWith('ask') ? LONG : RESTING
    return { more: false, events: events.toReversed().slice(0, limit) }
  },
  counts: async () => ({ RUNNING: 151 }),
  definition: async (id: string) => JSON.stringify(definitions[id]),
} as unknown as ExecutionIndex
const catalog = { list: () => Object.keys(stored).map(stateMachineArn => ({ stateMachineArn })) } as unknown as Catalog
const express = { of: (arn: string) => (arn === 'ended' ? [record('ended', 3, { type: 'EXPRESS', status: 'ABORTED' })] : []) }
const deps: ListDeps & { index: ExecutionIndex } = { index, catalog, express, report: () => {} }

let listener: Listener | undefined
afterEach(async () => {
  vi.restoreAllMocks()
  await listener?.close()
  listener = undefined
})

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  listener ??= await listen({
    ...{ host: '127.0.0.1', port: 0, routes: [executionWaits(deps), latestRuns(deps)] },
    dispatch: async () => ({ status: 404, headers: {}, body: '' }),
    report: () => {},
    senderOf: () => 'owner',
  })
  return fetch(`http://127.0.0.1:${listener.port}${path}`, init)
}

it('tells in one call what all that runs waits for, page by page to the end, each once', async () => {
  const found: string[] = []
  let seen = 0
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const answer = await send(`/_pasos/waits?${new URLSearchParams({ limit: '200', ...(cursor && { cursor }) })}`)
    const page = (await answer.json()) as {
      waits: { execution: { executionArn: string } }[]
      running: number
      seen: number
      cursor?: string
    }
    found.push(...page.waits.map(wait => wait.execution.executionArn))
    expect(page.running).toBe(151)
    seen += page.seen
    cursor = page.cursor
  }
  expect([found.length, new Set(found).size, seen]).toEqual([151, 151, 151])
})

it('finds the token at the end of a long history and the time in an input, and hands on neither input nor request', async () => {
  const text = await (await send('/_pasos/waits?limit=2')).text()
  const { waits, seen } = JSON.parse(text)
  expect(seen).toBe(2)
  expect(waits).toMatchObject([
    { execution: { name: 'run9000' }, step: { name: 'Ask', startedAt: 5_001_000 }, waits: { kind: 'token', token: TOKEN } },
    { execution: { name: 'run500' }, step: { name: 'Rest', attempts: [] }, waits: { kind: 'timer', until: 31_000 } },
  ])
  expect(waits[0].step.attempts).toEqual([{ scheduledAt: 5_002_000, eventId: 5_002, resource: CALLBACK }])
  expect(text).not.toContain('secret')
})

it('tells how the latest executions of many state machines stand in one call, remembered Express ones among them', async () => {
  const answer = await send('/_pasos/executions/latest', {
    method: 'POST',
    body: JSON.stringify({ machines: ['rest', 'ended', 'never', 'unknown'], each: 5 }),
  })
  const { machines, isCut } = (await answer.json()) as { machines: object; isCut: boolean }
  expect(isCut).toBe(false)
  expect(machines).toEqual({
    rest: { last: { executionArn: 'rest:run500', status: 'RUNNING', startDate: 500 }, statuses: Array(5).fill('RUNNING') },
    ended: { last: { executionArn: 'ended:run3', status: 'ABORTED', startDate: 3 }, statuses: ['ABORTED', 'FAILED', 'SUCCEEDED'] },
    never: { statuses: [] },
    unknown: { statuses: [] },
  })
})

it.for([
  'no JSON',
  '{}',
  '{"machines":"rest","each":1}',
  '{"machines":[1],"each":1}',
  '{"machines":["rest"]}',
  JSON.stringify({ machines: Array(501).fill('rest'), each: 1 }),
  JSON.stringify({ machines: ['x'.repeat(300_000)], each: 1 }),
])('refuses a question that is none: %s', async body => {
  const { status } = await send('/_pasos/executions/latest', { method: 'POST', body })
  expect(status).toBe(400)
})

async function latest(machines: string[], each: number) {
  const answer = await send('/_pasos/executions/latest', { method: 'POST', body: JSON.stringify({ machines, each }) })
  return (await answer.json()) as { machines: Record<string, { statuses: string[] }>; isCut: boolean }
}

it.for([
  [51, 50],
  [1e300, 50],
  [50, 50],
  [0, 1],
  [-7, 1],
] as const)('tells of the latest %i executions no more than %i', async ([each, told]) => {
  expect((await latest(['rest'], each)).machines['rest']!.statuses).toHaveLength(told)
})

it('takes no longer than it may for many state machines, says so, and has come at least one step further', async () => {
  await latest([], 1)
  const many = Array.from({ length: 100 }, (_, at) => `none${at}`)
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 1_000))
  const first = await latest(many, 1)
  vi.restoreAllMocks()
  expect([first.isCut, Object.keys(first.machines)]).toEqual([true, many.slice(0, 20)])
  now = 0
  vi.spyOn(performance, 'now').mockReturnValue(0)
  expect(await latest(many.slice(20), 1)).toMatchObject({ isCut: false, machines: { none99: { statuses: [] } } })
})
