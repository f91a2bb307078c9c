import { expect, test } from 'vitest'
import { functionArn } from '../contracts/sequence.ts'
import type { TaskReport } from '../ports/tasks.ts'
import { encodeTurn, readTask } from './encode-turn.ts'
import { newRun } from './run.ts'
import { noteTaker, settled, startRequest, world } from './test-runtime.ts'

const activity = 'arn:aws:states:us-east-1:123456789012:activity:a'

/** An execution whose one task waits, and what a restart would hand out. */
async function working(state: Record<string, unknown>, input = '{}') {
  const { asked, runner } = noteTaker()
  const { journal, runtime, open, clock } = world({ runners: [runner] })
  const definition = JSON.stringify({ StartAt: 'T', States: { T: { Type: 'Task', ...state, End: true } } })
  const { executionArn } = (await runtime.start(startRequest('a', [], { definition, input }))).record
  await settled()
  const { request, report } = asked[0]!
  const { task } = request
  return {
    ...{ asked, runtime, open, clock, executionArn, request, task },
    async tell(told: TaskReport) {
      report(told)
      await settled()
    },
    left: async () => (await journal.unfinishedTasks({ number: 0, frame: 0 }, 9)).map(({ submitted = '' }) => submitted),
  }
}

test('a job is handed out again with what it has submitted, until it ends', async () => {
  const { task, tell, left } = await working({ Resource: 'arn:aws:states:::glue:startJobRun.sync', Parameters: { JobName: 'j' } })
  expect(await left()).toEqual([''])
  await tell({ type: 'TaskSubmitted', task, output: { Id: 1 } })
  expect(await left()).toEqual(['{"Id":1}'])
  await tell({ type: 'TaskSucceeded', task, output: 1 })
  expect(await left()).toEqual([])
})

test('what waits for its token is handed out until the token is out, with heartbeats before and after', async () => {
  const resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken'
  const parameters = { FunctionName: functionArn('f'), 'Payload.$': '$$.Task.Token' }
  const { task, request, tell, left, open, runtime } = await working({ Resource: resource, Parameters: parameters, HeartbeatSeconds: 60 })
  const beat = async (to: typeof runtime): Promise<void> => {
    expect(await to.deliverByToken(request.token!, { type: 'TaskHeartbeat' })).toBe('delivered')
    await settled()
  }
  await beat(runtime)
  expect(await left()).toEqual([''])
  await tell({ type: 'TaskSubmitted', task, output: {} })
  expect(await left()).toEqual([])
  await beat(runtime)
  runtime.close()
  await beat(open())
  expect(await left()).toEqual([])
})

test('a heartbeat after a restart leaves the task where it is, though this process has not handed it out yet', async () => {
  const parameters = { FunctionName: functionArn('f'), 'Payload.$': '$$.Task.Token' }
  const resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken'
  const { request, left, open, runtime, asked } = await working({ Resource: resource, Parameters: parameters, HeartbeatSeconds: 60 })
  runtime.close()
  const next = open()
  expect(await next.deliverByToken(request.token!, { type: 'TaskHeartbeat' })).toBe('delivered')
  expect(await left()).toEqual([''])
  await next.recover()
  await settled()
  expect(asked.map(each => each.request)).toEqual([request, request])
})

test('an activity is offered again until a worker has taken it; a function that began is called again', async () => {
  const offered = await working({ Resource: activity })
  expect(await offered.left()).toEqual([''])
  await offered.tell({ type: 'TaskStarted', task: offered.task, workerName: 'w' })
  expect(await offered.left()).toEqual([])
  const called = await working({ Resource: functionArn('f') })
  await called.tell({ type: 'TaskStarted', task: called.task })
  expect(await called.left()).toEqual([''])
})

test('what is handed out again is what was asked, to the last digit of its text', async () => {
  for (const [state, input] of [
    [{ Resource: functionArn('f'), TimeoutSeconds: 9 }, '{"n": 1.0, "big": 12345678901234567890}'],
    [{ Resource: activity, HeartbeatSeconds: 5 }, '[null, {"__proto__": 1}]'],
    [{ Resource: functionArn('f') }, 'null'],
    [{ Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { QueueUrl: 'u', 'MessageBody.$': '$' } }, '{"a":1}'],
  ] as const) {
    const { asked, request, runtime, open } = await working(state, input)
    runtime.close()
    await open().recover()
    await settled()
    expect(asked[1]!.request).toEqual(request)
  }
})

test('tasks of a stopped Parallel are no more in the rows of its branches, nor those of a Map that failed', async () => {
  const { asked, runner } = noteTaker()
  const { journal, runtime } = world({ runners: [runner] })
  const branch = { StartAt: 'B', States: { B: { Type: 'Task', Resource: functionArn('f'), End: true } } }
  const states = {
    P: { Type: 'Parallel', Branches: [branch, branch, branch], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'W' }], Next: 'W' },
    W: { Type: 'Wait', Seconds: 9, Next: 'M' },
    M: { Type: 'Map', ItemsPath: '$.items', ItemProcessor: branch, End: true },
  }
  const definition = JSON.stringify({ StartAt: 'P', States: states })
  await runtime.start(startRequest('a', [], { definition, input: '{"items":[1,2]}' }))
  await settled()
  const left = async () => (await journal.unfinishedTasks({ number: 0, frame: 0 }, 9)).length
  expect(await left()).toBe(3)
  asked[1]!.report({ type: 'TaskFailed', task: asked[1]!.request.task, error: 'E', cause: 'c' })
  await settled()
  expect(await left()).toBe(0)
})

test('a whole command of a former version is read as it is', () => {
  const command = { type: 'RunTask', task: 3, resource: activity, input: { n: 1 }, inputText: '{"n": 1.0}', stateName: 'T' }
  expect(readTask(JSON.stringify(command))).toEqual(command)
})

test('a turn that begins a task for which no frame waits is not written', async () => {
  const snapshot = { execution: {}, frames: new Map(), waiting: new Map(), lastEventId: 0, nextFrameId: 1 } as never
  const run = newRun(1, { input: '' } as never, snapshot, undefined, {} as never)
  const commands = [{ type: 'RunTask', task: 3, resource: activity, input: 1, stateName: 'T' }] as never
  const turn = { frames: [{ id: 1 }], removed: [], history: [], commands, lastEventId: 1, nextFrameId: 2 }
  expect(() => encodeTurn(run, { type: 'ExecutionStarted' }, turn, undefined)).toThrow('that no frame waits for')
})
