import { expect, test } from 'vitest'
import { simulate } from '../simulate/simulate.ts'

const one = (state: object) => ({ StartAt: 'S', States: { S: { ...state, End: true } } })
const outputOf = (definition: object, input: object = {}) => {
  const { end } = simulate(definition, { input: input as never })
  return end?.status === 'SUCCEEDED' ? JSON.parse(end.output) : end
}

test('a Pass shapes its data by InputPath, Parameters, ResultPath and OutputPath', () => {
  const state = {
    Type: 'Pass',
    InputPath: '$.a',
    Parameters: { 'twice.$': 'States.MathAdd($.n, $.n)' },
    ResultPath: '$.r',
    OutputPath: '$.r.twice',
  }
  expect(outputOf(one(state), { a: { n: 4 } })).toBe(8)
})

test('a Pass of JSONata shapes its data by Output', () => {
  const state = { Type: 'Pass', QueryLanguage: 'JSONata', Output: { sum: '{% $sum($states.input.n) %}' } }
  expect(outputOf(one(state), { n: [1, 2, 3] })).toEqual({ sum: 6 })
})

test('the first event of a scope follows nothing and the rest follow each other', () => {
  const { history } = simulate(one({ Type: 'Pass' }))
  expect(history.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'PassStateEntered'],
    [3, 2, 'PassStateExited'],
    [4, 3, 'ExecutionSucceeded'],
  ])
})

test('numbers of the input keep their spelling while the input is handed on', () => {
  const { history } = simulate(one({ Type: 'Pass' }), { input: [1, 2], inputText: '[1.0, 2e0]' })
  expect(history[0]?.['executionStartedEventDetails']).toMatchObject({ input: '[1.0, 2e0]' })
  expect(history[2]?.['stateExitedEventDetails']).toMatchObject({ output: '[1.0,2e0]' })
})

test('Assign sees the variables as they were, and inner scopes read outer variables', () => {
  const inner = { StartAt: 'I', States: { I: { Type: 'Pass', Parameters: { 'x.$': '$x' }, Assign: { x: 'inner' }, End: true } } }
  const definition = {
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { x: 2, 'old.$': '$x' }, Next: 'P' },
      P: { Type: 'Parallel', Branches: [inner], ResultPath: '$.seen', Next: 'C' },
      C: { Type: 'Pass', Parameters: { 'x.$': '$x', 'old.$': '$old', 'seen.$': '$.seen' }, End: true },
    },
  }
  expect(outputOf(definition)).toEqual({ x: 2, old: 1, seen: [{ x: 2 }] })
})

test.each(['JSONPath', 'JSONata'])('an Assign without members leaves no trace in the history (%s)', QueryLanguage => {
  const { history } = simulate({ QueryLanguage, ...one({ Type: 'Pass', Assign: {} }) })
  expect(history[2]?.['stateExitedEventDetails']).toEqual({ name: 'S', output: '{}', outputDetails: { truncated: false } })
})

test('a Choice without a match fails', () => {
  const definition = {
    StartAt: 'C',
    States: { C: { Type: 'Choice', Choices: [{ Variable: '$.x', NumericEquals: 1, Next: 'D' }] }, D: { Type: 'Succeed' } },
  }
  expect(outputOf(definition, { x: 2 })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
})

test('a failed expression is written down and follows what came before the state', () => {
  const { history } = simulate({
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Output: { deep: ['{% $nowhere %}'] }, End: true } },
  })
  expect(history.at(-2)).toMatchObject({
    type: 'EvaluationFailed',
    previousEventId: 3,
    evaluationFailedEventDetails: { error: 'States.QueryEvaluationError', location: 'Output/deep[0]', state: 'B' },
  })
})

test('a Wait sets a timer and goes on when it fires', () => {
  const { commands, end } = simulate(one({ Type: 'Wait', Seconds: 5 }))
  expect(commands).toEqual([{ type: 'SetTimer', timer: '2/time', at: 1_700_000_005_000 }])
  expect(end?.status).toBe('SUCCEEDED')
})

test('an output above the limit fails the execution', () => {
  const { end } = simulate(one({ Type: 'Pass', Result: 'x'.repeat(100) }), { limits: { payloadBytes: 99 } })
  expect(end).toEqual({
    status: 'FAILED',
    error: 'States.DataLimitExceeded',
    cause: "The state/task 'S' returned a result with a size exceeding the maximum number of bytes service limit.",
  })
})

test('the last event a history has room for is the failure', () => {
  const definition = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } }
  const { history, end } = simulate(definition, { limits: { historyEvents: 50 } })
  expect(history).toHaveLength(50)
  expect(history.at(-1)?.type).toBe('ExecutionFailed')
  expect(end).toMatchObject({ cause: 'The execution reached the maximum number of history events (50).' })
})

test('a history that is full stops the tasks that still run', () => {
  const loop = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } }
  const work = { StartAt: 'T', States: { T: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true } } }
  const { commands, end } = simulate(one({ Type: 'Parallel', Branches: [work, loop] }), { limits: { historyEvents: 50 } })
  expect(end?.status).toBe('FAILED')
  expect(commands.map(command => command.type)).toEqual(['RunTask', 'CancelTask'])
})

test('a stopped execution ends with one event that follows nothing', () => {
  const stop = { type: 'ExecutionStopped', error: 'Manual', cause: 'probe' } as const
  const task = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: {} }
  const { history, end, commands } = simulate(one(task), { later: [stop] })
  expect(history.at(-1)).toMatchObject({ type: 'ExecutionAborted', previousEventId: 0 })
  expect(end).toEqual({ status: 'ABORTED', error: 'Manual', cause: 'probe' })
  expect(commands.at(-1)).toEqual({ type: 'CancelTask', task: 3 })
})

test('a machine that takes too long times out, and only its history says why', () => {
  const { history, end } = simulate({ TimeoutSeconds: 3, ...one({ Type: 'Wait', Seconds: 25 }) })
  expect(end).toEqual({ status: 'TIMED_OUT' })
  expect(history.map(event => event.type)).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionTimedOut'])
  expect(history.at(-1)?.['executionTimedOutEventDetails']).toEqual({ error: 'States.Timeout' })
})
