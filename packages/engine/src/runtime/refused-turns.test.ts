import { expect, test } from 'vitest'
import { languageInterpreter } from '../interpreter.ts'
import type { Interpreter } from '../ports/interpreter.ts'
import { WriteRefused } from '../ports/journal.ts'
import { noteTaker, settled, startRequest, world } from './test-runtime.ts'

test.each([
  ['takes long and comes to its end', 'long'],
  ['takes long and breaks', 'breaks'],
  ['has yet to begin', 'waits'],
])('a turn that %s after the store refused the one before it changes nothing', async (_, how) => {
  const { asked, runner } = noteTaker()
  let isLong = how !== 'waits'
  const slow: Interpreter = {
    ...languageInterpreter,
    *step(program, snapshot, event, environment) {
      if (event.type === 'TaskSucceeded') while (isLong) yield 0
      if (event.type === 'TaskSucceeded' && how === 'breaks') throw new Error('broken on purpose')
      return yield* languageInterpreter.step(program, snapshot, event, environment)
    },
  }
  const { open, journal } = world({ runners: [runner], interpreter: slow })
  let refuse: (() => void) | undefined
  let isHeld = false
  const runtime = open({
    journal: {
      ...journal,
      commit(write, done) {
        if (isHeld) refuse = () => done?.(new WriteRefused('too large'))
        else journal.commit(write, done)
        isHeld = false
      },
    },
  })
  const { executionArn } = (await runtime.start(startRequest('a', ['task:x', 'pass']))).record
  const [{ request, report } = expect.unreachable()] = asked
  isHeld = true
  report({ type: 'TaskStarted', task: request.task })
  if (how === 'waits') await settled()
  report({ type: 'TaskSucceeded', task: request.task, output: 1 })
  if (how !== 'waits') await settled()
  expect(refuse).toBeDefined()
  refuse?.()
  await settled()
  isLong = false
  expect(await runtime.ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: 'too large' })
  await settled()
  expect((await runtime.index.describe(executionArn))?.cause).toBe('too large')
  const { events } = await runtime.index.history(executionArn, { reverse: false, limit: 99 })
  expect(events.map(({ id, type }) => `${id} ${type}`).at(-1)).toBe(`${events.length} ExecutionFailed`)
  runtime.close()
})
