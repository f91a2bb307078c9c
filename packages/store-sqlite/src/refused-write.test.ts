import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Engine, openEngine, type StartRequest, type TaskRunner } from '@pasos/engine'
import { functionArn, sequence } from '@pasos/engine/sequence'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sqliteStore } from './open-sqlite-store.ts'

let folder: string
let engine: Engine

const echo: TaskRunner = { claims: () => true, run: ({ task }, report) => report({ type: 'TaskSucceeded', task, output: task }) }

const open = (): Promise<Engine> =>
  openEngine({
    ...{ store: sqliteStore({ folder }), connectors: [echo], accountId: '123456789012', region: 'us-east-1' },
    onFatal: error => {
      throw error
    },
  })

/** From now on SQLite takes no task of this function. */
function refuseTasksOf(name: string): void {
  const database = new DatabaseSync(join(folder, 'journal.db'))
  const condition = `instr(new.command, '${functionArn(name)}') > 0`
  database.exec(`CREATE TRIGGER refusal BEFORE INSERT ON task_frames WHEN ${condition} BEGIN SELECT RAISE(ABORT, 'not this one'); END`)
  database.close()
}

function startRequest(name: string, ...words: string[]): StartRequest {
  return {
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:m:${name}`,
    ...{ name, stateMachineArn: 'machine', stateMachineName: 'm', roleArn: 'role', type: 'STANDARD', input: '{}' },
    definition: sequence(...words),
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-refused-'))
  engine = await open()
  refuseTasksOf('unwelcome')
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a turn that SQLite refuses fails its execution, which keeps its history without a gap; the others go on', async () => {
  const requests = Array.from({ length: 40 }, (_, index) =>
    startRequest(`e${index}`, 'task:x', index % 4 === 0 ? 'task:unwelcome' : 'task:x', 'pass', 'task:x'),
  )
  await Promise.all(requests.map(request => engine.runtime.start(request)))
  const ends = await Promise.all(requests.map(request => engine.runtime.ended(request.executionArn)))
  expect(ends.map(record => record?.status)).toEqual(requests.map((_, index) => (index % 4 === 0 ? 'FAILED' : 'SUCCEEDED')))
  expect(ends[0]).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining('not this one') })
  expect(engine.index.countRunning()).toBe(0)
  expect((await engine.verify()).damages).toEqual([])
})

test('an execution that can’t even be started is refused, and nothing of it is left', async () => {
  const request = startRequest('a', 'task:unwelcome')
  await expect(engine.runtime.start(request)).rejects.toThrow('not this one')
  expect(await engine.index.describe(request.executionArn)).toBeUndefined()
  expect(engine.index.countRunning()).toBe(0)
  await engine.runtime.start(startRequest('b', 'task:x'))
  expect(await engine.runtime.ended(startRequest('b', 'pass').executionArn)).toMatchObject({ status: 'SUCCEEDED' })
})

test('a refused turn after a restart fails its execution, not the process', async () => {
  await engine.runtime.start(startRequest('a', 'wait:1', 'task:unwelcome'))
  await engine.close()
  engine = await open()
  expect(await engine.runtime.ended(startRequest('a', 'pass').executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
  expect((await engine.verify()).damages).toEqual([])
})
