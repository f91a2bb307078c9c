import { expect, test } from 'vitest'
import { compile } from '../definition/compile.ts'
import { newSnapshot } from '../machine/apply-turn.ts'
import { defaultLimits } from '../machine/limits.ts'
import type { StepEnvironment } from '../machine/snapshot.ts'
import { step, stepInPieces } from './step.ts'

const pass = (Next?: string) => ({ Type: 'Pass', ...(Next === undefined ? { End: true } : { Next }) })
const program = compile(JSON.stringify({ StartAt: 'A', States: { A: pass('B'), B: pass('C'), C: pass() } }))
const environment: StepEnvironment = {
  ...{ now: 1_700_000_000_000, random: () => 0.5, uuid: () => 'u', taskToken: () => 't' },
  ...{ accountId: '123456789012', region: 'us-east-1', limits: defaultLimits },
}
const start = () => {
  const arn = (type: string) => `arn:aws:states:us-east-1:123456789012:${type}:m`
  const names = { executionArn: arn('execution'), name: 'one', roleArn: 'r', stateMachineArn: arn('stateMachine'), stateMachineName: 'm' }
  return newSnapshot({ ...names, startTime: environment.now, input: {}, redriveCount: 0 })
}

test('a turn in pieces stops between two states and says how much history it has written', () => {
  const pieces = stepInPieces(program, start(), { type: 'ExecutionStarted' }, environment)
  // ExecutionStarted, then an entered and an exited event for each state before the last.
  expect([pieces.next(), pieces.next()]).toEqual([
    { done: false, value: 3 },
    { done: false, value: 5 },
  ])
  expect(pieces.next()).toEqual({ done: true, value: step(program, start(), { type: 'ExecutionStarted' }, environment) })
})

test('a turn that is left unfinished leaves nothing behind', () => {
  const snapshot = start()
  stepInPieces(program, snapshot, { type: 'ExecutionStarted' }, environment).next()
  expect(snapshot).toEqual(start())
})
