import { expect, test } from 'vitest'
import { noteTaker, settled, startRequest, world } from './test-runtime.ts'

test('a task that was started, and ended, while what a former process left was read is not run again', async () => {
  const { asked, runner } = noteTaker()
  const { open, journal } = world({ runners: [runner] })
  const runtime = open({
    journal: {
      ...journal,
      async unfinishedTasks(...page) {
        await runtime.start(startRequest('a', ['task:x', 'wait:5']))
        const read = await journal.unfinishedTasks(...page)
        expect(read).toHaveLength(1)
        const { request, report } = asked[0]!
        report({ type: 'TaskSucceeded', task: request.task, output: 1 })
        await settled()
        return read
      },
    },
  })
  await runtime.recover()
  for (let round = 0; round < 5; round++) await settled()
  expect(asked).toHaveLength(1)
})

test('a task that is read before this process hears that it is on disk is run once', async () => {
  const { asked, runner } = noteTaker()
  const { open, journal } = world({ runners: [runner] })
  const untold: (() => void)[] = []
  let isSlow = false
  const slowly = (tell: () => void): void => void (isSlow ? untold.push(tell) : tell())
  const runtime = open({
    journal: {
      ...journal,
      commit: (write, done) => journal.commit(write, error => slowly(() => done(error))),
      barrier: done => journal.barrier(error => slowly(() => done(error))),
      async unfinishedTasks(...page) {
        isSlow = true
        void runtime.start(startRequest('a', ['task:x', 'wait:5']))
        await settled()
        return journal.unfinishedTasks(...page)
      },
    },
  })
  await runtime.recover()
  for (let round = 0; round < 3; round++) await settled()
  expect(asked).toHaveLength(1)
  const { request, report } = asked[0]!
  report({ type: 'TaskSucceeded', task: request.task, output: 1 })
  await settled()
  expect(untold.length).toBeGreaterThan(0)
  isSlow = false
  for (const tell of untold.splice(0)) tell()
  await settled()
  expect(asked).toHaveLength(1)
})

test('a task of a former process that ends while it is read is not run', async () => {
  const { asked, runner } = noteTaker()
  const { open, runtime: former, journal } = world({ runners: [runner] })
  const { executionArn } = (await former.start(startRequest('a', ['task:x', 'wait:5']))).record
  former.close()
  const runtime = open({
    journal: {
      ...journal,
      async unfinishedTasks(...page) {
        const read = await journal.unfinishedTasks(...page)
        expect(read).toHaveLength(1)
        await runtime.stop(executionArn, {})
        return read
      },
    },
  })
  await runtime.recover()
  for (let round = 0; round < 3; round++) await settled()
  expect((await journal.find(executionArn))?.record.status).toBe('ABORTED')
  expect(asked).toHaveLength(1)
})
