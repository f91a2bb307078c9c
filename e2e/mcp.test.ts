import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from './running-server.ts'

const COMMAND = fileURLToPath(new URL('../packages/pasos/bin/pasos.mjs', import.meta.url))
const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url))
const { folder, remove } = temporaryFolder('mcp')

interface Answer {
  id: number | null
  result?: { content?: { text: string }[]; structuredContent?: Record<string, unknown>; isError?: boolean } & Record<string, unknown>
  error?: { code: number; message: string }
}

/** A scripted host of the server, which is given no credentials and no home. */
function host() {
  const child = spawn(process.execPath, [COMMAND, 'mcp'], { env: { PATH: process.env['PATH'], LC_ALL: 'es_ES.UTF-8', HOME: folder } })
  const waiting = new Map<number | null, (answer: Answer) => void>()
  let ids = 0
  createInterface({ input: child.stdout }).on('line', line => {
    const answer = JSON.parse(line) as Answer
    waiting.get(answer.id)?.(answer)
  })
  const answerTo = (id: number | null) => new Promise<Answer>(resolve => waiting.set(id, resolve))
  return {
    child,
    raw(line: string) {
      const answer = answerTo(null)
      child.stdin.write(`${line}\n`)
      return answer
    },
    notify: (method: string) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method })}\n`),
    ask(method: string, params: object = {}) {
      const id = ++ids
      const answer = answerTo(id)
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
      return answer
    },
    async call(name: string, args: object) {
      const { result } = await this.ask('tools/call', { name, arguments: args })
      return {
        text: result!.content![0]!.text,
        data: result!.structuredContent as Record<string, never>,
        isError: result!.isError === true,
      }
    },
  }
}

const order = {
  StartAt: 'Charge',
  States: {
    Charge: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'charge' },
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60 }],
      Next: 'Wait',
    },
    Wait: { Type: 'Wait', Seconds: 86_400, Next: 'Done' },
    Done: { Type: 'Pass', InputPath: '$.Payload.custmer', End: true },
  },
}

describe('pasos mcp, driven by a scripted host', () => {
  let client: ReturnType<typeof host>
  beforeAll(() => {
    client = host()
  })
  afterAll(async () => {
    client.child.stdin.end()
    const [code] = await once(client.child, 'exit')
    remove()
    expect(code).toBe(0)
  })

  it('says who it is, which revision it speaks, and which tools there are', async () => {
    const { result } = await client.ask('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    })
    expect(result).toMatchObject({ protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'pasos' } })
    client.notify('notifications/initialized')
    expect((await client.ask('ping')).result).toEqual({})
    const { result: listed } = await client.ask('tools/list')
    const tools = listed!['tools'] as { name: string; description: string; inputSchema: { type: string } }[]
    expect(tools.map(({ name }) => name)).toEqual(['validate', 'run', 'test', 'graph', 'why', 'explain', 'cost'])
    for (const { description, inputSchema } of tools) expect([description.length > 40, inputSchema.type]).toEqual([true, 'object'])
  })

  it('explains a definition in words, and says what an execution costs', async () => {
    expect((await client.call('explain', { definition: order })).text).toContain('Charge')
    expect((await client.call('explain', { definition: 'nothing' })).isError).toBe(true)
    const at = 1_790_000_000
    const event = (id: number, type: string, details: object) => ({ id, previousEventId: id - 1, timestamp: at, type, ...details })
    const history = [
      event(1, 'ExecutionStarted', { executionStartedEventDetails: { input: '{}' } }),
      event(2, 'PassStateEntered', { stateEnteredEventDetails: { name: 'A', input: '{}' } }),
      event(3, 'PassStateExited', { stateExitedEventDetails: { name: 'A', output: '{}' } }),
      event(4, 'ExecutionSucceeded', { executionSucceededEventDetails: { output: '{}' } }),
    ]
    writeFileSync(join(folder, 'cheap.json'), JSON.stringify({ events: history }))
    const { data } = await client.call('cost', { execution: join(folder, 'cheap.json') })
    expect(data).toMatchObject({ transitions: 1, standard: 0.000025, states: [{ name: 'A', transitions: 1 }] })
  })

  it('validates a text and a file', async () => {
    const wrong = await client.call('validate', { definition: '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}', language: 'es' })
    expect(wrong.data).toMatchObject({
      errors: 2,
      files: [{ findings: [{ rule: 'missing-target', explanation: "Aquí no hay ningún estado 'B'." }, {}] }],
    })
    const right = await client.call('validate', { file: join(EXAMPLES, 'order-saga', 'order-saga.asl.yaml') })
    expect(right.data).toMatchObject({ errors: 0 })
  })

  it('runs with mocks: attempts, a day of waiting in no time, and the failure at the end', async () => {
    const { data } = await client.call('run', {
      definition: order,
      mocks: { Charge: [{ error: 'Busy' }, { result: { Payload: { customer: 7 } } }] },
    })
    expect(data).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      failedState: 'Done',
      seconds: 86_460,
      path: ['Charge', 'Wait', 'Done'],
    })
    const unmocked = await client.call('run', { definition: order })
    expect(unmocked).toMatchObject({ isError: true, text: expect.stringContaining('Charge') })
  })

  it('explains a history in a file, with what to write instead', async () => {
    const events = [
      { id: 1, previousEventId: 0, type: 'ExecutionStarted', timestamp: 1, executionStartedEventDetails: { input: '{}' } },
      {
        id: 2,
        previousEventId: 0,
        type: 'PassStateEntered',
        timestamp: 2,
        stateEnteredEventDetails: { name: 'Done', input: '{"Payload":{"customer":7}}' },
      },
      {
        ...{ id: 3, previousEventId: 2, type: 'ExecutionFailed', timestamp: 3 },
        executionFailedEventDetails: {
          error: 'States.Runtime',
          cause:
            "An error occurred while executing the state 'Done' (entered at the event id #2). Invalid path '$.Payload.custmer' : No results for path: $['Payload']['custmer']",
        },
      },
    ]
    writeFileSync(join(folder, 'history.json'), JSON.stringify({ events }))
    const { data } = await client.call('why', { execution: join(folder, 'history.json'), definition: order })
    expect(data).toMatchObject({ status: 'FAILED', expression: { location: '/States/Done/InputPath' }, misses: [{ nearest: 'customer' }] })
    expect(data['advice']!['text']).toContain('Escribe $.Payload.customer en lugar de $.Payload.custmer.')
  })

  it('runs tests and draws graphs', async () => {
    const { data } = await client.call('test', { paths: [join(EXAMPLES, 'approval')] })
    expect(data).toMatchObject({ failed: 0, coverage: expect.stringContaining('100') })
    const { text } = await client.call('graph', { definition: order })
    expect(text).toMatch(/^stateDiagram-v2\n.*Lambda charge/s)
    expect((await client.call('graph', { definition: order, format: 'svg' })).text).toMatch(/^<svg/)
  })

  it('answers whatever is wrong, and goes on', async () => {
    expect(await client.raw('{')).toMatchObject({ error: { code: -32_700 } })
    expect(await client.raw('[]')).toMatchObject({ error: { code: -32_600 } })
    expect(await client.ask('resources/list')).toMatchObject({ error: { code: -32_601 } })
    expect(await client.ask('tools/call', { name: '__proto__' })).toMatchObject({ error: { code: -32_602 } })
    expect(await client.call('validate', { file: 'none.asl.json' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('none.asl.json'),
    })
    expect(await client.call('validate', { fil: 'x' })).toMatchObject({ isError: true, text: expect.stringContaining('"fil"') })
    expect((await client.ask('ping')).result).toEqual({})
  })
})
