import type { Store, TurnWrite } from '@pasos/engine'
import { emptyWrite, record } from '@pasos/engine/contracts'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { verifyPostgres } from '../index.ts'
import { serverOfTests } from '../testing/server-of-tests.ts'
import { openStore } from '../testing/store-on-server.ts'

const server = serverOfTests()

const commit = ({ journal }: Store, write: Partial<TurnWrite> & { number: number }): Promise<void> =>
  new Promise((resolve, reject) => journal.commit({ ...emptyWrite, ...write }, error => (error ? reject(error) : resolve())))

const frame = (id: number, key: number) => ({ id, text: `{"id":${id},"wait":{"for":"task","key":${key}}}` })

describe.runIf(server.isHere)('tasks that a former version kept in rows of their own', () => {
  test('are found in their frames once the lane is opened, and other rows are gone', async () => {
    const url = await server.newDatabase()
    const first = await openStore(url)
    const [number, ended, elsewhere] = [first.journal.allocate(), first.journal.allocate(), first.journal.allocate() + 1]
    await commit(first, { number, created: record('a'), frames: [frame(1, 3), frame(2, 4), frame(3, 5)], nextFrameId: 2 })
    await commit(first, { number, frames: [frame(3, 5)], nextFrameId: 9 })
    await commit(first, { number: ended, created: record('b'), frames: [frame(1, 7)], nextFrameId: 2 })
    await commit(first, { number: ended, changed: record('b', { status: 'FAILED', stopDate: 5 }) })
    await first.close()
    const client = new pg.Client(url)
    await client.connect()
    const put = (...row: unknown[]) => client.query('INSERT INTO tasks VALUES ($1, $2, $3, $4, $5, $6)', row)
    await put(number, 1, 3, true, '{"task":3}', null)
    await put(number, 2, 4, true, '{"task":4}', '"ok"')
    await put(number, 3, 5, false, '{"task":5}', '"out"')
    await put(ended, 1, 7, true, '{"task":7}', null)
    await put(elsewhere, 1, 3, true, '{"task":3}', null)
    for (let opening = 0; opening < 2; opening++) {
      const store = await openStore(url)
      const owner = { executionArn: record('a').executionArn, stateMachineArn: 'machine', roleArn: 'role' }
      expect(await store.journal.unfinishedTasks({ number: 0, frame: 0 }, 9)).toEqual([
        { number, frame: 1, task: 3, body: '{"task":3}', owner },
        { number, frame: 2, task: 4, body: '{"task":4}', submitted: '"ok"', owner },
      ])
      expect(await store.journal.load(number)).toMatchObject({ frames: [{ id: 1 }, { id: 2 }, { id: 3 }], nextFrameId: 9 })
      await store.close()
    }
    // What is another lane's is left to its owner.
    expect((await client.query('SELECT execution::int8::text AS number FROM tasks')).rows).toEqual([{ number: String(elsewhere) }])
    await client.end()
  }, 180_000)

  test('a value that is changed in the row of a frame with a task is found', async () => {
    const url = await server.newDatabase()
    const store = await openStore(url)
    const number = store.journal.allocate()
    const task = { task: 3, body: '{"task":3}', submitted: '"ok"' }
    const history = [{ firstId: 1, lastId: 1, sum: 0, text: '[{"id":1,"previousEventId":0,"timestamp":0,"type":"PassStateEntered"}]' }]
    await commit(store, { number, created: record('a'), definition: { id: 'd', text: '{}' }, history, frames: [{ ...frame(1, 3), task }] })
    await store.close()
    const client = new pg.Client(url)
    await client.connect()
    const found = async () => (await verifyPostgres(url)).damages.map(({ what }) => what).filter(what => what.startsWith('Frame'))
    expect(await found()).toEqual([])
    const changes = ["body = body || ' '", 'sum = sum + 1', 'working = false', 'task = 4', 'task = NULL', "command = '{}'", 'task_sum = 0']
    for (const change of [...changes, "submitted = 'x'", 'submitted = NULL', 'submitted_sum = NULL']) {
      await client.query('CREATE TEMP TABLE kept AS SELECT * FROM frames')
      await client.query(`UPDATE frames SET ${change}`)
      expect({ change, found: await found() }).toEqual({ change, found: ['Frame 1 is damaged.'] })
      await client.query('DELETE FROM frames; INSERT INTO frames SELECT * FROM kept; DROP TABLE kept')
    }
    await client.end()
  }, 180_000)
})
