import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FunctionSpec, LogSink } from '../function-spec.ts'
import { createFunctionHost, type FunctionHost } from './function-host.ts'

let folder: string
let host: FunctionHost
const messages: string[] = []
const sink: LogSink = { append: (_group, _stream, events) => void messages.push(...events.map(({ message }) => message)) }

beforeEach(() => {
  messages.length = 0
  folder = mkdtempSync(join(tmpdir(), 'ahead-'))
  const code = join(folder, 'code')
  mkdirSync(code)
  writeFileSync(
    join(code, 'main.js'),
    `const { AsyncLocalStorage } = require('node:async_hooks')
     const fs = require('node:fs')
     // Libraries do such things; the bootstrap has its own.
     Object.assign(fs, { existsSync: () => false, rmSync: () => { throw new Error('not mine') }, writeSync: () => { throw new Error('not mine') } })
     const storage = new AsyncLocalStorage()
     let open = 0
     exports.handler = async (event, context) => {
       fs.appendFileSync('ran', context.awsRequestId + '\\n')
       const others = open++
       const kept = storage.getStore()
       storage.enterWith(context.awsRequestId)
       try {
         if (event.spin) { console.log('spins'); for (const end = Date.now() + event.spin; Date.now() < end;) ; }
         for (; event.until && !fs.statSync(event.until, { throwIfNoEntry: false }); ) if (!event.spin) await new Promise(resolve => setTimeout(resolve, 10))
         if (event.nap) await new Promise(resolve => setTimeout(resolve, event.nap))
         if (event.exit) process.exit(3)
         return { n: event.n, others, kept, id: context.awsRequestId, pid: process.pid, left: context.getRemainingTimeInMillis() }
       } finally {
         open--
       }
     }`,
  )
  writeFileSync(
    join(code, 'main.py'),
    `import os, time
def handler(event, context):
    with open("ran", "a") as ran:
        ran.write(context.aws_request_id + "\\n")
    while "until" in event and not os.path.exists(event["until"]):
        time.sleep(0.01)
    if event.get("nap"):
        time.sleep(event["nap"] / 1000)
    return {"n": event["n"], "pid": os.getpid(), "id": context.aws_request_id, "left": context.get_remaining_time_in_millis()}
`,
  )
  host = createFunctionHost({ sink, temporaryRoot: folder, maxProcesses: 2 })
})
afterEach(() => {
  host.close()
  const ran = readFileSync(join(folder, 'code', 'ran'), 'utf8').split('\n')
  rmSync(folder, { recursive: true, force: true })
  // The answers alone don't tell: of two, the later is heard by nobody.
  expect(ran.filter((id, at) => ran.indexOf(id) !== at)).toEqual([])
})

function spec(runtime: string, timeoutSeconds = 30): FunctionSpec {
  return {
    revision: `${runtime} ${timeoutSeconds}`,
    ...{ functionName: 'f', version: '$LATEST', runtime, runtimeVersionArn: 'arn', handler: 'main.handler', layerDirectories: [] },
    codeDirectory: join(folder, 'code'),
    ...{ memorySizeMb: 128, ephemeralStorageMb: 512, timeoutSeconds, environment: {}, platformEnvironment: () => ({}) },
    ...{ region: 'us-east-1', logGroup: 'g', logGroupName: '/aws/lambda/f', logFormat: 'Text' },
  }
}

interface Answer {
  n: number
  others?: number
  kept?: string
  id: string
  pid: number
  left: number
}

let requests = 0
async function invoke(function_: FunctionSpec, event: object, signal?: AbortSignal): Promise<Answer & { error?: string }> {
  const requestId = `r${requests++}`
  const { payload, functionError } = await host.invoke(
    function_,
    { requestId, invokedFunctionArn: 'a', payload: JSON.stringify(event) },
    signal,
  )
  return functionError === undefined ? JSON.parse(payload) : { ...JSON.parse(payload), error: payload }
}

/** So that the function is known to be short. */
async function warm(function_: FunctionSpec): Promise<void> {
  for (let n = 0; n < 60; n++) await invoke(function_, { n })
}

const many = (count: number) => Array.from({ length: count }, (_, n) => n)

test.each(['nodejs24.x', 'python3.12'])(
  '%s: short invocations that are given ahead run one at a time and each is answered with its own',
  async runtime => {
    const function_ = spec(runtime)
    await warm(function_)
    const answers = await Promise.all(many(500).map(n => invoke(function_, { n })))
    expect(answers.map(({ n }) => n)).toEqual(many(500))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(500)
    expect(answers.filter(({ others = 0, kept }) => others > 0 || kept !== undefined)).toEqual([])
    expect(messages.filter(message => message.startsWith('START'))).toHaveLength(560)
    expect(messages.filter(message => message.startsWith('REPORT'))).toHaveLength(560)
  },
)

test.each(['nodejs24.x', 'python3.12'])(
  '%s: what waits behind an invocation that takes long goes to another process, and runs once',
  async runtime => {
    const function_ = spec(runtime)
    for (let round = 0; round < 3; round++) {
      await warm(function_)
      const until = join(folder, `answered-${round}`)
      const slow = invoke(function_, { n: -1, until })
      const answers = await Promise.all(many(20).map(n => invoke(function_, { n })))
      writeFileSync(until, '')
      expect(answers.map(({ n }) => n)).toEqual(many(20))
      expect((await slow).n).toBe(-1)
    }
    expect(messages.filter(message => message.startsWith('START'))).toHaveLength(3 * 81)
    expect(messages.filter(message => message.startsWith('REPORT'))).toHaveLength(3 * 81)
  },
)

test('what waits behind an invocation that takes long goes to a process that has become idle meanwhile, and none is begun for it', async () => {
  const function_ = spec('nodejs24.x')
  const both = await Promise.all([invoke(function_, { n: 0, nap: 500 }), invoke(function_, { n: 1, nap: 500 })])
  const pids = both.map(({ pid }) => pid)
  expect(new Set(pids).size).toBe(2)
  // Either process has the long one in one of the rounds, whichever of them is asked first whether it takes another.
  for (const isSlowFirst of [true, false]) {
    await warm(function_)
    const until = join(folder, `answered-${isSlowFirst}`)
    const events = [
      { n: -1, until },
      { n: 1, nap: 5 },
    ]
    const [slow, short] = isSlowFirst
      ? events.map(event => invoke(function_, event))
      : events
          .reverse()
          .map(event => invoke(function_, event))
          .reverse()
    const waiting = await Promise.all(many(2).map(n => invoke(function_, { n })))
    const { pid } = await short!
    expect(waiting.map(answer => answer.pid)).toEqual([pid, pid])
    writeFileSync(until, '')
    expect(pids).toEqual(expect.arrayContaining([pid, (await slow!).pid]))
  }
})

test('what waits behind a loop that lets nothing else run goes to another process too', async () => {
  const function_ = spec('nodejs24.x')
  await warm(function_)
  const until = join(folder, 'answered')
  const slow = invoke(function_, { n: -1, until, spin: true })
  expect((await Promise.all(many(10).map(n => invoke(function_, { n })))).map(({ n }) => n)).toEqual(many(10))
  writeFileSync(until, '')
  expect((await slow).n).toBe(-1)
  expect((await Promise.all(many(10).map(n => invoke(function_, { n })))).map(({ n }) => n)).toEqual(many(10))
})

test('what reaches a process only after it was taken back does not run there', async () => {
  const function_ = spec('nodejs24.x')
  await warm(function_)
  for (let round = 0; round < 5; round++) {
    const slow = invoke(function_, { n: -1, spin: 150 })
    // The loop has begun: what is given ahead lies in the pipe until it is over.
    await new Promise(resolve => setTimeout(resolve, 4))
    expect((await Promise.all(many(2).map(n => invoke(function_, { n })))).map(({ n }) => n)).toEqual(many(2))
    await slow
    await warm(function_)
  }
})

test('what was given ahead to a process that dies runs elsewhere, as if nothing had been', async () => {
  const function_ = spec('nodejs24.x')
  for (let round = 0; round < 5; round++) {
    await warm(function_)
    const [dying, ...answers] = await Promise.all([
      invoke(function_, { n: -1, exit: true }),
      ...many(20).map(n => invoke(function_, { n })),
    ])
    expect(dying.error).toContain('Runtime.ExitError')
    expect(answers.map(({ n, error }) => error ?? n)).toEqual(many(20))
  }
})

test('a time limit counts from the beginning of an invocation, and one that is over takes nobody along', async () => {
  host.close()
  // Where there is no other process they wait until the first one is over: by a limit that counted meanwhile each would be, too.
  host = createFunctionHost({ sink, temporaryRoot: folder, maxProcesses: 1 })
  const function_ = spec('nodejs24.x', 3)
  await warm(function_)
  const [stuck, ...answers] = await Promise.all([invoke(function_, { n: -1, nap: 60_000 }), ...many(20).map(n => invoke(function_, { n }))])
  expect(stuck.error).toContain('Sandbox.Timedout')
  expect(answers.map(({ n, error }) => error ?? n)).toEqual(many(20))
  for (const { left } of answers) expect(left).toBeGreaterThan(1_000)
})

test('one that is given up while it waits never runs', async () => {
  const function_ = spec('nodejs24.x')
  await warm(function_)
  const slow = invoke(function_, { n: -1, spin: 300 })
  const patience = new AbortController()
  const waiting = invoke(function_, { n: 1 }, patience.signal)
  patience.abort()
  expect((await waiting).error).toContain('Sandbox.Aborted')
  expect((await slow).n).toBe(-1)
  expect((await invoke(function_, { n: 2 })).n).toBe(2)
})

test.each(['nodejs24.x', 'python3.12'])(
  '%s: what was taken back may come to the same process again, and runs once there',
  async runtime => {
    host.close()
    host = createFunctionHost({ sink, temporaryRoot: folder, maxProcesses: 1 })
    const function_ = spec(runtime)
    await warm(function_)
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all([invoke(function_, { n: -1, nap: 150 }), ...many(6).map(n => invoke(function_, { n }))])
      expect(answers.map(({ n, error }) => error ?? n)).toEqual([-1, ...many(6)])
      await warm(function_)
    }
    expect(messages.filter(message => message.startsWith('START'))).toHaveLength(60 + 3 * 67)
  },
)
