import type { RunTask } from '@pasos/asl'
import { expect, test } from 'vitest'
import { Answering } from './answering.ts'
import type { Fault } from './fault.ts'

const command: RunTask = { type: 'RunTask', task: 3, resource: 'arn:aws:lambda:us-east-1:1:function:f', input: {}, stateName: 'A' }
const asking = { execution: 0, executionArn: 'arn', retryCount: 0, indexes: [4, 2] }

function answering(faults: Fault[]) {
  const killed: string[] = []
  const made = new Answering({
    ...{ mocks: { A: { result: 1 } }, faults, validation: 'STRICT', now: () => 0 },
    onAnswer: () => expect.unreachable(),
    onKill: () => killed.push('killed'),
  })
  return { made, killed }
}

test('an end that is to be told twice is marked so, and only for the attempt and the item that are meant', () => {
  const { made } = answering([{ state: 'A', attempt: 1, index: 2, duplicate: true }])
  expect(made.answer(command, asking)).toEqual({ output: 1, isRepeated: true })
  expect(made.answer({ ...command, task: 9 }, asking)).toEqual({ output: 1 })
  expect(made.answer(command, { ...asking, execution: 1, indexes: [2, 4] })).toEqual({ output: 1 })
})

test('a task that is asked again after a death is the same invocation, and dies only once', () => {
  const { made, killed } = answering([{ state: 'A', kill: true }])
  expect(made.answer(command, asking)).toEqual({ never: true })
  expect(made.answer(command, asking)).toEqual({ output: 1 })
  expect(killed).toEqual(['killed'])
  expect(made.calls.map(({ attempt, isRepeated }) => [attempt, isRepeated])).toEqual([
    [1, false],
    [1, true],
  ])
})
