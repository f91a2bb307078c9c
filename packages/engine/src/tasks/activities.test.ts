import type { StepEvent } from '@pasos/asl'
import { expect, test } from 'vitest'
import { fakeClock } from '../memory/fake-clock.ts'
import type { TaskReport, TaskRequest } from '../ports/tasks.ts'
import { activities, type RefuseActivityTask, TooManyWorkers } from './activities.ts'

const arn = 'arn:aws:states:us-east-1:123456789012:activity:a'

function world(refuse?: RefuseActivityTask) {
  const clock = fakeClock()
  const delivered: StepEvent[] = []
  let isFailing = false
  const runtime = {
    async deliver(_executionArn: string, event: StepEvent) {
      const fails = isFailing
      isFailing = false
      if (fails) throw new Error('The lane has no owner')
      delivered.push(event)
      return true
    },
  }
  const queues = activities({ runtime, clock, refuse })
  const reports: TaskReport[] = []
  const offer = (task: number, signal = new AbortController().signal): void => {
    const request: TaskRequest = {
      ...{ executionArn: 'e', task, idempotencyToken: 'i', resource: arn, input: { task }, stateName: 'S', token: `token-${task}` },
      ...{ roleArn: 'r', stateMachineArn: 'm' },
    }
    queues.runner.run(request, report => void reports.push(report), signal)
  }
  const failNext = (): void => {
    isFailing = true
  }
  return { clock, delivered, queues, offer, failNext, reports }
}

test('a waiting task goes to the next worker, whose name is recorded first', async () => {
  const { queues, offer, delivered } = world()
  offer(3)
  expect(await queues.poll(arn, 'w')).toEqual({ taskToken: 'token-3', input: '{"task":3}' })
  expect(delivered).toEqual([{ type: 'TaskStarted', task: 3, workerName: 'w' }])
})

test('workers that wait get tasks in the order in which they asked', async () => {
  const { queues, offer } = world()
  const polls = [queues.poll(arn, 'first'), queues.poll(arn, 'second')]
  offer(3)
  offer(4)
  expect((await Promise.all(polls)).map(found => found?.taskToken)).toEqual(['token-3', 'token-4'])
})

test('a thousand workers may wait for the tasks of an activity, and another one when one of them has got a task', async () => {
  const { queues, offer } = world()
  const waiting = Array.from({ length: 1_000 }, () => queues.poll(arn, undefined))
  await expect(queues.poll(arn, undefined)).rejects.toBeInstanceOf(TooManyWorkers)
  const other = queues.poll(`${arn}2`, undefined)
  offer(3)
  expect(await waiting[0]).toMatchObject({ taskToken: 'token-3' })
  const next = queues.poll(arn, undefined)
  queues.close()
  expect(await Promise.all([other, next, waiting[999]])).toEqual([undefined, undefined, undefined])
})

test('a worker is sent home after 60 seconds', async () => {
  const { queues, clock } = world()
  const poll = queues.poll(arn, undefined)
  clock.advance(60_000)
  expect(await poll).toBeUndefined()
})

test('a worker that has gone gets nothing, and its task goes to another', async () => {
  const { queues, offer } = world()
  const gone = new AbortController()
  const poll = queues.poll(arn, 'gone', gone.signal)
  offer(3)
  gone.abort()
  expect(await poll).toBeUndefined()
  expect(await queues.poll(arn, 'there')).toMatchObject({ taskToken: 'token-3' })
})

test('a task whose start could not be told is offered again', async () => {
  const { queues, offer, failNext } = world()
  offer(3)
  failNext()
  await expect(queues.poll(arn, 'w')).rejects.toThrow('The lane has no owner')
  expect(await queues.poll(arn, 'w')).toMatchObject({ taskToken: 'token-3' })
})

test('a cancelled task is not handed out', async () => {
  const { queues, offer, clock } = world()
  const cancel = new AbortController()
  offer(3, cancel.signal)
  cancel.abort()
  const poll = queues.poll(arn, 'w')
  clock.advance(60_000)
  expect(await poll).toBeUndefined()
})

test('a task that came back from a worker that has gone is not handed out once it is cancelled', async () => {
  const { queues, offer, clock, delivered } = world()
  const [gone, cancel] = [new AbortController(), new AbortController()]
  const poll = queues.poll(arn, 'gone', gone.signal)
  offer(3, cancel.signal)
  gone.abort()
  expect(await poll).toBeUndefined()
  cancel.abort()
  const other = queues.poll(arn, 'there')
  clock.advance(60_000)
  expect([await other, delivered]).toEqual([undefined, []])
})

test('a task that is refused fails and is offered to nobody; one that was cancelled meanwhile is neither', async () => {
  const failure = { error: 'States.Permissions', cause: 'c' }
  const { queues, offer, reports, clock } = world(async ({ task }) => (task === 3 ? failure : undefined))
  const cancel = new AbortController()
  offer(3)
  offer(4, cancel.signal)
  cancel.abort()
  offer(5)
  expect(await queues.poll(arn, 'w')).toMatchObject({ taskToken: 'token-5' })
  const other = queues.poll(arn, 'w')
  clock.advance(60_000)
  expect([await other, reports]).toEqual([undefined, [{ type: 'TaskFailed', task: 3, ...failure }]])
})
