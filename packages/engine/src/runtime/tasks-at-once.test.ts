import type { JsonObject } from '@pasos/asl'
import { expect, test } from 'vitest'
import { languageInterpreter } from '../interpreter.ts'
import type { Pace } from '../ports/clock.ts'
import type { Interpreter } from '../ports/interpreter.ts'
import type { TurnWrite } from '../ports/journal.ts'
import type { LongExpressions } from '../ports/long-expressions.ts'
import type { StartRequest } from '../ports/runtime.ts'
import type { Reporter, TaskEnd, TaskRequest, TaskRunner } from '../ports/tasks.ts'
import { settled, startRequest, world } from './test-runtime.ts'

const resource = 'arn:aws:states:::sqs:sendMessage'
const others = 'arn:aws:states:::dynamodb:putItem'
const ends = { End: true }

type State = Record<string, unknown>
const send = (more: State): State => ({ Type: 'Task', Resource: resource, Parameters: {}, ...more })
const chain = (length: number): StartRequest['definition'] => {
  const states = Array.from({ length }, (_, at) => [`S${at}`, send(at + 1 < length ? { Next: `S${at + 1}` } : ends)])
  return definition('S0', Object.fromEntries(states))
}
const definition = (StartAt: string, States: State): string => JSON.stringify({ StartAt, States })
const branch = (StartAt: string, States: State): State => ({ StartAt, States })

/** A connector that sends at once, as `end` says; and what became of everything. */
function sending(
  end: (request: TaskRequest) => TaskEnd['report'] | undefined = succeeded,
  { value = 'm', ...more }: { value?: string; [option: string]: unknown } = {},
) {
  const asked: TaskRequest[] = []
  const ran: { request: TaskRequest; report: Reporter }[] = []
  const fates: Record<string, boolean[]> = {}
  const runner: TaskRunner = {
    claims: () => true,
    atOnce: claimed =>
      claimed === resource
        ? request => {
            const report = end(request)
            if (report === undefined) return undefined
            asked.push(request)
            const name = `${request.stateName} ${request.task}`
            const settle = (committed: boolean): void => {
              fates[name] = [...(fates[name] ?? []), committed]
            }
            return { report, effects: { writes: [{ space: 's', key: name, value }], settle } }
          }
        : undefined,
    run: (request, report) => void ran.push({ request, report }),
  }
  const { journal, ...rest } = world({ runners: [runner], pace: standing, ...more })
  const writes: TurnWrite[] = []
  const { commit } = journal
  journal.commit = (write, done) => {
    writes.push(write)
    commit(write, done)
  }
  const start = async (text: string, request: Partial<StartRequest> = {}) => {
    const { executionArn } = (await rest.runtime.start(startRequest('a', [], { definition: text, ...request }))).record
    await settled()
    return executionArn
  }
  return {
    ...{ ...rest, journal, asked, ran, fates, writes, start },
    sent: async () => (await journal.data.scan('s', { limit: 999 })).map(({ key }) => key),
    async events(executionArn: string) {
      const page = await rest.runtime.index.history(executionArn, { limit: 1_000, reverse: false })
      return page!.events as unknown as ({ id: number; previousEventId: number; type: string } & JsonObject)[]
    },
  }
}

/** A turn takes no time at all: on a busy machine it takes more than tasks within it have. */
const standing: Pace = { later: work => void setImmediate(work), elapsedMs: () => 0 }

const succeeded = ({ task }: TaskRequest): TaskEnd['report'] => ({ type: 'TaskSucceeded', task, output: task })
const failed = ({ task }: TaskRequest): TaskEnd['report'] => ({ type: 'TaskFailed', task, error: 'Sqs.E', cause: 'no' })

test('a chain of such tasks is one turn, and what they leave is written with it', async () => {
  const { start, writes, ran, sent, fates, runtime } = sending()
  const executionArn = await start(chain(10))
  expect(await runtime.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' })
  expect(writes.map(({ data = [], history }) => [data.length, history.length])).toEqual([[10, 1]])
  expect(writes[0]!.frames.filter(({ task }) => task !== undefined)).toEqual([])
  expect(ran).toEqual([])
  expect(await sent()).toHaveLength(10)
  expect(Object.values(fates).flat()).toEqual(Array(10).fill(true))
})

test('what the end of another task brings along is written with what such tasks leave after it', async () => {
  const { start, ran, sent, writes, fates } = sending()
  await start(definition('First', { First: { Type: 'Task', Resource: others, Next: 'S' }, S: send(ends) }))
  const { request, report } = ran[0]!
  const settle = (committed: boolean): void => {
    fates['First'] = [committed]
  }
  report(succeeded(request), { writes: [{ space: 's', key: 'first', value: 'm' }], settle })
  await settled()
  expect((await sent()).map(key => key.split(' ')[0])).toEqual(['S', 'first'])
  expect(writes.map(({ data = [] }) => data.length)).toEqual([0, 2])
  expect(Object.values(fates)).toEqual([[true], [true]])
})

test('one that ends after others have waited for eight milliseconds is left to its own turn, and what it would have left is dropped', async () => {
  const taken = { tasks: 0 }
  const pace: Pace = { ...standing, elapsedMs: () => taken.tasks * 5 }
  const { start, writes, ran, fates } = sending(
    request => {
      taken.tasks++
      return succeeded(request)
    },
    { pace },
  )
  await start(chain(10))
  expect(writes[0]!.data).toHaveLength(1)
  expect(
    Object.entries(fates)
      .map(([name, fate]) => [name.slice(0, 2), ...fate])
      .sort(),
  ).toEqual([
    ['S0', true],
    ['S1', false],
  ])
  expect(ran.map(({ request }) => request.stateName)).toEqual(['S1'])
})

test('its history is what it would be turn by turn', async () => {
  const quick = sending()
  const slow = sending(() => undefined)
  const text = chain(3)
  const executionArn = await quick.start(text)
  await slow.start(text)
  for (let at = 0; at < 3; at++) {
    const { request, report } = slow.ran[at]!
    report(succeeded(request))
    await settled()
  }
  const expected = await slow.events(executionArn)
  expect(await quick.events(executionArn)).toEqual(expected)
  expect(expected.map(({ type }) => type).filter(type => type === 'TaskSucceeded')).toHaveLength(3)
  expect([quick.writes.length, slow.writes.length]).toEqual([1, 4])
})

test('nothing happens when the process dies before the turn is on disk', async () => {
  const { runtime, journal, sent, fates, asked, open } = sending()
  const { commit } = journal
  journal.commit = () => undefined
  runtime.start(startRequest('a', [], { definition: chain(2) })).catch(() => undefined)
  await settled()
  expect(asked).toHaveLength(2)
  runtime.close()
  journal.commit = commit
  expect(await sent()).toEqual([])
  expect(fates).toEqual({})
  const next = open()
  await next.recover()
  expect((await next.start(startRequest('a', [], { definition: chain(2) }))).outcome).toBe('created')
  await settled()
  expect(await sent()).toHaveLength(2)
})

test('after so many the turn ends, and the next one goes on', async () => {
  const { start, writes, ran, asked } = sending()
  await start(chain(40))
  expect(asked).toHaveLength(32)
  expect(writes).toHaveLength(1)
  expect(ran.map(({ request }) => request.stateName)).toEqual(['S32'])
  ran[0]!.report(succeeded(ran[0]!.request))
  await settled()
  expect(asked).toHaveLength(39)
  expect(writes).toHaveLength(2)
})

test('what has to wait for something after all is run once its turn is on disk', async () => {
  const { start, ran, writes, runtime, sent } = sending(request => (request.stateName === 'S1' ? undefined : succeeded(request)))
  const executionArn = await start(chain(3))
  expect(ran.map(({ request }) => request.stateName)).toEqual(['S1'])
  expect(writes[0]!.frames[0]!.task).toMatchObject({ body: expect.stringContaining('S1') })
  ran[0]!.report(succeeded(ran[0]!.request))
  expect(await runtime.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' })
  expect(writes).toHaveLength(2)
  expect(await sent()).toHaveLength(2)
})

test('a failure goes to Catch and to Retry, whose timer is set', async () => {
  const Catch = [{ ErrorEquals: ['Sqs.E'], Next: 'C' }]
  const caught = sending(failed)
  const executionArn = await caught.start(definition('S', { S: send({ Catch, ...ends }), C: { Type: 'Pass', Result: 'caught', ...ends } }))
  expect(await caught.runtime.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"caught"' })
  const Retry = [{ ErrorEquals: ['Sqs.E'], IntervalSeconds: 5, MaxAttempts: 1 }]
  const retried = sending(failed)
  await retried.runtime.recover()
  const again = await retried.start(definition('S', { S: send({ Retry, TimeoutSeconds: 60, ...ends }) }))
  expect(retried.writes).toHaveLength(1)
  expect(retried.writes[0]!.setTimers.map(({ at }) => at - retried.clock.now())).toEqual([5_000])
  retried.clock.advance(5_000)
  await settled()
  expect(await retried.runtime.ended(again)).toMatchObject({ status: 'FAILED', error: 'Sqs.E' })
  expect(retried.asked).toHaveLength(2)
})

test('what a failing branch cuts off is not run, nor is what an end has left behind', async () => {
  const branches = [branch('A', { A: send(ends) }), branch('B', { B: send(ends) }), branch('C', { C: send(ends) })]
  const { start, runtime, asked, sent, ran } = sending(request => (request.stateName === 'B' ? failed : succeeded)(request))
  const executionArn = await start(definition('P', { P: { Type: 'Parallel', Branches: branches, ...ends } }))
  expect(await runtime.ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'Sqs.E' })
  expect(asked.map(({ stateName }) => stateName)).toEqual(['A', 'B'])
  expect(await sent()).toHaveLength(2)
  expect(ran).toEqual([])
  const caught = sending(request => (request.stateName === 'A' ? failed : succeeded)(request))
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'D' }]
  await caught.start(definition('P', { P: { Type: 'Parallel', Branches: branches, Catch, ...ends }, D: send(ends) }))
  expect(caught.asked.map(({ stateName }) => stateName)).toEqual(['A', 'D'])
})

test('branches that wait for other tasks stay as they are', async () => {
  const branches = [
    branch('A', { A: send({ Next: 'A2' }), A2: { Type: 'Pass', ...ends } }),
    branch('B', { B: { ...send(ends), Resource: others } }),
  ]
  const { start, runtime, ran, writes, journal } = sending()
  const executionArn = await start(definition('P', { P: { Type: 'Parallel', Branches: branches, ...ends } }))
  expect(writes).toHaveLength(1)
  expect(ran.map(({ request }) => request.stateName)).toEqual(['B'])
  expect(await journal.unfinishedTasks({ number: 0, frame: 0 }, 9)).toHaveLength(1)
  ran[0]!.report({ type: 'TaskSucceeded', task: ran[0]!.request.task, output: 'b' })
  const ended = await runtime.ended(executionArn)
  expect(JSON.parse(ended?.output ?? '')).toHaveLength(2)
})

test('an execution of many frames is not copied', async () => {
  const branches = (count: number): State[] => Array.from({ length: count }, () => branch('S', { S: send(ends) }))
  const many = sending()
  await many.start(definition('P', { P: { Type: 'Parallel', Branches: branches(70), ...ends } }))
  expect(many.asked).toEqual([])
  expect(many.ran).toHaveLength(70)
  const few = sending()
  const executionArn = await few.start(definition('P', { P: { Type: 'Parallel', Branches: branches(20), ...ends } }))
  expect(await few.runtime.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' })
  expect(few.writes).toHaveLength(1)
})

test('an Express execution writes what a task leaves before it goes on, as ever', async () => {
  const { start, ran, asked } = sending()
  await start(chain(1), { type: 'EXPRESS' })
  expect(asked).toEqual([])
  expect(ran).toHaveLength(1)
})

test('where the whole cannot be kept the tasks have done nothing, and are run once the turn that asks for them is on disk', async () => {
  const interpreter: Interpreter = {
    ...languageInterpreter,
    *step(program, snapshot, taken, environment) {
      const turn = yield* languageInterpreter.step(program, snapshot, taken, environment)
      return taken.type === 'TaskSucceeded' ? { ...turn, commands: [{ type: 'SetTimer', timer: 't', at: Number.NaN }] } : turn
    },
  }
  const { start, fates, ran, sent, writes, runtime } = sending(succeeded, { interpreter })
  const executionArn = await start(chain(1))
  expect(Object.values(fates)).toEqual([[false]])
  expect(ran.map(({ request }) => request.stateName)).toEqual(['S0'])
  expect([writes.length, await sent()]).toEqual([1, []])
  ran[0]!.report(succeeded(ran[0]!.request))
  expect(await runtime.ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
})

test('an expression that is too long for this thread waits for its own turn', async () => {
  const computed: string[] = []
  const longExpressions: LongExpressions = {
    compute({ text }) {
      computed.push(text)
      return Promise.reject(new Error('not here'))
    },
    close: () => Promise.resolve(),
  }
  const long = { Type: 'Pass', QueryLanguage: 'JSONata', Output: "{% $count([1..300000][$ % 7 = 3].($string($) & 'x')) %}", ...ends }
  const { start, fates, asked, ran, writes } = sending(succeeded, { longExpressions })
  await start(definition('S', { S: send({ Next: 'L' }), L: long }))
  expect(asked).toHaveLength(1)
  expect(Object.values(fates)).toEqual([[false]])
  expect(ran.map(({ request }) => request.stateName)).toEqual(['S'])
  expect(writes).toHaveLength(1)
  expect(computed).toEqual([])
})

test('what the store refuses is told to the tasks', async () => {
  const { runtime, journal, fates } = sending()
  const { commit } = journal
  let refusals = 0
  journal.commit = (write, done) => {
    const setTimers = [{ timer: 't', at: 1.5 }]
    commit(write.data !== undefined && refusals++ === 0 ? { ...write, setTimers } : write, done)
  }
  const started = runtime.start(startRequest('a', [], { definition: chain(2) }))
  await expect(started).rejects.toThrow()
  expect(Object.values(fates)).toEqual([[false], [false]])
})

test('a connector or an interpreter that throws has the task run where that is dealt with', async () => {
  const broken = sending(() => {
    throw new Error('a defect')
  })
  await broken.start(chain(1))
  expect(broken.ran.map(({ request }) => request.stateName)).toEqual(['S0'])
  expect(broken.writes).toHaveLength(1)
  const interpreter: Interpreter = {
    ...languageInterpreter,
    *step(program, snapshot, taken, environment) {
      if (taken.type === 'TaskSucceeded') throw new Error('a defect')
      return yield* languageInterpreter.step(program, snapshot, taken, environment)
    },
  }
  const { start, ran, fates, runtime } = sending(succeeded, { interpreter })
  const executionArn = await start(chain(1))
  expect(Object.values(fates)).toEqual([[false]])
  ran[0]!.report(succeeded(ran[0]!.request))
  expect(await runtime.ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
})

test('what is large is committed before it becomes much', async () => {
  const { start, writes, asked, ran } = sending(succeeded, { value: 'x'.repeat(100_000) })
  await start(chain(10))
  expect([writes.length, asked.length]).toEqual([1, 3])
  expect(ran.map(({ request }) => request.stateName)).toEqual(['S3'])
})

test('a redrive goes on in one turn too', async () => {
  let attempts = 0
  const { start, runtime, writes, events } = sending(request => (attempts++ === 1 ? failed : succeeded)(request))
  const executionArn = await start(chain(3))
  expect(await runtime.ended(executionArn)).toMatchObject({ status: 'FAILED' })
  await runtime.redrive(executionArn, 0)
  await settled()
  expect(await runtime.index.describe(executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 })
  expect(writes).toHaveLength(2)
  expect((await events(executionArn)).filter(({ type }) => type === 'ExecutionRedriven')).toHaveLength(1)
})
