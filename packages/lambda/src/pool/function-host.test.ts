import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FunctionSpec, Invocation } from '../function-spec.ts'
import { createFunctionHost, type FunctionHost } from './function-host.ts'

let folder: string
let layer: string
let host: FunctionHost
const lines: { message: string; requestId?: string }[] = []
let revisions = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'function-host-'))
  layer = mkdtempSync(join(tmpdir(), 'function-host-layer-'))
  host = createFunctionHost({ sink: { append: (_, __, events) => void lines.push(...events) }, temporaryRoot: folder, maxProcesses: 6 })
  writeFileSync(join(folder, 'main.js'), node)
  writeFileSync(join(folder, 'module.mjs'), 'export const handler = async event => ({ esm: event })\n')
  writeFileSync(join(folder, 'broken.js'), 'exports.handler = async () => {\n')
  writeFileSync(join(folder, 'needs.js'), "require('not-there')\n")
  writeFileSync(join(folder, 'leaves.js'), 'process.exit(3)\n')
  writeFileSync(join(folder, 'main.py'), python)
  writeFileSync(join(folder, 'bootstrap'), custom, { mode: 0o755 })
  mkdirSync(join(layer, 'python'), { recursive: true })
  mkdirSync(join(layer, 'nodejs', 'node_modules'), { recursive: true })
  writeFileSync(join(layer, 'python', 'lent.py'), 'def fails(event, context):\n    raise ValueError("lent")\n')
  writeFileSync(join(layer, 'nodejs', 'node_modules', 'lent.js'), "exports.fails = async () => {\n  throw new TypeError('lent')\n}\n")
})

afterAll(() => {
  host.close()
  for (const made of [folder, layer]) rmSync(made, { recursive: true, force: true })
})

const node = `
exports.echo = async (event, context) => ({ event, id: context.awsRequestId, arn: context.invokedFunctionArn, name: context.functionName })
exports.callback = (event, context, callback) => setTimeout(() => callback(null, event.n + 1), 5)
exports.early = (event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; setTimeout(() => {}, 60000); callback(null, 'early') }
exports.nothing = () => {}
exports.lent = (...given) => require('lent').fails(...given)
exports.client = async (event, context) => context.clientContext
exports.throws = async () => { const error = new TypeError('no good'); throw error }
exports.rejects = () => { setTimeout(() => Promise.reject(new Error('late')), 5); return new Promise(r => setTimeout(r, 1000)) }
exports.exits = async () => process.exit(Number(7))
exports.sleeps = () => new Promise(resolve => setTimeout(resolve, 60000))
exports.spins = async () => { for (;;) {} }
exports.eats = async () => { const kept = []; for (;;) { kept.push(Buffer.alloc(10e6, 1)); await new Promise(r => setTimeout(r, 20)) } }
exports.big = async () => 'x'.repeat(7e6)
exports.circular = async () => { const a = {}; a.a = a; return a }
exports.logs = async () => { console.log('first %d', 1); console.error(new Error('seen').message); process.stdout.write('raw\\n') }
exports.env = async () => ({ env: process.env, cwd: process.cwd(), heap: process.execArgv })
exports.count = (() => { let n = 0; return async () => ++n })()
exports.pid = async () => { await new Promise(r => setTimeout(r, 1500)); return process.pid }
`

const python = `
import os, sys, decimal
def echo(event, context):
    print("hello", event)
    return {"event": event, "id": context.aws_request_id, "left": context.get_remaining_time_in_millis() > 0, "ä": decimal.Decimal("1.5")}
def throws(event, context):
    raise ValueError("no good")
def misreads(event, context):
    __import__("json").loads("{")
def unserializable(event, context):
    return {1, 2}
def raw(event, context):
    return b'"bytes"'
def exits(event, context):
    sys.exit(2)
def sleeps(event, context):
    import time
    time.sleep(60)
def client(event, context):
    return [context.client_context.custom, context.client_context.client.app_title]
`

const custom = `#!${process.execPath}
const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/'
;(async () => {
  for (;;) {
    const next = await fetch(base + 'next')
    const id = next.headers.get('lambda-runtime-aws-request-id')
    const event = await next.json()
    if (event.fail) await fetch(base + id + '/error', { method: 'POST', body: JSON.stringify({ errorType: 'Custom', errorMessage: 'asked for' }) })
    else await fetch(base + id + '/response', { method: 'POST', body: JSON.stringify({ custom: event }) })
  }
})()
`

function spec(handler: string, change: Partial<FunctionSpec> = {}): FunctionSpec {
  return {
    revision: `r${revisions++}`,
    functionName: 'f',
    version: '$LATEST',
    runtime: 'nodejs22.x',
    runtimeVersionArn: 'arn:aws:lambda:eu-west-1::runtime:0123',
    handler,
    codeDirectory: folder,
    layerDirectories: [],
    memorySizeMb: 256,
    ephemeralStorageMb: 512,
    timeoutSeconds: 10,
    environment: { COLOUR: 'green' },
    platformEnvironment: () => ({ AWS_ACCESS_KEY_ID: 'key', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }),
    region: 'eu-west-1',
    logGroup: 'group',
    logGroupName: '/aws/lambda/f',
    logFormat: 'Text',
    ...change,
  }
}

let requests = 0
const request = (payload: unknown = {}, clientContext?: object): Invocation => ({
  ...(clientContext && { clientContext: Buffer.from(JSON.stringify(clientContext)).toString('base64') }),
  requestId: `request-${requests++}`,
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
  payload: JSON.stringify(payload),
})

async function invoke(function_: FunctionSpec, payload?: unknown, clientContext?: object) {
  const invocation = request(payload, clientContext)
  const end = await host.invoke(function_, invocation)
  return { ...end, id: invocation.requestId, value: JSON.parse(end.payload) }
}

const python312 = { runtime: 'python3.12' }

describe('a Node function', () => {
  test('gets its event and its context', async () => {
    const { value, id } = await invoke(spec('main.echo'), { a: 'ä' })
    expect(value).toEqual({ event: { a: 'ä' }, id, arn: 'arn:aws:lambda:eu-west-1:123456789012:function:f', name: 'f' })
  })

  test('gets the client context that the caller sent, as a Python function does', async () => {
    const context = { client: { app_title: 'title' }, custom: { a: 'b' } }
    expect((await invoke(spec('main.client'), {}, context)).value).toEqual(context)
    expect((await invoke(spec('main.client', python312), {}, context)).value).toEqual([{ a: 'b' }, 'title'])
  })

  test('may be an ES module', async () => {
    expect((await invoke(spec('module.handler'), 1)).value).toEqual({ esm: 1 })
  })

  test('may call back, and its answer waits for the event loop unless it says otherwise', async () => {
    expect((await invoke(spec('main.callback'), { n: 1 })).payload).toBe('2')
    expect((await invoke(spec('main.early'))).payload).toBe('"early"')
    expect((await invoke(spec('main.nothing'))).payload).toBe('null')
  })

  test('may not call back from nodejs24.x on', async () => {
    expect((await invoke(spec('main.callback', { runtime: 'nodejs24.x' }))).value.errorType).toBe('Runtime.CallbackHandlerDeprecated')
  })

  test('is kept warm', async () => {
    const counter = spec('main.count')
    expect([(await invoke(counter)).payload, (await invoke(counter)).payload]).toEqual(['1', '2'])
  })

  test('runs one invocation per process and several processes at once', async () => {
    const slow = spec('main.pid')
    const pids = await Promise.all([1, 2, 3].map(async () => (await invoke(slow)).payload))
    expect(new Set(pids).size).toBe(3)
  })

  test('sees its own variables and those of AWS, and nothing of the server', async () => {
    const { env, cwd } = (await invoke(spec('main.env'))).value
    expect(env).toMatchObject({
      COLOUR: 'green',
      _HANDLER: 'main.env',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      LAMBDA_TASK_ROOT: cwd,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    })
    expect(cwd).toBe(folder)
    expect(
      Object.keys(env).filter(name => name in process.env && !['PATH', 'HOME', 'LANG', 'TMPDIR', 'LD_LIBRARY_PATH', 'TZ'].includes(name)),
    ).toEqual([])
  })
})

describe('a Node function that fails', () => {
  test('answers the error it threw, with a trace that shows /var/task', async () => {
    const { value, functionError } = await invoke(spec('main.throws'))
    expect(functionError).toBe('Unhandled')
    expect(Object.keys(value)).toEqual(['errorType', 'errorMessage', 'trace'])
    expect(value).toMatchObject({ errorType: 'TypeError', errorMessage: 'no good' })
    expect(value.trace.slice(0, 2)).toEqual(['TypeError: no good', expect.stringContaining('(/var/task/main.js:')])
  })

  test('answers what cannot be written as JSON as an error', async () => {
    expect((await invoke(spec('main.circular'))).value).toMatchObject({
      errorType: 'Error',
      errorMessage: 'Unable to stringify response body',
    })
  })

  test('answers an unhandled rejection and is replaced by a fresh process', async () => {
    expect((await invoke(spec('main.rejects'))).value).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: late',
    })
  })

  test('says how its process exited', async () => {
    const exits = spec('main.exits')
    const { payload, id } = await invoke(exits)
    expect(payload).toBe(
      `{"errorType":"Runtime.ExitError","errorMessage":"RequestId: ${id} Error: Runtime exited with error: exit status 7"}`,
    )
    expect((await invoke(exits)).value.errorType).toBe('Runtime.ExitError')
  })

  test('is killed at its time limit, even in a loop', async () => {
    for (const handler of ['main.sleeps', 'main.spins']) {
      const { payload, id } = await invoke(spec(handler, { timeoutSeconds: 1 }))
      expect(payload).toBe(`{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ${id} Error: Task timed out after 1.00 seconds"}`)
    }
  })

  test('is killed at its memory limit', async () => {
    const { payload, id } = await invoke(spec('main.eats', { memorySizeMb: 128 }))
    expect(payload).toBe(
      `{"errorType":"Runtime.OutOfMemory","errorMessage":"RequestId: ${id} Error: Runtime exited with error: signal: killed"}`,
    )
  })

  test('may not answer more than 6 MB', async () => {
    expect((await invoke(spec('main.big'))).payload).toBe(
      '{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size (7000002 bytes) exceeded maximum allowed payload size (6291556 bytes)."}',
    )
  })

  test('says why it could not be loaded', async () => {
    const missing = (await invoke(spec('nowhere.handler'))).value
    expect(missing).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Error: Cannot find module 'nowhere'\nRequire stack:\n- /var/runtime/index.mjs",
    })
    expect(missing.trace[0]).toBe("Runtime.ImportModuleError: Error: Cannot find module 'nowhere'")
    expect((await invoke(spec('needs.handler'))).value.errorMessage).toBe(
      "Error: Cannot find module 'not-there'\nRequire stack:\n- /var/task/needs.js\n- /var/runtime/index.mjs",
    )
    expect((await invoke(spec('main.unknown'))).value).toMatchObject({
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'main.unknown is undefined or not exported',
    })
    expect((await invoke(spec('broken.handler'))).value.errorType).toBe('Runtime.UserCodeSyntaxError')
    const left = await invoke(spec('leaves.handler'))
    expect(left.value.errorMessage).toBe(`RequestId: ${left.id} Error: Runtime exited with error: exit status 3`)
  })

  test('ends with the signal of its caller', async () => {
    const abort = new AbortController()
    const end = host.invoke(spec('main.sleeps'), request(), abort.signal)
    setTimeout(() => abort.abort(), 300)
    expect((await end).functionError).toBe('Unhandled')
  })
})

describe('a Python function', () => {
  test('gets its event and its context, and answers as AWS writes JSON', async () => {
    const { payload, id } = await invoke(spec('main.echo', python312), { a: 1 })
    expect(payload).toBe(`{"event": {"a": 1}, "id": "${id}", "left": true, "ä": 1.5}`)
  })

  test('answers bytes as they are', async () => {
    expect((await invoke(spec('main.raw', python312))).payload).toBe('"bytes"')
  })

  test('answers the exception it raised', async () => {
    const { payload, id } = await invoke(spec('main.throws', python312))
    expect(payload).toBe(
      `{"errorMessage": "no good", "errorType": "ValueError", "requestId": "${id}", "stackTrace": ["  File \\"/var/task/main.py\\", line 7, in throws\\n    raise ValueError(\\"no good\\")\\n"]}`,
    )
  })

  test('shows what Python’s own library did where AWS’s runtimes have it, as this machine’s folders are nobody’s', async () => {
    const { value } = await invoke(spec('main.misreads', python312))
    const [own, ...library] = (value as { stackTrace: string[] }).stackTrace
    expect(own).toBe('  File "/var/task/main.py", line 9, in misreads\n    __import__("json").loads("{")\n')
    expect(library.length).toBeGreaterThan(1)
    for (const frame of library) expect(frame).toMatch(/^ {2}File "\/var\/lang\/lib\/python3\.\d+\/json\//)
  })

  test('shows what a layer did in /opt, as a Node function does', async () => {
    const withLayer = { layerDirectories: [layer] }
    const inPython = await invoke(spec('lent.fails', { ...python312, ...withLayer }))
    expect(inPython.value).toMatchObject({ stackTrace: ['  File "/opt/python/lent.py", line 2, in fails\n    raise ValueError("lent")\n'] })
    const inNode = await invoke(spec('main.lent', withLayer))
    expect((inNode.value as { trace: string[] }).trace[1]).toMatch(/ \(?\/opt\/nodejs\/node_modules\/lent\.js:2:9\)?$/)
  })

  test('says what it cannot load or write', async () => {
    expect((await invoke(spec('main.unserializable', python312))).value).toMatchObject({
      errorType: 'Runtime.MarshalError',
      errorMessage: 'Unable to marshal response: Object of type set is not JSON serializable',
    })
    expect((await invoke(spec('nowhere.handler', python312))).value).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Unable to import module 'nowhere': No module named 'nowhere'",
    })
    expect((await invoke(spec('main.unknown', python312))).value).toMatchObject({
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: "Handler 'unknown' missing on module 'main'",
    })
  })

  test('exits and times out as others do', async () => {
    const { id, value } = await invoke(spec('main.exits', python312))
    expect(value.errorMessage).toBe(`RequestId: ${id} Error: Runtime exited with error: exit status 2`)
    expect((await invoke(spec('main.sleeps', { ...python312, timeoutSeconds: 1 }))).value.errorType).toBe('Sandbox.Timedout')
  })
})

describe('a custom runtime', () => {
  test('speaks the Runtime API over HTTP', async () => {
    const own = spec('any', { runtime: 'provided.al2023' })
    expect((await invoke(own, 1)).value).toEqual({ custom: 1 })
    expect((await invoke(own, { fail: true })).payload).toBe('{"errorType":"Custom","errorMessage":"asked for"}')
    expect((await invoke(own, 2)).value).toEqual({ custom: 2 })
  })
})

describe('the log', () => {
  test("has the platform's lines and the function's, each with its request", async () => {
    lines.length = 0
    const { id } = await invoke(spec('main.logs'))
    const text = lines.map(({ message }) => message.replace(/\d+\.\d+ ms|: \d+ MB|: \d+ ms/g, '#').replace(/\d{4}-\S+Z/, 'TIME'))
    expect(text[0]).toBe(
      `INIT_START Runtime Version: nodejs:22 (Node.js ${process.versions.node})\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0123\n`,
    )
    expect(text.slice(1, 6)).toEqual([
      `START RequestId: ${id} Version: $LATEST\n`,
      `TIME\t${id}\tINFO\tfirst 1\n`,
      `TIME\t${id}\tERROR\tseen\n`,
      'raw\n',
      `END RequestId: ${id}\n`,
    ])
    expect(text[6]).toMatch(/^REPORT RequestId: \S+\tDuration: #\tBilled Duration#\tMemory Size#\tMax Memory Used#\tInit Duration: #\t\n$/)
    expect(lines.slice(1).every(({ requestId }) => requestId === id)).toBe(true)
  })

  test('ends in the answer when the caller asks for its tail', async () => {
    const end = await host.invoke(spec('main.logs'), { ...request(), wantsLogTail: true })
    const tail = Buffer.from(end.logTail ?? '', 'base64').toString()
    expect(tail).toMatch(/^START RequestId: [\s\S]*first 1\n[\s\S]*raw\nEND[\s\S]*REPORT/)
  })

  test('tells of a time limit', async () => {
    lines.length = 0
    const { id } = await invoke(spec('main.sleeps', { timeoutSeconds: 1 }))
    expect(lines.some(({ message }) => message.endsWith(` ${id} Task timed out after 1.00 seconds\n\n`))).toBe(true)
    expect(lines.at(-1)?.message).toContain('\tStatus: timeout')
  })
})
