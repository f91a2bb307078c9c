import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FunctionSpec, LogSink } from '../function-spec.ts'
import { createFunctionHost } from './function-host.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-life-'))
  writeFileSync(
    join(folder, 'main.js'),
    `exports.pid = async () => process.pid
     exports.spin = async () => { console.log('PID ' + process.pid); for (;;) {} }
     exports.wait = async () => { console.log('PID ' + process.pid); await new Promise(r => setTimeout(r, 60000)) }
     exports.nap = async event => { await new Promise(r => setTimeout(r, event.ms)); return process.pid }`,
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function spec(handler: string): FunctionSpec {
  return {
    revision: handler,
    functionName: 'f',
    version: '$LATEST',
    runtime: 'nodejs24.x',
    runtimeVersionArn: 'arn',
    handler,
    codeDirectory: folder,
    layerDirectories: [],
    memorySizeMb: 128,
    ephemeralStorageMb: 512,
    timeoutSeconds: 30,
    environment: {},
    platformEnvironment: () => ({}),
    region: 'us-east-1',
    logGroup: 'g',
    logGroupName: '/aws/lambda/f',
    logFormat: 'Text',
  }
}

const hostOptions = () => ({ sink: { append: () => undefined }, temporaryRoot: folder })
let requests = 0
const request = (payload = '{}') => ({ requestId: `r${requests++}`, invokedFunctionArn: 'arn', payload })

/** A process that has ended but is not yet reaped counts as ended. */
function isAlive(pid: number): boolean {
  const status = `/proc/${pid}/status`
  return existsSync(status) && !/^State:\tZ/m.test(readFileSync(status, 'utf8'))
}

test('all processes end with the host', async () => {
  const host = createFunctionHost(hostOptions())
  const pid = Number((await host.invoke(spec('main.pid'), request())).payload)
  const underWay = host.invoke(spec('main.wait'), request())
  await expect.poll(() => host.processCount()).toBe(2)
  host.close()
  expect((await underWay).functionError).toBe('Unhandled')
  await expect.poll(() => isAlive(pid)).toBe(false)
})

test('a process that is not used is ended', async () => {
  const host = createFunctionHost({ ...hostOptions(), idleMs: 300 })
  await host.invoke(spec('main.pid'), request())
  await expect.poll(() => host.processCount()).toBe(0)
  host.close()
})

test('more invocations than processes queue up, and another function gets the place of an idle process', async () => {
  const host = createFunctionHost({ ...hostOptions(), maxProcesses: 1 })
  const naps = await Promise.all([1, 2, 3].map(() => host.invoke(spec('main.nap'), request('{"ms":50}'))))
  expect(new Set(naps.map(({ payload }) => payload)).size).toBe(1)
  expect((await host.invoke(spec('main.pid'), request())).functionError).toBeUndefined()
  expect(host.processCount()).toBe(1)
  host.close()
})

test('processes, even one in a loop, end when the server is killed', async () => {
  const program = `
    import { createFunctionHost } from ${JSON.stringify(new URL('./function-host.ts', import.meta.url).href)}
    const say = events => { for (const { message } of events) { const pid = /PID (\\d+)/.exec(message); if (pid) console.log(pid[1]) } }
    const host = createFunctionHost({ sink: { append: (group, stream, events) => say(events) }, temporaryRoot: ${JSON.stringify(join(folder, 'server'))} })
    const spec = ${JSON.stringify({ ...spec(''), platformEnvironment: undefined })}
    for (const handler of ['main.spin', 'main.wait']) {
      void host.invoke({ ...spec, handler, revision: handler, platformEnvironment: () => ({}) }, { requestId: handler, invokedFunctionArn: 'a', payload: '{}' })
    }`
  const server = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const pids = await firstLines(server, 2)
  expect(pids.map(isAlive)).toEqual([true, true])
  server.kill('SIGKILL')
  await expect.poll(() => pids.filter(isAlive)).toEqual([])
})

test('a process of a retired revision ends when it is done, and serves nobody else', async () => {
  const host = createFunctionHost(hostOptions())
  const [busy, idle] = await Promise.all([host.invoke(spec('main.pid'), request()), host.invoke(spec('main.pid'), request())])
  const old = new Set([Number(busy.payload), Number(idle.payload)])
  const underWay = host.invoke(spec('main.nap'), request('{"ms":300}'))
  await new Promise(resolve => setTimeout(resolve, 100))
  for (const handler of ['main.pid', 'main.nap']) host.retire(handler)
  old.add(Number((await underWay).payload))
  await expect.poll(() => [...old].filter(isAlive)).toEqual([])
  expect(old).not.toContain(Number((await host.invoke(spec('main.nap'), request('{"ms":1}'))).payload))
  host.close()
})

test('a process of a retired revision that is still busy ends with the host', async () => {
  const host = createFunctionHost(hostOptions())
  const underWay = host.invoke(spec('main.wait'), request())
  await expect.poll(() => host.processCount()).toBe(1)
  host.retire('main.wait')
  expect(host.processCount()).toBe(1)
  host.close()
  expect(JSON.parse((await underWay).payload).errorType).toMatch(/^(Sandbox.Aborted|Runtime.ExitError)$/)
})

test('an invocation that waits for a process is answered at once when it is given up, and never runs', async () => {
  const host = createFunctionHost({ ...hostOptions(), maxProcesses: 1 })
  const busy = host.invoke(spec('main.nap'), request('{"ms":700}'))
  const patience = new AbortController()
  const waiting = host.invoke(spec('main.nap'), request('{"ms":60000}'), patience.signal)
  setTimeout(() => patience.abort(), 200)
  const first = await Promise.race([busy.then(() => 'busy'), waiting])
  expect(JSON.parse((first as { payload: string }).payload).errorType).toBe('Sandbox.Aborted')
  expect((await busy).functionError).toBeUndefined()
  // Were it still in the queue, it would now hold the only process for a minute.
  expect((await host.invoke(spec('main.nap'), request('{"ms":1}'))).functionError).toBeUndefined()
  host.close()
})

async function firstLines(child: ChildProcess, count: number): Promise<number[]> {
  let text = ''
  for await (const chunk of child.stdout!) {
    text += chunk
    const lines = text.split('\n').filter(line => line !== '')
    if (lines.length >= count) return lines.map(Number)
  }
  throw new Error('the server ended')
}

test('limits and logs of functions go by the clock that the host is given', async () => {
  let now = Date.parse('2030-01-02T03:04:05Z')
  const alarms = new Map<() => void, number>()
  const clock = {
    now: () => now,
    at(at: number, wake: () => void) {
      alarms.set(wake, at)
      return () => void alarms.delete(wake)
    },
  }
  const written: { stream: string; timestamp: number; message: string }[] = []
  const sink: LogSink = { append: (_group, stream, events) => void written.push(...events.map(event => ({ stream, ...event }))) }
  const host = createFunctionHost({ ...hostOptions(), sink, clock })
  const waiting = host.invoke(spec('main.wait'), request())
  await expect.poll(() => [...alarms.values()]).toEqual([now + 30_000])
  now += 30_000
  for (const wake of alarms.keys()) wake()
  expect(await waiting).toMatchObject({
    functionError: 'Unhandled',
    payload: expect.stringContaining('Task timed out after 30.00 seconds'),
  })
  expect(alarms.size).toBe(0)
  expect(written.map(({ timestamp }) => timestamp).filter(at => at < Date.parse('2030-01-02') || at > now)).toEqual([])
  expect(written.map(({ message }) => message).join('')).toMatch(/2030-01-02T03:04:35.000Z r\d+ Task timed out/)
  expect(written[0]?.stream).toMatch(/^2030\/01\/02\//)
  host.close()
})
