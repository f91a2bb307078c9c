import { expect, test } from 'vitest'
import { simulate } from '../simulate/simulate.ts'
import { costOf } from './cost.ts'

const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' }

test('each state entered and each further attempt is a transition; retries of one visit are not those of another', () => {
  const definition = {
    StartAt: 'A',
    States: {
      A: { ...task, Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 }], Next: 'B' },
      B: { Type: 'Pass', End: true },
    },
  }
  const { history } = simulate(definition, { answer: (_, { retryCount }) => (retryCount < 2 ? { error: 'No', cause: '' } : { output: 1 }) })
  const cost = costOf(history)
  expect(cost.transitions).toBe(4)
  expect(cost.states).toMatchObject([
    { name: 'A', transitions: 3 },
    { name: 'B', transitions: 1 },
  ])
  expect(cost.standard).toBeCloseTo(0.0001, 10)
  // 3 s of 64 MB: 30 × 100 ms.
  expect(cost.express).toBeCloseTo(0.000001 + 3 * 0.0625 * 0.00001667, 12)
})

test('what takes longer than Express may, or waits for a worker, has no price as Express', () => {
  const wait = simulate({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 301, End: true } } })
  expect(costOf(wait.history).express).toBeUndefined()
  const activity = { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', End: true }
  expect(costOf(simulate({ StartAt: 'A', States: { A: activity } }, { answer: () => ({ output: 1 }) }).history).express).toBeUndefined()
})

test('iterations of an inline Map cost what their states cost', () => {
  const each = { StartAt: 'E', States: { E: { Type: 'Pass', End: true } } }
  const { history } = simulate({ StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: each, End: true } } }, { input: [1, 2, 3] })
  expect(costOf(history).states).toMatchObject([
    { name: 'E', transitions: 3 },
    { name: 'M', transitions: 1 },
  ])
  expect(costOf([])).toMatchObject({ transitions: 0, standard: 0 })
})
