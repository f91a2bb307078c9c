import { defaultLimits } from '@pasos/asl'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { languageInterpreter } from '../interpreter.ts'
import { type FakeClock, fakeClock, seededIds } from '../memory/fake-clock.ts'
import type { DataStore } from '../ports/data-store.ts'
import type { StartRequest } from '../ports/runtime.ts'
import type { TaskReport, TaskRequest, TaskRunner } from '../ports/tasks.ts'
import { embeddedRuntime } from '../runtime/embedded-runtime.ts'
import type { EmbeddedRuntime, RuntimeOptions } from '../runtime/runtime-options.ts'
import { sequence } from './sequence.ts'

/** A journal that outlives the runtimes on it; `restart` is what a process does that ends and comes again. */
export interface RuntimePlace {
  journal(): RuntimeOptions['journal'] & { data: DataStore }
  restart(): Promise<void>
  close(): Promise<void>
}

interface Asked {
  request: TaskRequest
  report: (report: TaskReport) => void
  signal: AbortSignal
}

/** What a runtime promises on every journal, with the language that users run. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a suite of tests
export function runtimeContract(open: () => Promise<RuntimePlace>): void {
  let place: RuntimePlace
  let clock: FakeClock
  let asked: Asked[]
  let runtime: EmbeddedRuntime

  const runner: TaskRunner = { claims: () => true, run: (request, report, signal) => void asked.push({ request, report, signal }) }

  const boot = async (change: (journal: RuntimeOptions['journal']) => RuntimeOptions['journal'] = same => same): Promise<void> => {
    asked = []
    runtime = embeddedRuntime({
      ...{ journal: change(place.journal()), clock, ids: seededIds(), limits: defaultLimits, interpreter: languageInterpreter },
      ...{ runners: [runner], accountId: '123456789012', region: 'us-east-1' },
    })
    await runtime.recover()
  }

  const restart = async (): Promise<void> => {
    runtime.close()
    await place.restart()
    await boot()
  }

  beforeEach(async () => {
    place = await open()
    clock = fakeClock()
    await boot()
  })
  afterEach(async () => {
    runtime.close()
    await place.close()
  })

  const nextAsked = async (count: number): Promise<Asked> => {
    await until(() => asked.length >= count)
    return asked[count - 1]!
  }

  test('what a start brings is on disk with the execution, and nothing of it when the name was taken', async () => {
    const { data } = place.journal()
    await runtime.start({ ...startRequest('a', 'task:x'), data: [{ space: 'test', key: 'a', value: '1' }] })
    await runtime.start({ ...startRequest('a', 'task:y'), input: '2', data: [{ space: 'test', key: 'a', value: '2' }] })
    await runtime.start({ ...startRequest('b'), definition: '{}', data: [{ space: 'test', key: 'b', value: '1' }] }).catch(() => undefined)
    expect([await data.get('test', 'a'), await data.get('test', 'b')]).toEqual(['1', undefined])
  })

  const succeed = ({ request, report }: Asked, output: number): void => report({ type: 'TaskSucceeded', task: request.task, output })

  test('an execution goes through its tasks to its end, and its history has no gap', async () => {
    const request = startRequest('a', 'pass', 'task:x', 'task:y')
    expect((await runtime.start(request)).outcome).toBe('created')
    succeed(await nextAsked(1), 1)
    succeed(await nextAsked(2), 2)
    expect(await runtime.ended(request.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '2' })
    const { events, more } = await runtime.index.history(request.executionArn, { reverse: false, limit: 100 })
    expect(events.map(event => event.id)).toEqual(Array.from({ length: 14 }, (_, index) => index + 1))
    expect(more).toBe(false)
  })

  test('a name is one execution: the same start again while it runs, a conflict with another input or afterwards, also at once', async () => {
    const request = startRequest('a', 'wait:1')
    const both = await Promise.all([runtime.start(request), runtime.start(request), runtime.start({ ...request, input: '{"a":1}' })])
    expect(both.map(result => result.outcome)).toEqual(['created', 'same', 'conflict'])
    await restart()
    expect((await runtime.start(request)).outcome).toBe('same')
    await runtime.stop(request.executionArn, {})
    expect((await runtime.start(request)).outcome).toBe('conflict')
  })

  test('an event that changes nothing is answered only after what it met is on disk', async () => {
    const held: (() => void)[] = []
    let isHolding = false
    runtime.close()
    await boot(journal => ({
      ...journal,
      commit: (write, done) => (isHolding ? void held.push(() => journal.commit(write, done)) : journal.commit(write, done)),
      barrier: done => (isHolding ? void held.push(() => journal.barrier(done)) : journal.barrier(done)),
    }))
    await runtime.start(startRequest('a', 'token:x', 'wait:9'))
    const { request } = await nextAsked(1)
    isHolding = true
    const answers: string[] = []
    const tell = async (who: string): Promise<void> => {
      answers.push(`${who} ${await runtime.deliverByToken(request.token!, { type: 'TaskSucceeded', output: '1' })}`)
    }
    const both = [tell('first'), tell('second')]
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(answers).toEqual([])
    isHolding = false
    for (const give of held) give()
    await Promise.all(both)
    expect(answers).toEqual(['first delivered', 'second spent'])
  })

  test('a failed execution keeps what a redrive needs, also over a restart', async () => {
    const request = startRequest('a', 'task:x', 'task:y')
    await runtime.start(request)
    succeed(await nextAsked(1), 1)
    const second = await nextAsked(2)
    second.report({ type: 'TaskFailed', task: second.request.task, error: 'E', cause: 'c' })
    expect(await runtime.ended(request.executionArn)).toMatchObject({ status: 'FAILED', error: 'E' })
    await restart()
    expect(asked).toEqual([])
    expect(await runtime.redrive(request.executionArn)).toMatchObject({ status: 'RUNNING', redriveCount: 1 })
    const again = await nextAsked(1)
    expect(again.request).toMatchObject({ resource: second.request.resource, input: 1 })
    succeed(again, 2)
    expect(await runtime.ended(request.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '2', redriveCount: 1 })
  })

  test('two redrives at once are one', async () => {
    const request = startRequest('a', 'task:x')
    await runtime.start(request)
    const { request: task, report } = await nextAsked(1)
    report({ type: 'TaskFailed', task: task.task, error: 'E', cause: 'c' })
    await runtime.ended(request.executionArn)
    const both = await Promise.all([runtime.redrive(request.executionArn), runtime.redrive(request.executionArn)])
    expect(both.map(record => record?.redriveCount)).toEqual([1, 1])
    expect(runtime.index.countRunning()).toBe(1)
  })

  test('a redrive that is asked for again is not made again, though the execution has failed once more', async () => {
    const request = startRequest('a', 'task:x')
    await runtime.start(request)
    for (const at of [1, 2]) {
      const { request: task, report } = await nextAsked(at)
      report({ type: 'TaskFailed', task: task.task, error: 'E', cause: 'c' })
      await runtime.ended(request.executionArn)
      expect(await runtime.redrive(request.executionArn, 0)).toMatchObject({ status: at === 1 ? 'RUNNING' : 'FAILED', redriveCount: 1 })
    }
    expect(await runtime.redrive(request.executionArn, 1)).toMatchObject({ status: 'RUNNING', redriveCount: 2 })
  })

  test('after a restart a task runs again with the same token, a late timer fires once, and all ends are told', async () => {
    await runtime.start(startRequest('task', 'task:x'))
    await runtime.start(startRequest('wait', 'wait:60'))
    const before = await nextAsked(1)
    await restart()
    expect(runtime.index.countRunning()).toBe(2)
    const ends = ['task', 'wait'].map(name => runtime.ended(startRequest(name, 'pass').executionArn))
    const again = await nextAsked(1)
    expect(again.request).toEqual(before.request)
    clock.advance(600_000)
    succeed(again, 1)
    expect((await Promise.all(ends)).map(record => record?.status)).toEqual(['SUCCEEDED', 'SUCCEEDED'])
    const { events } = await runtime.index.history(startRequest('wait', 'pass').executionArn, { reverse: false, limit: 9 })
    expect(events.map(event => event.type)).toEqual(['ExecutionStarted', 'WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'])
  })

  test('stopping ends an execution and its tasks; the end is told to whoever waits, and nothing is asked again', async () => {
    const request = startRequest('a', 'task:x')
    await runtime.start(request)
    const { signal } = await nextAsked(1)
    const end = runtime.ended(request.executionArn)
    expect(await runtime.stop(request.executionArn, { error: 'E' })).toMatchObject({ status: 'ABORTED', error: 'E' })
    expect(await end).toMatchObject({ status: 'ABORTED' })
    expect(signal.aborted).toBe(true)
    await restart()
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(asked).toEqual([])
    expect(runtime.index.countRunning()).toBe(0)
  })

  test('what is told again by who got no answer is answered as it was, though the execution has ended, and nothing else is', async () => {
    const request = startRequest('a', 'token:x', 'token:y')
    await runtime.start(request)
    const first = await nextAsked(1)
    const token = first.request.token!
    first.report({ type: 'TaskSubmitted', task: first.request.task, output: 'accepted' })
    const tell = (output: string, isRepeat?: true) => runtime.deliverByToken(token, { type: 'TaskSucceeded', output }, undefined, isRepeat)
    expect(await tell('{"a": 1}')).toBe('delivered')
    expect(await tell('{"a": 1}', true)).toBe('delivered')
    expect(await tell('{"a": 1}')).toBe('spent')
    expect(await tell('2', true)).toBe('spent')
    expect(await runtime.deliverByToken(token, { type: 'TaskFailed', error: 'E', cause: '' }, undefined, true)).toBe('spent')
    const { request: other } = await nextAsked(2)
    const fail = { type: 'TaskFailed', error: 'E', cause: '' } as const
    expect(await runtime.deliverByToken(other.token!, fail)).toBe('delivered')
    expect(await runtime.ended(request.executionArn)).toMatchObject({ status: 'FAILED', error: 'E' })
    await restart()
    expect(await runtime.deliverByToken(other.token!, fail, undefined, true)).toBe('delivered')
    expect(await runtime.deliverByToken(other.token!, fail)).toBe('spent')
    expect(await runtime.deliverByToken(other.token!, { ...fail, error: 'F' }, undefined, true)).toBe('spent')
    expect(await runtime.deliverByToken(other.token!, { type: 'TaskHeartbeat' }, undefined, true)).toBe('spent')
    expect(await tell('{"a": 1}', true)).toBe('delivered')
  })

  test('who is told of an end does not find the execution among those that run', async () => {
    for (const type of ['STANDARD', 'EXPRESS'] as const) {
      const counts: number[] = []
      const stop = runtime.subscribe(({ record }) => {
        if (record.status !== 'RUNNING') counts.push(runtime.index.countRunning())
      })
      const request = { ...startRequest(type, 'pass'), type }
      const end = runtime.ended(request.executionArn)
      await runtime.start(request)
      await end
      stop()
      expect(counts).toEqual([0])
    }
  })

  test('a task whose token is out is not asked again, and its token is still good', async () => {
    await runtime.start(startRequest('a', 'token:x'))
    const { request, report } = await nextAsked(1)
    report({ type: 'TaskSubmitted', task: request.task, output: 'accepted' })
    expect(await runtime.deliverByToken(request.token!, { type: 'TaskHeartbeat' })).toBe('delivered')
    await restart()
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(asked).toEqual([])
    expect(await runtime.deliverByToken(request.token!, { type: 'TaskSucceeded', output: '1' })).toBe('delivered')
    expect(await runtime.deliverByToken(request.token!, { type: 'TaskHeartbeat' })).toBe('spent')
    expect(await runtime.deliverByToken('NoSuchTaskToken', { type: 'TaskHeartbeat' })).toBe('unknown')
    expect(await runtime.executionOf(request.token!)).toMatchObject({ executionArn: request.executionArn })
    const forged = `${request.token!.slice(0, -1)}${request.token!.endsWith('A') ? 'B' : 'A'}`
    for (const token of ['NoSuchTaskToken', forged]) expect(await runtime.executionOf(token)).toBeUndefined()
    expect(await runtime.deliverByToken(request.token!, { type: 'TaskHeartbeat' }, '210987654321')).toBe('unknown')
  })
}

function startRequest(name: string, ...words: string[]): StartRequest {
  return {
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:m:${name}`,
    ...{ name, stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m', stateMachineName: 'm', roleArn: 'role' },
    ...{ type: 'STANDARD', input: '{}', definition: sequence(...words) },
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; !condition(); round++) {
    if (round > 1_000) throw new Error('waited in vain')
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
