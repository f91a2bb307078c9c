import { expect, test } from 'vitest'
import { noDeathMarks } from '../memory/no-death-marks.ts'
import type { DeathMarks } from '../ports/death-marks.ts'
import type { TaskRunner } from '../ports/tasks.ts'
import { noteTaker, settled, startRequest, world } from './test-runtime.ts'

/** Marks as a file keeps them that is not swept, from one life of the process to the next. */
function marksOf(found: DeathMarks['found']): DeathMarks & { left(): DeathMarks['found'] } {
  let ahead: readonly number[] = []
  return {
    ...noDeathMarks,
    found,
    markAhead(marks) {
      if (marks.length > 0) ahead = marks
    },
    clearAhead() {
      ahead = []
    },
    left: () => ahead.flatMap((number, at) => (at % 2 === 0 ? [{ number, event: ahead[at + 1]! }] : [])),
  }
}

const answering: TaskRunner = { claims: () => true, run: ({ task }, report) => report({ type: 'TaskSucceeded', task, output: task }) }

test('an execution is not blamed, but once, for deaths that come upon its turn between its computation and the disk', async () => {
  const { open, journal } = world({ runners: [noteTaker().runner] })
  const request = startRequest('a', ['task:x', 'pass'])
  const former = open()
  await former.start(request)
  former.close()
  let left: DeathMarks['found'] = []
  for (let death = 0; death < 5; death++) {
    const marks = marksOf(left)
    let held = 0
    // A disk that is slow, and a death before it has taken anything.
    const life = open({ marks, runners: [answering], journal: { ...journal, commit: () => held++ } })
    await life.recover()
    await settled()
    expect(held).toBe(1)
    life.close()
    left = marks.left()
  }
  expect(await journal.deaths()).toMatchObject([{ count: 1 }])
  const last = open({ marks: marksOf(left), runners: [answering] })
  await last.recover()
  expect(await last.ended(request.executionArn)).toMatchObject({ status: 'SUCCEEDED' })
})

test('an execution under suspicion has its turn marked alone, with none of those before and after it', async () => {
  const { open } = world({ runners: [noteTaker().runner] })
  const former = open()
  for (const name of ['a', 'b', 'c']) await former.start(startRequest(name, ['task:x', 'pass']))
  former.close()
  const { asked, runner } = noteTaker()
  const marked: number[][] = []
  const marks = marksOf([{ number: 2, event: 1 }])
  const life = open({
    runners: [runner],
    marks: {
      ...marks,
      markAhead: ahead => void marked.push(ahead.filter((_, at) => at % 2 === 0)),
    },
  })
  await life.recover()
  await settled()
  for (const { request, report } of asked) report({ type: 'TaskSucceeded', task: request.task, output: 1 })
  expect(await life.ended(startRequest('c').executionArn)).toMatchObject({ status: 'SUCCEEDED' })
  expect(marked.filter(numbers => numbers.length > 0)).toEqual([[1], [2], [3]])
  life.close()
})
