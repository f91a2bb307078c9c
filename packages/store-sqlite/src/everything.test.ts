import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { emptyTally, type MapRunSpec } from '@pasos/asl'
import { contentSpace, type MapRunWrite, type Moved, type TurnWrite } from '@pasos/engine'
import { chunk, emptyWrite, record } from '@pasos/engine/contracts'
import { afterAll, expect, test } from 'vitest'
import { takeDataFolder } from './data-folder.ts'
import { openDeathMarks } from './death-marks.ts'
import { everythingIn } from './everything.ts'
import { fillDataFolder } from './fill-data-folder.ts'
import { sqliteStore } from './open-sqlite-store.ts'

const home = mkdtempSync(join(tmpdir(), 'pasos-everything-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const spec: MapRunSpec = {
  ...{ arn: 'arn:aws:states:r:1:mapRun:m/L:1', executionArn: 'parent', scope: 0, state: 'M', childType: 'STANDARD' },
  items: { kind: 'listed', total: 6 },
}
const counts = { items: emptyTally(), executions: emptyTally(), notRedrivable: { items: 1, executions: 1 } }
const common = { settings: { maxConcurrency: 3 }, redriveCount: 2, startDate: 1, isRedriveDue: false, total: 6 }
const running = { ...common, status: 'RUNNING', phase: 'starting', position: { pageItem: 0, item: 0 } } as const
const over = { ...common, status: 'FAILED', phase: 'ended', stopDate: 2, counts } as const

/** A folder in which there is some of all that a server keeps. */
async function filled(folder: string): Promise<void> {
  const store = await sqliteStore({ folder })(error => {
    throw error
  })
  const { journal, data, contents, logs } = store
  const done = <T>(work: (done: (error?: Error) => void) => T) =>
    new Promise<void>((resolve, reject) => work(error => (error ? reject(error) : resolve())))
  const commit = (write: Partial<TurnWrite> & { number: number }) => done(told => journal.commit({ ...emptyWrite, ...write }, told))
  const change = (write: MapRunWrite) => done(told => journal.commitMapRun(write, told))
  const definition = { id: 'd', text: '{"StartAt":"A"}' }
  await done(told => journal.putDocument('role', 'r', '{"name":"r"}', told))
  const waits = journal.allocate()
  await commit({
    ...{ number: waits, created: record('waits', { traceHeader: 'Root=1' }), definition, history: [chunk(1, 2)], nextFrameId: 9 },
    ...{ setTimers: [{ timer: '1/wait', at: 5 }], frames: [{ id: 1, text: '{"id":1}' }] },
  })
  for (let death = 0; death < 3; death++) journal.recordDeath(waits, 27)
  const parent = journal.allocate()
  const items = [
    { first: 0, text: '{"values":[1,2,3,4]}' },
    { first: 4, text: '{"values":[5,6],"keys":["a","b"]}' },
  ]
  const runs = [journal.allocate(), journal.allocate(), journal.allocate()]
  const mapRuns = runs.map((number, child): MapRunWrite => {
    return { ...{ type: 'started', number, parent, child, state: running, items }, spec: { ...spec, arn: `${spec.arn}${child}` } }
  })
  await commit({ number: parent, created: record('parent'), history: [chunk(1, 1)], mapRuns })
  await change({ type: 'asked', parent, child: 0, asked: { what: 'stop', redriveCount: 2 } })
  await change({ type: 'changed', number: runs[1]!, state: over, outcome: '{"status":"FAILED"}' })
  await change({ type: 'asked', parent, child: 1, asked: { what: 'redrive' } })
  const mapRun = { number: runs[0]!, arn: `${spec.arn}0`, scope: 1, first: 2, count: 2 }
  const failed = { status: 'FAILED', stopDate: 7, error: 'E', cause: 'c', redriveCount: 1, redriveDate: 6, mapRun } as const
  await commit({ number: journal.allocate(), created: record('child', failed), history: [chunk(1, 4)] })
  // Of the first turn all have been told, of the second one follower.
  journal.moveFeedCursor('slow', 1)
  journal.moveFeedCursor('quick', 2)
  await commit({
    ...{ number: waits, history: [chunk(3, 3)], nextFrameId: 9 },
    frames: [
      { id: 2, text: '{"id":2}', task: { task: 3, body: '"of a task"' } },
      { id: 3, text: '{"id":3}', task: { task: 4, body: '"of a job"', submitted: '"it"' } },
    ],
  })
  journal.moveFeedCursor('through', 4)
  await data.commit(
    Array.from({ length: 450 }, (_, at) => ({ space: 's', key: `k${at}`, value: at % 2 === 0 ? `${at}` : Uint8Array.of(at % 256) })),
  )
  const { id } = await contents.write(
    (async function* () {
      yield Buffer.from('content')
    })(),
  )
  await data.commit([{ space: contentSpace, key: id, value: '7' }])
  await contents.settle(id)
  await logs.createStream('g', 'empty')
  // More than are copied at a time, many of a moment.
  const line = (at: number) => ({ timestamp: Math.floor(at / 700), message: `line ${at}`, ...(at === 3 ? { requestId: 'q' } : {}) })
  logs.append(
    'g',
    's',
    Array.from({ length: 1_500 }, (_, at) => line(at)),
  )
  logs.append('other', 's', [line(3)])
  await store.close()
}

const ignore = (): void => undefined

/** All of it as plain values. */
async function told(from: Moved) {
  const all = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
    const found: T[] = []
    for await (const each of source) found.push(each)
    return found
  }
  const { journal, data, contents, logs } = from.store
  const spaces = await from.spaces()
  const groups = await from.logGroups()
  const lines = async (group: string) =>
    (await logs.query(group, { limit: 9_999 })).map(({ sequence: _s, ingestionTime: _i, ...event }) => event)
  const entries = await Promise.all(
    spaces.map(async space =>
      (await data.scan(space, { limit: 9_999 })).map(({ key, value }) => [key, typeof value === 'string' ? value : [...value]]),
    ),
  )
  const kept = (await data.scan(contentSpace, { limit: 9 })).map(({ key }) => key)
  return {
    ...{ secret: journal.secret().toString('hex'), documents: await journal.documents(), deaths: await journal.deaths() },
    ...{
      executions: await all(from.executions()),
      untold: await all(from.untold()),
      mapRuns: await all(from.mapRuns()),
      spaces,
      entries,
      groups,
    },
    contents: await Promise.all(kept.map(async id => Buffer.concat(await all(contents.read(id))).toString())),
    streams: await Promise.all(groups.map(async group => (await logs.streams(group)).map(({ name }) => name))),
    lines: await Promise.all(groups.map(lines)),
  }
}

test.each([
  ['', undefined],
  [' that is encrypted', Buffer.alloc(32, 7)],
])('all that a folder keeps goes into another one%s, and is there as it was', async (name, key) => {
  const [former, next] = [join(home, `former${name}`), join(home, `next${name}`)]
  await filled(former)
  const from = await everythingIn(former)
  const before = await told(from)
  const moved = await fillDataFolder(next, key, from, async () => undefined)
  await from.close()
  expect(moved).toEqual({ executions: 3, documents: 1, entries: 451, contents: 1, logLines: 1_501 })
  const into = await everythingIn(next, key)
  expect(await told(into)).toEqual(before)
  await into.close()
  const store = await sqliteStore({ folder: next, ...(key === undefined ? {} : { encryptionKey: key }) })(ignore)
  const toBeTold = async (name: string) => {
    const { entries } = await store.journal.readFeed((await store.journal.feedCursor(name))!, 100)
    return entries.map(({ execution, events }) => [execution.name, ...events.map(({ id }) => id)])
  }
  expect(await toBeTold('slow')).toEqual([
    ['parent', 1],
    ['child', 1, 2, 3, 4],
    ['waits', 3],
  ])
  expect(await toBeTold('quick')).toEqual([
    ['child', 1, 2, 3, 4],
    ['waits', 3],
  ])
  expect(await toBeTold('through')).toEqual([])
  expect(await store.journal.feedCursor('nobody')).toBeUndefined()
  const { events } = await store.journal.history(1, { reverse: false, limit: 9 })
  expect(events.map(({ id }) => id)).toEqual([1, 2, 3])
  expect(await store.upkeep.verify()).toMatchObject({ damages: [] })
  await store.close()
  // What is compared is all there.
  expect(before.deaths).toEqual([{ number: 1, event: 27, count: 3 }])
  expect(before.executions.map(({ frames, setTimers }) => [frames.map(({ task }) => task?.submitted), setTimers.length])).toEqual([
    [[undefined, undefined, '"it"'], 1],
    [[], 0],
    [[], 0],
  ])
  const turn = (number: number, first: number, last: number) => ({ number, chunk: { firstId: first, lastId: last } })
  expect(before.untold).toMatchObject([
    ...[{ follower: 'slow' }, turn(2, 1, 1), { follower: 'quick' }, turn(6, 1, 4), turn(1, 3, 3), { follower: 'through' }],
  ])
  expect(before.executions.map(({ history }) => history.length)).toEqual([1, 0, 0])
  expect(before.mapRuns.map(writes => writes.map(write => (write.type === 'asked' ? write.asked.what : write.type)))).toEqual([
    ['started', 'stop'],
    ['started', 'changed', 'redrive'],
    ['started'],
  ])
  expect(before).toMatchObject({ contents: ['content'], groups: ['g', 'other'], streams: [['empty', 's'], ['s']] })
  expect(before.lines.map(({ length }) => length)).toEqual([1_500, 1])
})

test('a folder of a version that kept children of Map Runs in frames is not moved before a server has made executions of them', async () => {
  const folder = join(home, 'of another version')
  await filled(folder)
  const database = new DatabaseSync(join(folder, 'journal.db'))
  const frame = '{"id":4,"kind":"join","run":{"arn":"a"}}'
  database.prepare('INSERT INTO frames (place, sum, body) VALUES (1 << 27 | 4, ?, ?)').run(crc32(frame), frame)
  database.exec("INSERT INTO settings (name, value) VALUES ('children-in-frames', 'yes')")
  database.close()
  for (let times = 0; times < 2; times++) await expect(everythingIn(folder)).rejects.toThrow('start this one on it once, then move it')
})

test('what a server died of that nobody has counted yet is counted as its folder is moved', async () => {
  const folder = join(home, 'died')
  await filled(folder)
  const { marksFile, release } = takeDataFolder(folder)
  release()
  // Left as it is by a process that is killed.
  openDeathMarks(marksFile).markAhead([1, 27, 2, 5])
  for (let times = 0; times < 2; times++) {
    const from = await everythingIn(folder)
    expect(await from.store.journal.deaths()).toEqual([
      { number: 1, event: 27, count: 4 },
      { number: 2, event: 5, count: 1 },
    ])
    await from.close()
  }
})

test('of many turns that are untold all go along, but those of executions that are gone', async () => {
  const [former, next] = [join(home, 'long'), join(home, 'long next')]
  const store = await sqliteStore({ folder: former })(ignore)
  const { journal } = store
  const commit = (write: Partial<TurnWrite> & { number: number }) =>
    new Promise<void>(resolve => journal.commit({ ...emptyWrite, ...write }, () => resolve()))
  journal.moveFeedCursor('logs', 1)
  const [stays, goes] = [journal.allocate(), journal.allocate()]
  await commit({ number: stays, created: record('stays'), definition: { id: 'd', text: '{}' } })
  for (let id = 1; id <= 250; id++) await commit({ number: stays, history: [chunk(id, id)] })
  await commit({ number: goes, created: record('goes', { status: 'FAILED', stopDate: 5 }), history: [chunk(1, 1)] })
  await store.upkeep.expire(1_000, 0, 100)
  await store.close()
  const from = await everythingIn(former)
  await fillDataFolder(next, undefined, from, async () => undefined)
  await from.close()
  const moved = await sqliteStore({ folder: next })(ignore)
  const { entries, last } = await moved.journal.readFeed((await moved.journal.feedCursor('logs'))!, 999)
  expect(entries.flatMap(({ events }) => events.map(({ id }) => id))).toEqual(Array.from({ length: 249 }, (_, at) => at + 2))
  expect(last).toBe(250)
  expect((await moved.journal.history(stays, { reverse: false, limit: 999 })).events).toHaveLength(250)
  await moved.close()
})
