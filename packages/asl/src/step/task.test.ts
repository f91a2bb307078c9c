import { expect, test } from 'vitest'
import type { RunTask } from '../machine/command.ts'
import { type Answer, simulate, simulationStart } from '../simulate/simulate.ts'

const lambda = 'arn:aws:lambda:us-east-1:123456789012:function:work'
const task = (fields: object = {}) => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource: lambda, End: true, ...fields }, F: { Type: 'Pass', End: true } },
})
const failing = () => ({ error: 'Oops', cause: 'broken' })
const failTimes = (times: number) => {
  let left = times
  return (): Answer => (left-- > 0 ? failing() : { output: 'done' })
}
const delays = (commands: { type: string; timer?: string; at?: number }[]) =>
  commands.filter(command => command.type === 'SetTimer').map(command => ((command.at ?? 0) - simulationStart) / 1000)

test('a function is scheduled and started in the turn that asks for it', () => {
  const { history, commands } = simulate(task({ TimeoutSeconds: 7 }), { input: { a: 1 } })
  expect(history.slice(2).map(event => event.type)).toEqual([
    'LambdaFunctionScheduled',
    'LambdaFunctionStarted',
    'LambdaFunctionTimedOut',
    'ExecutionFailed',
  ])
  expect(commands[0]).toEqual({
    type: 'RunTask',
    task: 3,
    resource: lambda,
    input: { a: 1 },
    inputText: '{"a":1}',
    stateName: 'T',
    timeoutSeconds: 7,
  })
})

test('an integration is written with its service, action, region and parameters', () => {
  const definition = task({ Resource: 'arn:aws:states:::aws-sdk:s3:getObject', Parameters: { 'Key.$': '$.k' } })
  const { history } = simulate(definition, { input: { k: 'x' }, answer: () => ({ output: {} }) })
  expect(history[2]).toMatchObject({
    type: 'TaskScheduled',
    taskScheduledEventDetails: { resourceType: 'aws-sdk:s3', resource: 'getObject', region: 'us-east-1', parameters: '{"Key":"x"}' },
  })
  expect(history.at(-3)?.type).toBe('TaskSucceeded')
})

test('the token in the context object is the one the task is run with', () => {
  const definition = task({ Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: { 'Token.$': '$$.Task.Token' } })
  const { commands } = simulate(definition)
  expect(commands[0] as RunTask).toMatchObject({ token: 'token-3', input: { Token: 'token-3' } })
})

test('a retrier waits longer each time, up to its cap', () => {
  const Retry = [{ ErrorEquals: ['Oops'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 3 }]
  const { commands, end } = simulate(task({ Retry }), { answer: failTimes(3) })
  expect(delays(commands)).toEqual([2, 2 + 6, 2 + 6 + 10])
  expect(end).toEqual({ status: 'SUCCEEDED', output: '"done"' })
})

test('full jitter spreads the delay over all that is below it', () => {
  const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 8, JitterStrategy: 'FULL' }]
  const { commands } = simulate(task({ Retry }), { answer: failTimes(1) })
  expect(delays(commands)).toEqual([4])
})

test('a retrier that is used up leaves the error to the first catcher that knows it', () => {
  const definition = task({
    Retry: [{ ErrorEquals: ['Oops'], MaxAttempts: 1 }],
    Catch: [
      { ErrorEquals: ['Other'], Next: 'F' },
      { ErrorEquals: ['States.TaskFailed'], ResultPath: '$.failure', Next: 'F' },
    ],
  })
  const { end } = simulate(definition, { input: { a: 1 }, answer: failing })
  expect(end).toEqual({ status: 'SUCCEEDED', output: '{"a":1,"failure":{"Error":"Oops","Cause":"broken"}}' })
})

test('a missed heartbeat is caught by its own name', () => {
  const definition = task({ HeartbeatSeconds: 3, TimeoutSeconds: 9, Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'F' }] })
  const { end, commands } = simulate(definition)
  expect(end).toEqual({ status: 'SUCCEEDED', output: '{"Error":"States.Timeout","Cause":""}' })
  expect(commands).toContainEqual({ type: 'CancelTask', task: 3 })
})

test('States.Runtime is not caught, not even by its name', () => {
  const definition = task({ OutputPath: '$.none', Catch: [{ ErrorEquals: ['States.Runtime', 'Never'], Next: 'F' }] })
  const { end } = simulate(definition, { answer: () => ({ output: {} }) })
  expect(end).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause:
      "An error occurred while executing the state 'T' (entered at the event id #2). Invalid path '$.none' : No results for path: $['none']",
  })
})

test('a timeout that nothing catches leaves an error without a cause', () => {
  const { end } = simulate(task({ TimeoutSeconds: 1 }))
  expect(end).toEqual({ status: 'FAILED', error: 'States.Timeout' })
})

test('an answer to a task that no longer waits changes nothing', () => {
  const late = { type: 'TaskSucceeded', task: 3, output: 'late' } as const
  const { history, end } = simulate(task({ TimeoutSeconds: 1 }), { later: [late, late] })
  expect(end).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
  expect(history.at(-1)?.type).toBe('ExecutionFailed')
})
