import { defaultLimits } from '@pasos/asl'
import { expect, test } from 'vitest'
import { sequence } from '../contracts/sequence.ts'
import { languageInterpreter } from '../interpreter.ts'
import { fakeClock, seededIds } from '../memory/fake-clock.ts'
import { memoryJournal } from '../memory/memory-journal.ts'
import type { StartRequest } from '../ports/runtime.ts'
import type { TaskReport, TaskRunner } from '../ports/tasks.ts'
import { embeddedRuntime } from './embedded-runtime.ts'

const executionArn = 'arn:aws:states:us-east-1:123456789012:execution:m:a'

function startRequest(type: StartRequest['type'], definition: string): StartRequest {
  const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:m'
  return { executionArn, name: 'a', stateMachineArn, stateMachineName: 'm', roleArn: 'role', type, input: '{}', definition }
}

/** A task that sends a message when the test says so, and what it hears of it. */
function world() {
  const journal = memoryJournal()
  const clock = fakeClock()
  const settled: boolean[] = []
  const sends: ((type: 'TaskSucceeded' | 'TaskFailed') => void)[] = []
  const runner: TaskRunner = {
    claims: () => true,
    run({ task }, report) {
      const told = { TaskSucceeded: { output: 'sent' }, TaskFailed: { error: 'E' } }
      const writes = [{ space: 's', key: `message ${sends.length}`, value: 'm' }]
      sends.push(type => report({ type, task, ...told[type] } as TaskReport, { writes, settle: committed => settled.push(committed) }))
    },
  }
  const open = () =>
    embeddedRuntime({
      ...{ journal, clock, ids: seededIds(), limits: defaultLimits, interpreter: languageInterpreter, runners: [runner] },
      ...{ accountId: '1', region: 'r', data: journal.data },
    })
  const keys = async () => (await journal.data.scan('s', { limit: 9 })).map(({ key }) => key)
  return { journal, clock, settled, sends, open, keys }
}

test('what a task leaves to be written is on disk together with its end, and it is told so', async () => {
  const { open, sends, settled, keys, journal } = world()
  const runtime = open()
  await runtime.start(startRequest('STANDARD', sequence('task:x')))
  sends[0]!('TaskSucceeded')
  expect(await keys(), 'not before the turn').toEqual([])
  expect(settled).toEqual([])
  expect(await runtime.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"sent"' })
  expect(await keys()).toEqual(['message 0'])
  expect((await journal.find(executionArn))?.record.status).toBe('SUCCEEDED')
  expect(settled).toEqual([true])
})

test('a crash before the commit loses both, and the task that runs again writes it once', async () => {
  const { open, sends, keys, journal } = world()
  const first = open()
  await first.start(startRequest('STANDARD', sequence('task:x')))
  sends[0]!('TaskSucceeded')
  journal.crash()
  first.close()
  expect(await keys()).toEqual([])
  const second = open()
  await second.recover()
  await expect.poll(() => sends.length).toBe(2)
  sends[1]!('TaskSucceeded')
  await second.ended(executionArn)
  expect(await keys()).toEqual(['message 1'])
})

test('nothing is written for a task that nobody waits for any more', async () => {
  const { open, sends, settled, keys } = world()
  const runtime = open()
  const definition = JSON.stringify({
    StartAt: 'T',
    States: { T: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', TimeoutSeconds: 5, End: true } },
  })
  await runtime.start(startRequest('STANDARD', definition))
  await runtime.stop(executionArn, {})
  sends[0]!('TaskSucceeded')
  expect(settled).toEqual([false])
  expect(await keys()).toEqual([])
})

test('an end that comes twice is written once', async () => {
  const { open, sends, settled, keys } = world()
  const runtime = open()
  await runtime.start(startRequest('STANDARD', sequence('task:x', 'wait:9')))
  sends[0]!('TaskSucceeded')
  sends[0]!('TaskSucceeded')
  await expect.poll(() => settled).toEqual([true, false])
  expect(await keys()).toEqual(['message 0'])
})

test('an Express execution writes it before it goes on', async () => {
  const { open, sends, settled, keys } = world()
  const runtime = open()
  await runtime.start(startRequest('EXPRESS', sequence('task:x')))
  await expect.poll(() => sends.length).toBe(1)
  sends[0]!('TaskSucceeded')
  await runtime.ended(executionArn)
  expect(settled).toEqual([true])
  expect(await keys()).toEqual(['message 0'])
})
