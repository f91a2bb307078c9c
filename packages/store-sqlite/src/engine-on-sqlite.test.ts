import { fork, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { type EngineOptions, openEngine, type StartRequest, type TaskRequest, type TaskRunner } from '@pasos/engine'
import { sequence } from '@pasos/engine/sequence'
import { afterEach, expect, test } from 'vitest'
import { sqliteStore } from './open-sqlite-store.ts'
import { verify } from './verify.ts'

const folders: string[] = []

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-engine-'))
  folders.push(folder)
  return folder
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const echo: TaskRunner = { claims: () => true, run: ({ task }, report) => report({ type: 'TaskSucceeded', task, output: task }) }

const open = (folder: string, more: Partial<EngineOptions> = {}) =>
  openEngine({
    ...{ store: sqliteStore({ folder }), connectors: [echo], accountId: '123456789012', region: 'us-east-1' },
    onFatal: error => {
      throw error
    },
    ...more,
  })

function startRequest(name: string, words: string[] = ['pass']): StartRequest {
  return {
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:m:${name}`,
    ...{ name, stateMachineArn: 'machine', stateMachineName: 'm', roleArn: 'role', type: 'STANDARD', input: '{}' },
    definition: sequence(...words),
  }
}

test('a folder in use is refused, and free again after closing', async () => {
  const folder = newFolder()
  const first = await open(folder)
  await expect(open(folder)).rejects.toThrow('is in use by another process')
  await first.close()
  await (await open(folder)).close()
})

test('a folder that belongs to something else is refused', async () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'thesis.txt'), 'mine')
  await expect(open(folder)).rejects.toThrow('not a data folder of Pasos')
})

test('a folder of a newer format is refused', async () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'PASOS'), 'Data folder of Pasos, format 99\n')
  await expect(open(folder)).rejects.toThrow('newer version of Pasos')
})

test('executions and configuration are there after closing and opening', async () => {
  const folder = newFolder()
  const first = await open(folder)
  const request = startRequest('a', ['task:x', 'pass'])
  await first.runtime.start(request)
  const record = await first.runtime.ended(request.executionArn)
  await first.catalog.update('role', 'a', () => ({ next: { n: 1 }, result: undefined }))
  await first.close()
  const second = await open(folder)
  expect(await second.index.describe(request.executionArn)).toEqual(record)
  expect(second.catalog.get('role', 'a')).toEqual({ n: 1 })
  expect(await second.verify()).toEqual({ executions: 1, events: 9, damages: [] })
  await second.close()
})

test('a backup taken while the engine runs can be opened', async () => {
  const folder = newFolder()
  const engine = await open(folder)
  const request = startRequest('a', ['task:x'])
  await engine.runtime.start(request)
  await engine.runtime.ended(request.executionArn)
  const copy = join(newFolder(), 'copy')
  await engine.backup(copy)
  await engine.close()
  const restored = await open(copy)
  expect((await restored.index.describe(request.executionArn))?.status).toBe('SUCCEEDED')
  await restored.close()
})

test('a changed event is found and named', async () => {
  const folder = newFolder()
  const engine = await open(folder)
  await engine.runtime.start(startRequest('a', ['task:x', 'task:x']))
  await engine.runtime.ended(startRequest('a').executionArn)
  await engine.close()
  const file = join(folder, 'journal.db')
  const database = new DatabaseSync(file)
  database.exec("UPDATE history SET events = replace(events, '1 task:x', '1 task:y') WHERE first_id > 1 AND first_id < 7")
  database.close()
  expect(verify(file).damages).toMatchObject([{ executionArn: startRequest('a').executionArn, eventId: 5 }])
})

test('numbers keep their digits over a restart, in data and in variables', async () => {
  const folder = newFolder()
  const silent: TaskRunner = { claims: () => true, run: () => {} }
  const definition = JSON.stringify({
    StartAt: 'Keep',
    States: {
      Keep: { Type: 'Pass', Parameters: { 'data.$': '$' }, Assign: { 'id.$': '$.data.id' }, Next: 'Ask' },
      Ask: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', ResultPath: null, Next: 'Tell' },
      Tell: { Type: 'Pass', Parameters: { 'id.$': '$.data.id', 'same.$': '$id', 'list.$': '$.data.list' }, End: true },
    },
  })
  const request = { ...startRequest('digits'), definition, input: '{"id":12345678901234567890,"list":[1.0]}' }
  const first = await open(folder, { connectors: [silent] })
  await first.runtime.start(request)
  await first.close()
  const second = await open(folder)
  const end = await second.runtime.ended(request.executionArn)
  expect(end).toMatchObject({ output: '{"id":12345678901234567890,"same":12345678901234567890,"list":[1.0]}' })
  await second.close()
})

test('items of a distributed Map keep their digits, alone and in batches', async () => {
  const engine = await open(newFolder())
  const inner = {
    StartAt: 'P',
    States: { P: { Type: 'Pass', End: true } },
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
  }
  const run = async (name: string, more: object): Promise<unknown> => {
    const definition = JSON.stringify({ StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: inner, End: true, ...more } } })
    const request = { ...startRequest(name), definition, input: '[12345678901234567890,1.0,{"a":2.0}]' }
    await engine.runtime.start(request)
    return (await engine.runtime.ended(request.executionArn))?.['output' as never]
  }
  expect(await run('alone', {})).toBe('[12345678901234567890,1.0,{"a":2.0}]')
  expect(await run('batches', { ItemBatcher: { MaxItemsPerBatch: 2 } })).toBe(
    '[{"Items":[12345678901234567890,1.0]},{"Items":[{"a":2.0}]}]',
  )
  await engine.close()
})

test('old executions are deleted, younger and running ones stay', async () => {
  const engine = await open(newFolder())
  await engine.runtime.start(startRequest('old', ['pass']))
  await engine.runtime.start(startRequest('running', ['wait:1000']))
  await engine.runtime.ended(startRequest('old').executionArn)
  await engine.expire(Date.now() - 60_000)
  expect(await engine.index.describe(startRequest('old').executionArn)).toBeDefined()
  await engine.expire(Date.now() + 1)
  expect(await engine.index.describe(startRequest('old').executionArn)).toBeUndefined()
  expect((await engine.index.describe(startRequest('running').executionArn))?.status).toBe('RUNNING')
  await engine.close()
})

/** Runs a child that starts executions until it is killed; answers the names it was told are on disk and the tokens of their tasks. */
async function killedChild(folder: string, afterStarts: number): Promise<{ started: string[]; tokens: string[] }> {
  const child = fork(new URL('./crash-child.ts', import.meta.url), [folder], { execArgv: [] })
  const started: string[] = []
  const tokens: string[] = []
  const exited = new Promise<void>(resolve => child.on('exit', () => resolve()))
  child.on('message', (message: { started?: string; token?: string }) => {
    if (message.started !== undefined) started.push(message.started)
    if (message.token !== undefined) tokens.push(message.token)
    if (started.length >= afterStarts) child.kill('SIGKILL')
  })
  await exited
  return { started, tokens }
}

test('after kill -9 nothing acknowledged is lost, and tasks run again under the same tokens to the end', async () => {
  const folder = newFolder()
  const { started, tokens } = await killedChild(folder, 40)
  expect(started.length).toBeGreaterThanOrEqual(40)
  const repeated: TaskRequest[] = []
  const noting: TaskRunner = {
    claims: () => true,
    run(request, report) {
      repeated.push(request)
      echo.run(request, report, new AbortController().signal)
    },
  }
  const engine = await open(folder, { connectors: [noting] })
  const arns = started.map(name => startRequest(name).executionArn)
  const ends = await Promise.all(arns.map(arn => engine.runtime.ended(arn)))
  expect(ends.map(record => record?.status)).toEqual(arns.map(() => 'SUCCEEDED'))
  // Those whose first task hung in the child: asked again with the token they had there.
  expect(repeated.map(request => request.idempotencyToken)).toEqual(expect.arrayContaining(tokens))
  for (const arn of arns) {
    const ids = (await engine.index.history(arn, { reverse: false, limit: 100 })).events.map(event => event.id)
    expect(ids).toEqual(ids.map((_, index) => index + 1))
  }
  expect((await engine.verify()).damages).toEqual([])
  await engine.close()
})

test('an execution that kills the process is given up after three deaths', async () => {
  const folder = newFolder()
  for (let death = 0; death < 3; death++) {
    const child = fork(new URL('./crash-child.ts', import.meta.url), [folder, 'poison'], { execArgv: [] })
    await new Promise(resolve => child.on('exit', resolve))
  }
  const engine = await open(folder)
  const record = await engine.runtime.ended(startRequest('poison').executionArn)
  expect(record).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
  await engine.close()
})

test('when the disk takes no more the process stops with one error, and everything acknowledged is there', async () => {
  const folder = newFolder()
  // A limit on the size of files stands for a full disk: writes beyond it fail.
  const script = fileURLToPath(new URL('./crash-child.ts', import.meta.url))
  const child = spawn('bash', ['-c', 'ulimit -f 2000; exec "$0" "$@"', process.execPath, script, folder], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const started: string[] = []
  let complaint = ''
  child.stderr?.on('data', text => {
    complaint += text
  })
  child.on('message', (message: { started?: string }) => {
    if (message.started !== undefined) started.push(message.started)
  })
  expect(await new Promise(resolve => child.on('exit', resolve))).toBe(1)
  expect(complaint).toContain('The journal can no longer be written')
  const engine = await open(folder)
  const found = await Promise.all(started.map(name => engine.index.describe(startRequest(name).executionArn)))
  expect(found.map(record => record?.name)).toEqual(started)
  expect((await engine.verify()).damages).toEqual([])
  await engine.close()
})
