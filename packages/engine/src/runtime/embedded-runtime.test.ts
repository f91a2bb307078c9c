import { expect, test } from 'vitest'
import { languageInterpreter } from '../interpreter.ts'
import type { Interpreter } from '../ports/interpreter.ts'
import { WriteRefused } from '../ports/journal.ts'
import { EngineClosed, type TurnNotice } from '../ports/runtime.ts'
import { machine, noteTaker, settled, startRequest, world } from './test-runtime.ts'

test('a start is not answered before it is on disk', async () => {
  const { runtime, journal } = world()
  const request = startRequest('a', ['wait:1'])
  await runtime.start(request)
  expect((await journal.find(request.executionArn))?.record.status).toBe('RUNNING')
  expect(runtime.index.countRunning(machine)).toBe(1)
})

test('a task is handed out, and a start answered, only after the turn is on disk', async () => {
  const { asked, runner } = noteTaker()
  const { open, journal } = world({ runners: [runner] })
  const held: (() => void)[] = []
  const slowDisk = { ...journal, commit: (...write: Parameters<typeof journal.commit>) => held.push(() => journal.commit(...write)) }
  const runtime = open({ journal: slowDisk })
  let answered = false
  const starting = runtime.start(startRequest('a', ['task:x'])).then(() => {
    answered = true
  })
  await settled()
  expect({ asked, answered }).toEqual({ asked: [], answered: false })
  for (const write of held) write()
  await starting
  expect(asked).toHaveLength(1)
})

test('a stop that comes again is answered only after the end that it meets is on disk', async () => {
  const { open, journal } = world()
  const held: (() => void)[] = []
  let isSlow = false
  const slowly = (write: () => void): void => void (isSlow ? held.push(write) : write())
  const runtime = open({
    journal: {
      ...journal,
      commit: (...write: Parameters<typeof journal.commit>) => slowly(() => journal.commit(...write)),
      barrier: (...done: Parameters<typeof journal.barrier>) => slowly(() => journal.barrier(...done)),
    },
  })
  const { executionArn } = (await runtime.start(startRequest('a', ['wait:1']))).record
  isSlow = true
  let answered = 0
  const stop = () => runtime.stop(executionArn, {}).then(() => answered++)
  const stops = [stop(), stop()]
  await settled()
  expect(answered).toBe(0)
  isSlow = false
  for (const write of held.splice(0)) write()
  await Promise.all(stops)
  expect((await journal.find(executionArn))?.record.status).toBe('ABORTED')
})

test('a stop that comes as its execution is started either stops it or finds none', async () => {
  const { open, journal } = world()
  const request = startRequest('a', ['wait:1'])
  let looks = 0
  const runtime = open({
    journal: {
      ...journal,
      async find(executionArn) {
        const found = await journal.find(executionArn)
        // It is started between the first look, which finds nothing, and the next.
        if (executionArn === request.executionArn && ++looks === 1) queueMicrotask(() => void other.start(request))
        if (looks === 1) await settled()
        return found
      },
    },
  })
  const other = open()
  const stopped = await runtime.stop(request.executionArn, {})
  expect(looks).toBeGreaterThan(1)
  expect(stopped?.status).toBe('ABORTED')
  expect((await journal.find(request.executionArn))?.record.status).toBe('ABORTED')
})

test('a definition that went with a start which the store refused goes with the next one', async () => {
  const { open, journal } = world()
  const runtime = open({
    journal: {
      ...journal,
      commit: (write, done) => (write.created?.name === 'a' ? done?.(new WriteRefused('too large')) : journal.commit(write, done)),
    },
  })
  await expect(runtime.start(startRequest('a'))).rejects.toThrow('too large')
  const { definitionId } = (await runtime.start(startRequest('b'))).record
  expect(await journal.definition(definitionId)).toBe(startRequest('b').definition)
})

test('timers fire at their time, never before', async () => {
  const { runtime, clock } = world()
  await runtime.recover()
  const request = startRequest('a', ['wait:5'])
  await runtime.start(request)
  clock.advance(4_999)
  await settled()
  expect((await runtime.index.describe(request.executionArn))?.status).toBe('RUNNING')
  clock.advance(1)
  await settled()
  expect((await runtime.index.describe(request.executionArn))?.status).toBe('SUCCEEDED')
})

test('a timer far in the future fires too, and one that is due after a jump of the clock fires once', async () => {
  const { runtime, clock } = world()
  await runtime.recover()
  const year = 365 * 24 * 3_600_000
  const request = startRequest('a', [`wait:${year / 1_000}`])
  await runtime.start(request)
  clock.jump(clock.now() - 3_600_000)
  await settled()
  expect((await runtime.index.describe(request.executionArn))?.status).toBe('RUNNING')
  clock.jump(clock.now() + year + 3_600_000)
  await settled()
  expect((await runtime.index.describe(request.executionArn))?.status).toBe('SUCCEEDED')
})

test('an execution that the language can’t take up again stays as it ended', async () => {
  const stubborn: Interpreter = {
    ...languageInterpreter,
    *step(program, snapshot, event, environment) {
      if (event.type !== 'ExecutionRedriven') return yield* languageInterpreter.step(program, snapshot, event, environment)
      const { lastEventId, nextFrameId } = snapshot
      return { frames: [], removed: [], history: [], commands: [], lastEventId, nextFrameId }
    },
  }
  const { runtime } = world({ interpreter: stubborn })
  const request = startRequest('a', ['fail'])
  await runtime.start(request)
  expect(await runtime.redrive(request.executionArn)).toMatchObject({ status: 'FAILED', redriveCount: 0 })
  expect(runtime.index.countRunning()).toBe(0)
  expect(await runtime.ended(request.executionArn)).toMatchObject({ status: 'FAILED' })
})

test('a turn without end lets others have theirs, and is given up when memory runs short', async () => {
  const endless: Interpreter = {
    ...languageInterpreter,
    *step(program, snapshot, event, environment) {
      if (snapshot.execution.name !== 'endless') return yield* languageInterpreter.step(program, snapshot, event, environment)
      for (;;) yield 0
    },
  }
  let isCrowded = false
  const { runtime } = world({ interpreter: endless, isCrowded: () => isCrowded })
  const starting = runtime.start(startRequest('endless'))
  const other = startRequest('other', ['task:echo'])
  await runtime.start(other)
  expect(await runtime.ended(other.executionArn)).toMatchObject({ status: 'SUCCEEDED' })
  isCrowded = true
  await starting
  expect(await runtime.index.describe(startRequest('endless').executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
})

test('a turn that writes events without end is given up though there is memory left', async () => {
  const prolific: Interpreter = {
    ...languageInterpreter,
    *step() {
      for (let events = 0; ; events += 1_000) yield events
    },
  }
  const { runtime } = world({ interpreter: prolific, isCrowded: () => false })
  const request = startRequest('prolific')
  await runtime.start(request)
  const { cause } = (await runtime.index.describe(request.executionArn))!
  expect(cause).toContain('its history had grown by 250000 events')
})

test('an execution whose program breaks the interpreter fails, and the others go on', async () => {
  const defects: unknown[] = []
  const refuseTask = (resource: string): undefined => {
    if (resource.endsWith(':breaks')) throw new Error('broken on purpose')
  }
  const { runtime } = world({ refuseTask, onDefect: error => defects.push(error) })
  const broken = startRequest('a', ['task:breaks'])
  await runtime.start(broken)
  expect(await runtime.ended(broken.executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
  expect(defects).toHaveLength(1)
  // What a start brings is kept with it: it has been started all the same.
  const bringing = startRequest('c', ['task:breaks'], { data: [{ space: 's', key: 'k', value: 'v' }] })
  expect(await runtime.start(bringing)).toMatchObject({ outcome: 'created' })
  expect(await runtime.ended(bringing.executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
  const fine = startRequest('b', ['pass'])
  await runtime.start(fine)
  expect(await runtime.ended(fine.executionArn)).toMatchObject({ status: 'SUCCEEDED' })
})

test('an execution that was dropped from memory goes on from the journal', async () => {
  const { asked, runner } = noteTaker()
  const { runtime } = world({ runners: [runner], idleBytes: 0 })
  const request = startRequest('a', ['task:x', 'task:x'])
  await runtime.start(request)
  for (const turn of [0, 1]) {
    asked[turn]!.report({ type: 'TaskSucceeded', task: asked[turn]!.request.task, output: turn })
    await settled()
  }
  expect(await runtime.index.describe(request.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '1' })
})

test('listeners are told of every turn after its commit', async () => {
  const { runtime, journal } = world()
  const told: TurnNotice[] = []
  const request = startRequest('a', ['task:echo'])
  const leave = runtime.subscribe(notice => {
    expect(journal.peek(request.executionArn)!.lastEventId).toBeGreaterThanOrEqual(notice.events.at(-1)!.id)
    told.push(notice)
  }, request.executionArn)
  await runtime.start(request)
  await runtime.ended(request.executionArn)
  leave()
  expect(told.flatMap(notice => notice.events.map(event => event.id))).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(told.at(-1)!.record.status).toBe('SUCCEEDED')
})

test('an Express execution leaves nothing in the journal, ends, and its end can be awaited', async () => {
  const { runtime, journal } = world()
  const request = startRequest('a', ['task:echo'], { type: 'EXPRESS' })
  await runtime.start(request)
  expect(await runtime.ended(request.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '3' })
  expect(await journal.find(request.executionArn)).toBeUndefined()
})

test('an Express execution is timed out after five minutes', async () => {
  const { runtime, clock } = world({ keepExpress: true })
  await runtime.recover()
  const request = startRequest('a', ['wait:600'], { type: 'EXPRESS' })
  await runtime.start(request)
  await settled()
  clock.advance(5 * 60_000)
  expect(await runtime.ended(request.executionArn)).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' })
  await settled()
  expect(await runtime.index.list({ stateMachineArn: machine, limit: 5 })).toMatchObject({
    records: [{ status: 'TIMED_OUT', type: 'EXPRESS' }],
    places: [expect.any(Number)],
  })
})

test('an end that comes while an execution is looked up is told to whoever waits for it', async () => {
  const { asked, runner } = noteTaker()
  const { open, journal } = world({ runners: [runner], idleBytes: 0 })
  let release: () => void = () => undefined
  const gate = new Promise<void>(resolve => {
    release = resolve
  })
  const find: typeof journal.find = async arn => {
    const found = await journal.find(arn)
    await gate
    return found
  }
  const runtime = open({ journal: { ...journal, find } })
  const request = startRequest('a', ['task:x'], { isNewName: true })
  await runtime.start(request)
  await settled()
  const end = runtime.ended(request.executionArn)
  await settled()
  asked[0]!.report({ type: 'TaskSucceeded', task: asked[0]!.request.task, output: 1 })
  await settled()
  release()
  expect(await end).toMatchObject({ status: 'SUCCEEDED' })
})

test('what an execution has under way is told to stop when it ends, Express or not', async () => {
  const { asked, runner } = noteTaker()
  const { runtime, clock } = world({ runners: [runner] })
  const { executionArn } = startRequest('stopped')
  await runtime.start(startRequest('stopped', ['task:f']))
  await settled()
  await runtime.stop(executionArn, {})
  await settled()
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true])
  await runtime.recover()
  await runtime.start(startRequest('late', ['task:f'], { type: 'EXPRESS' }))
  await settled()
  clock.advance(301_000)
  await settled()
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true])
  runtime.close()
})

test('what is asked of a runtime that has closed is refused by a name, so that its next owner is asked', async () => {
  const { runtime } = world()
  const { executionArn } = (await runtime.start(startRequest('waits', ['wait:600']))).record
  const end = runtime.ended(executionArn)
  await settled()
  runtime.close()
  await expect(end).rejects.toBeInstanceOf(EngineClosed)
  await expect(runtime.start(startRequest('late', ['pass']))).rejects.toBeInstanceOf(EngineClosed)
})

test('what was under way is told to stop when its execution is given up', async () => {
  const { asked, runner } = noteTaker()
  const breaking: Interpreter = {
    ...languageInterpreter,
    step(program, snapshot, event, environment) {
      if (event.type === 'TaskStarted') throw new Error('broken')
      return languageInterpreter.step(program, snapshot, event, environment)
    },
  }
  const { runtime } = world({ runners: [runner], interpreter: breaking })
  await runtime.start(startRequest('broken', ['task:f']))
  await settled()
  asked[0]!.report({ type: 'TaskStarted', task: asked[0]!.request.task })
  await settled()
  expect(asked[0]!.signal.aborted).toBe(true)
  runtime.close()
})

test('of executions that are due together only so many are in memory at a time, and all have their turn', async () => {
  const { open, journal, clock, runtime } = world()
  const count = 300
  const input = JSON.stringify('x'.repeat(50_000))
  for (let index = 0; index < count; index++) await runtime.start(startRequest(`e${index}`, ['wait:600', 'pass'], { input }))
  runtime.close()
  const held: (() => void)[] = []
  let read = 0
  let written = 0
  let most = 0
  const watched = {
    ...journal,
    load: (number: number) => {
      most = Math.max(most, ++read - written)
      return journal.load(number)
    },
    commit: (...write: Parameters<typeof journal.commit>) => held.push(() => journal.commit(...write)),
  }
  const again = open({ journal: watched, idleBytes: 0 })
  await again.recover()
  await settled()
  clock.advance(600_000)
  for (let round = 0; written < count; round++) {
    expect(round).toBeLessThan(1_000)
    await settled()
    const now = held.splice(0)
    written += now.length
    for (const commit of now) commit()
  }
  expect(most).toBeLessThan(100)
  await settled()
  expect(again.index.countRunning(machine)).toBe(0)
  again.close()
})
