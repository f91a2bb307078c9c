import { newSnapshot, type StepEnvironment, type Turn } from '@pasos/asl'
import { expect, test } from 'vitest'
import { infoOf, newRecord, newRun, noteFrames, sleepsLong } from './run.ts'

const minute = 60_000

function waiting(count: number): ReturnType<typeof newRun> {
  const request = { executionArn: 'arn:e', name: 'e', stateMachineArn: 'arn:m', stateMachineName: 'm', roleArn: 'r', definition: '{}' }
  const record = newRecord({ ...request, type: 'STANDARD', input: '{}' }, 'd', 0)
  const snapshot = newSnapshot(infoOf(record, 'm'))
  for (let key = 1; key <= count; key++) snapshot.waiting.set(key, key)
  return newRun(1, record, snapshot, undefined, { now: 1_000 } as StepEnvironment)
}

function turn(...commands: Turn['commands']): Turn {
  return { frames: [], removed: [], history: [], commands, lastEventId: 1, nextFrameId: 2 }
}

const timer = (at: number) => ({ type: 'SetTimer' as const, timer: '1', at })

test('an execution that waits for next year sleeps long, one that waits for a moment does not', () => {
  expect(sleepsLong(waiting(1), turn(timer(1_000 + 9 * minute)))).toBe(true)
  expect(sleepsLong(waiting(1), turn(timer(1_000 + minute / 2)))).toBe(false)
})

test('whoever also waits for something else may be wanted at any time', () => {
  expect(sleepsLong(waiting(2), turn(timer(9 * minute)))).toBe(false)
  expect(sleepsLong(waiting(1), turn())).toBe(false)
  const run = waiting(1)
  run.commitsInFlight = 1
  expect(sleepsLong(run, turn(timer(9 * minute)))).toBe(false)
})

test('what a turn drops with all its work is in no row any more', () => {
  const run = waiting(1)
  const write = { number: 1, frames: [], removedFrames: [], nextFrameId: 2, history: [], setTimers: [], clearedTimers: [] }
  noteFrames(run, { ...write, frames: [{ id: 1, text: '{}', task: { task: 1, body: '{}' } }] })
  expect(run.tasks).toEqual(new Map([[1, 1]]))
  noteFrames(run, { ...write, clear: 'work' })
  expect(run.tasks).toEqual(new Map())
})
