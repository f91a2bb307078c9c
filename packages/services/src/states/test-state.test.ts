import { computeAside } from '@pasos/asl/aside'
import { memoryJournal, type TaskRequest, type TaskRunner } from '@pasos/engine'
import { expect, test } from 'vitest'
import { createRunTask, type RunTask, refuseTask } from './run-task.ts'
import { ROLE, testWorld } from './test-world.ts'

const PASS_STATE = '{"Type":"Pass","End":true}'
const TASK = JSON.stringify({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'f' },
  TimeoutSeconds: 2,
  End: true,
})

/** A clock whose sleepers are woken by hand. */
function sleepyClock() {
  const sleepers: { at: number; wake: () => void }[] = []
  const clock = {
    now: () => 1_000_000,
    at(at: number, wake: () => void) {
      const sleeper = { at, wake }
      sleepers.push(sleeper)
      return () => void sleepers.splice(sleepers.indexOf(sleeper), 1)
    },
  }
  return { clock, sleepers }
}

test('data is shown from DEBUG on', async () => {
  const { call } = testWorld()
  const input = { definition: PASS_STATE, input: '{"a": 1}' }
  expect(await call('TestState', input)).toEqual({ status: 'SUCCEEDED', output: '{"a": 1}' })
  for (const inspectionLevel of ['DEBUG', 'TRACE']) {
    expect(await call('TestState', { ...input, inspectionLevel })).toMatchObject({ inspectionData: { input: '{"a": 1}' } })
  }
})

test('a state may be tested without input and without a role', async () => {
  expect(await testWorld().call('TestState', { definition: PASS_STATE })).toEqual({ status: 'SUCCEEDED', output: '{}' })
})

test('a test pretends to be an Express execution of a machine that does not exist', async () => {
  const definition = '{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $states.context %}","End":true}'
  const { output } = await testWorld().call<{ output: string }>('TestState', { definition, roleArn: ROLE })
  const { Execution, StateMachine } = JSON.parse(output)
  expect(Execution.Id).toBe(`${StateMachine.Id.replace(':stateMachine:', ':express:')}:${Execution.Name}`)
  expect(Execution.RoleArn).toBe(ROLE)
})

test('requests are checked as AWS checks them', async () => {
  const { refusal } = testWorld()
  expect(await refusal('TestState', { definition: PASS_STATE, input: '{' })).toMatch(/^InvalidExecutionInput: /)
  expect(await refusal('TestState', { definition: PASS_STATE, roleArn: 'nobody' })).toBe("InvalidArn: Invalid Role Arn: 'nobody'")
  expect(await refusal('TestState', { definition: '{"Type":"Pass"}' })).toMatch(/^InvalidDefinition: Invalid State Machine Definition: /)
  expect(await refusal('TestState', { definition: PASS_STATE, mock: { result: '{}' } })).toMatch(/^ValidationException: State type 'Pass'/)
  expect(await refusal('TestState', { definition: PASS_STATE, stateConfiguration: { retrierRetryCount: -1 } })).toBe(
    "ValidationException: 1 validation error detected: Value '-1' at 'stateConfiguration.retrierRetryCount' failed to satisfy constraint: " +
      'Member must have value greater than or equal to 0',
  )
})

test('a mocked result is checked against the models that AWS publishes', async () => {
  const mocked = (service: string, action: string, result: object) => {
    const resource = `arn:aws:states:::aws-sdk:${service}:${action}`
    const definition = JSON.stringify({ Type: 'Task', Resource: resource, Parameters: {}, End: true })
    return { definition, mock: { result: JSON.stringify(result) } }
  }
  const { call, refusal } = testWorld()
  const error = 'ValidationException: Mock result schema validation error:'
  expect(await refusal('TestState', mocked('dynamodb', 'getItem', { Item: { a: { S: 1 } } }))).toBe(`${error} Field 'S' must be a string`)
  expect(await refusal('TestState', mocked('sqs', 'sendMessage', { MessageId: [] }))).toBe(`${error} Field 'MessageId' must be a string`)
  expect(await call('TestState', mocked('dynamodb', 'getItem', { Item: { a: { S: 'x' } } }))).toMatchObject({ status: 'SUCCEEDED' })
  expect(await refusal('TestState', mocked('quicksight', 'listUsers', { UserList: 1 }))).toBe(`${error} Field 'UserList' must be an array`)
})

test('a tested definition is held to AWS’s APIs as one that is created, the state alone and in its machine', async () => {
  const { call, refusal } = testWorld()
  const mock = { result: '{}' }
  const task = (resource: string, more: object = {}) => ({
    Type: 'Task',
    Resource: `arn:aws:states:::aws-sdk:${resource}`,
    Parameters: {},
    End: true,
    ...more,
  })
  const unknown = (resource: string) =>
    `InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::aws-sdk:${resource} ` +
    'is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/'
  for (const resource of ['nowhere:getObject', 's3:fetchObject']) {
    const alone = { definition: JSON.stringify(task(resource)), mock }
    const machine = { definition: JSON.stringify({ StartAt: 'A', States: { A: task(resource) } }), stateName: 'A', mock }
    expect(await refusal('TestState', alone)).toBe(`${unknown(resource)}StateName/Resource'`)
    expect(await refusal('TestState', machine)).toBe(`${unknown(resource)}A/Resource'`)
  }
  const misspelt = { definition: JSON.stringify(task('sqs:sendMessage', { Parameters: { Queue: 'q' } })), mock }
  const machine = JSON.stringify({ StartAt: 'A', States: { A: JSON.parse(misspelt.definition) } })
  const created = await refusal('CreateStateMachine', { name: 'm', roleArn: ROLE, definition: machine })
  expect(created).toContain('The field "Queue" is not supported by Step Functions')
  expect(await refusal('TestState', misspelt)).toBe(created.replaceAll('/States/A', '/States/StateName'))
  expect(await refusal('TestState', { definition: machine, stateName: 'A', mock })).toBe(created)
  const known = { definition: JSON.stringify(task('s3:getObject', { Parameters: { Bucket: 'b', Key: 'k' } })), mock }
  expect(await call('TestState', known)).toMatchObject({ status: 'SUCCEEDED' })
})

test('a task runs with the role of the test', async () => {
  const requests: TaskRequest[] = []
  const runTask: RunTask = async request => {
    requests.push(request)
    return { type: 'TaskFailed', task: request.task, error: 'Lambda.AWSLambdaException', cause: 'not authorized' }
  }
  const { call } = testWorld({ runTask, clock: sleepyClock().clock })
  expect(await call('TestState', { definition: TASK, roleArn: ROLE })).toEqual({
    status: 'FAILED',
    error: 'Lambda.AWSLambdaException',
    cause: 'not authorized',
  })
  expect(requests).toMatchObject([{ roleArn: ROLE, resource: 'arn:aws:states:::lambda:invoke', input: { FunctionName: 'f' } }])
})

test('a task whose parameters are refused is not run, and what is mocked is not asked', async () => {
  const requests: TaskRequest[] = []
  const runTask: RunTask = async request => {
    requests.push(request)
    return { type: 'TaskSucceeded', task: request.task, output: {} }
  }
  const { call } = testWorld({ runTask, refuseTask, clock: sleepyClock().clock })
  const definition = JSON.stringify({
    ...{ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true },
    Parameters: { 'QueueUrl.$': '$.url', MessageBody: 'x' },
  })
  const test = { definition, input: '{"url":5}', roleArn: ROLE }
  expect(await call('TestState', { ...test, inspectionLevel: 'DEBUG' })).toMatchObject({
    ...{ status: 'FAILED', error: 'States.Runtime' },
    cause: `The Parameters '{"QueueUrl":5,"MessageBody":"x"}' could not be used to start the Task: [The value for the field 'QueueUrl' must be a STRING]`,
    inspectionData: { afterParameters: '{"QueueUrl": 5, "MessageBody": "x"}' },
  })
  expect(requests).toEqual([])
  expect(await call('TestState', { ...test, mock: { result: '{}', fieldValidationMode: 'NONE' } })).toMatchObject({ status: 'SUCCEEDED' })
  expect(await call('TestState', { ...test, input: '{"url":"u"}' })).toMatchObject({ status: 'SUCCEEDED' })
})

test('a role that the service may not assume runs no task', async () => {
  const { call, refusal } = testWorld({ trusts: () => false, clock: sleepyClock().clock })
  expect(await refusal('TestState', { definition: TASK, roleArn: ROLE })).toMatch(/^AccessDeniedException: /)
  expect(await call('TestState', { definition: PASS_STATE, roleArn: ROLE })).toMatchObject({ status: 'SUCCEEDED' })
})

test('a task is cancelled when its time is over', async () => {
  const { clock, sleepers } = sleepyClock()
  let wasCancelled = false
  const runTask: RunTask = (_request, signal) => {
    signal.addEventListener('abort', () => {
      wasCancelled = true
    })
    return new Promise(() => undefined)
  }
  const answer = testWorld({ runTask, clock }).call('TestState', { definition: TASK, roleArn: ROLE })
  await new Promise(resolve => setImmediate(resolve))
  expect(sleepers.map(({ at }) => at - clock.now())).toEqual([2000])
  sleepers[0]?.wake()
  expect(await answer).toEqual({ status: 'FAILED', error: 'States.Timeout' })
  expect(wasCancelled).toBe(true)
})

test('a Wait ends a test after five minutes at the latest', async () => {
  const { clock, sleepers } = sleepyClock()
  const answer = testWorld({ clock }).call('TestState', { definition: '{"Type":"Wait","Seconds":600,"End":true}' })
  await new Promise(resolve => setImmediate(resolve))
  expect(sleepers.map(({ at }) => at - clock.now())).toEqual([300_000])
  sleepers[0]?.wake()
  expect(await answer).toEqual({ status: 'FAILED', error: 'States.Timeout' })
})

test('a resource that nobody serves fails the task', async () => {
  const { call } = testWorld({ runTask: createRunTask([], memoryJournal().data), clock: sleepyClock().clock })
  expect(await call('TestState', { definition: TASK, roleArn: ROLE })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
})

test('what a task leaves to be written is on disk before the test is answered', async () => {
  const { data } = memoryJournal()
  const write = { space: 'test', key: 'k', value: 'v' }
  const settled: boolean[] = []
  const sends: TaskRunner = {
    claims: () => true,
    run: ({ task }, report) =>
      report({ type: 'TaskSucceeded', task, output: {} }, { writes: [write], settle: committed => settled.push(committed) }),
  }
  const { call } = testWorld({ runTask: createRunTask([sends], data), clock: sleepyClock().clock })
  expect(await call('TestState', { definition: TASK, roleArn: ROLE })).toMatchObject({ status: 'SUCCEEDED' })
  expect([await data.get('test', 'k'), settled]).toEqual(['v', [true]])
})

test('an expression that takes long is computed elsewhere, and its task is run once all the same', async () => {
  const endless = '($f := function($x) { $f($x) }; $f(1))'
  const computed: string[] = []
  let runs = 0
  const { call } = testWorld({
    longExpressions: {
      async compute(work) {
        computed.push(work.text)
        return { answer: computeAside(work, { random: () => 0.5, uuid: () => 'u' }), busyMs: 1 }
      },
    },
    runTask: async ({ task }) => {
      runs++
      return { type: 'TaskSucceeded', task, output: {} }
    },
  })
  const state = {
    ...{ Type: 'Task', QueryLanguage: 'JSONata', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f' } },
    ...{ Output: `{% ${endless} %}`, End: true },
  }
  const answer = await call('TestState', { definition: JSON.stringify(state), input: '{}', roleArn: ROLE })
  expect(answer).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' })
  expect(computed).toEqual([endless])
  expect(runs).toBe(1)
})

test('TRACE shows what went out by HTTP, and secrets only to who may see them', async () => {
  const seen: boolean[] = []
  let may: string | undefined = 'User: x is not authorized to perform: states:RevealSecrets'
  const runTask: RunTask = async request => {
    if (request.trace) seen.push(request.trace.reveals)
    request.trace?.tell({ request: { method: 'GET' } })
    request.trace?.tell({ response: { statusCode: '404' } })
    return { type: 'TaskFailed', task: request.task, error: 'States.Http.StatusCode.404', cause: '' }
  }
  const { call, refusal } = testWorld({ runTask, mayReveal: () => may })
  const input = { definition: TASK, roleArn: ROLE }
  const traced = { status: 'FAILED', inspectionData: { request: { method: 'GET' }, response: { statusCode: '404' } } }
  expect(await call('TestState', { ...input, inspectionLevel: 'TRACE' })).toMatchObject(traced)
  const debug = await call<{ inspectionData: object }>('TestState', { ...input, inspectionLevel: 'DEBUG' })
  expect(debug.inspectionData).not.toHaveProperty('request')
  expect(await refusal('TestState', { ...input, revealSecrets: true })).toMatch(/^ValidationException: /)
  expect(await refusal('TestState', { ...input, revealSecrets: true, inspectionLevel: 'TRACE' })).toContain('states:RevealSecrets')
  may = undefined
  expect(await call('TestState', { ...input, revealSecrets: true, inspectionLevel: 'TRACE' })).toMatchObject(traced)
  expect(seen).toEqual([false, true])
})
