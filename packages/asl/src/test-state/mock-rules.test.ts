import { expect, test } from 'vitest'
import { TestStateRefusal } from './refusal.ts'
import type { TestStateRequest } from './request.ts'
import type { ResultShape } from './result-model.ts'
import { testState } from './test-state.ts'

const answer: ResultShape = {
  kind: 'structure',
  members: [
    { name: 'StatusCode', sdkName: 'StatusCode', shape: { kind: 'number' }, required: true },
    { name: 'Payload', sdkName: 'Payload', shape: { kind: 'blob' }, required: false },
  ],
}

const ended: ResultShape = {
  kind: 'structure',
  members: [
    { name: 'output', sdkName: 'Output', shape: { kind: 'string' }, required: false },
    { name: 'stopDate', sdkName: 'StopDate', shape: { kind: 'timestamp' }, required: false },
  ],
}

async function refusal(state: object, request: Omit<TestStateRequest, 'definition'>): Promise<string> {
  const identity = { executionArn: 'e', executionName: 'e', stateMachineArn: 'a:b', stateMachineName: 'm', now: 0 }
  const place = {
    accountId: '1',
    region: 'r',
    limits: { payloadBytes: 1000, historyEvents: 100, inlineMapConcurrency: 40, executionSeconds: 9 },
  }
  const resultShape = (_service: string, operation: string) => (operation === 'DescribeExecution' ? ended : answer)
  const effects = { runTask: () => expect.unreachable(), waitUntil: () => expect.unreachable() }
  const around = { identity, ...place, random: () => 0, uuid: () => 'u', resultShape, apis: {}, effects }
  try {
    const { status } = await testState({ definition: JSON.stringify(state), ...request }, around)
    return status
  } catch (error) {
    if (error instanceof TestStateRefusal) return `${error.code}: ${error.message}`
    throw error
  }
}

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' }, End: true }
const inner = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }
const map = { Type: 'Map', ItemProcessor: inner, End: true }
const parallel = { Type: 'Parallel', Branches: [inner, inner], End: true }
const result = (text: string): Omit<TestStateRequest, 'definition'> => ({ mock: { result: text }, input: '[]' })

test('a definition that could not be created is refused', async () => {
  const code = "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED"
  expect(await refusal({ Type: 'Pass' }, {})).toContain(code)
  expect(await refusal({ StartAt: 'P', States: { P: { Type: 'Nope' } } }, { stateName: 'P' })).toContain(`${code}: The field 'Type'`)
})

test('a state that is not there cannot be tested', async () => {
  expect(await refusal(inner, { stateName: 'Q' })).toBe('ValidationException: State not found in definition')
})

test('Map and Parallel need a mock', async () => {
  for (const state of [map, parallel]) {
    expect(await refusal(state, {})).toBe(
      'InvalidDefinition: TestState API does not support Map or Parallel states. ' +
        'Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    )
  }
})

test('what waits for others needs a mock', async () => {
  for (const suffix of ['.sync', '.waitForTaskToken']) {
    const resource = suffix === '.sync' ? 'arn:aws:states:::states:startExecution.sync' : `${task.Resource}${suffix}`
    const parameters = suffix === '.sync' ? { StateMachineArn: 'a' } : { FunctionName: 'f', 'Payload.$': '$$.Task.Token' }
    const state = { ...task, Resource: resource, Parameters: parameters }
    expect(await refusal(state, { roleArn: 'r' })).toMatch(/^InvalidDefinition: TestState API does not support/)
  }
})

test('a task needs a mock or a role', async () => {
  expect(await refusal(task, {})).toMatch(/^ValidationException: RoleArn/)
})

test('states without an outside cannot be mocked', async () => {
  const choice = { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'Q' }] }
  for (const state of [
    { Type: 'Pass', End: true },
    { Type: 'Wait', Seconds: 1, End: true },
    choice,
    { Type: 'Succeed' },
    { Type: 'Fail' },
  ]) {
    expect(await refusal(state, result('{}'))).toBe(
      `ValidationException: State type '${state.Type}' is not supported when a mock is specified`,
    )
  }
})

test('a mock has a result or an error', async () => {
  expect(await refusal(task, { mock: { result: '{}', errorOutput: { error: 'E' } } })).toBe(
    'ValidationException: A test mock should have only one of the following fields: [result, errorOutput].',
  )
})

test('a mock has no secrets to reveal', async () => {
  expect(await refusal(task, { mock: { result: '{}' }, revealSecrets: true })).toBe(
    'ValidationException: TestState does not support RevealSecrets when a mock is specified.',
  )
})

test('a mocked result is JSON, even when it is not validated', async () => {
  expect(await refusal(task, { mock: { result: 'no', fieldValidationMode: 'NONE' } })).toBe(
    'ValidationException: Mocked result must be valid JSON',
  )
})

test('Map and Parallel answer lists, Parallel one result for each branch', async () => {
  expect(await refusal(map, result('{}'))).toBe('ValidationException: Mocked result must be an array.')
  expect(await refusal(parallel, result('{}'))).toBe('ValidationException: Mocked result must be an array.')
  expect(await refusal(parallel, result('[1]'))).toBe(
    'ValidationException: Mocked result must contain the same number of items as number of Parallel branches.',
  )
})

test('a result is checked against the API’s model as strictly as asked', async () => {
  const error = 'ValidationException: Mock result schema validation error:'
  expect(await refusal(task, result('{}'))).toBe(`${error} Required field 'StatusCode' is missing`)
  const present = (text: string) => refusal(task, { mock: { result: text, fieldValidationMode: 'PRESENT' } })
  expect(await present('{}')).toBe('SUCCEEDED')
  expect(await present('{"StatusCode": "200"}')).toBe(`${error} Field 'StatusCode' must be a number`)
  expect(await refusal(task, { mock: { result: '{"StatusCode": "200"}', fieldValidationMode: 'NONE' } })).toBe('SUCCEEDED')
})

test('the payload of the optimized integration may be any JSON, that of the SDK is a text', async () => {
  const payload = result('{"StatusCode": 200, "Payload": {"a": 1}}')
  expect(await refusal(task, payload)).toBe('SUCCEEDED')
  expect(await refusal({ ...task, Resource: 'arn:aws:states:::aws-sdk:lambda:invoke' }, payload)).toContain(
    "Field 'Payload' must be a string",
  )
})

test('the output of a nested execution is a text in a mock of .sync:2 too', async () => {
  const nested = { ...task, Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: { StateMachineArn: 'm' } }
  const mocked = (members: object) => refusal(nested, result(JSON.stringify(members)))
  expect(await mocked({ Output: '{"a": 1}' })).toBe('SUCCEEDED')
  expect(await mocked({ Output: { a: 1 } })).toContain("Field 'Output' must be a string")
  expect(await mocked({ StopDate: 1_700_000_000_000 })).toContain("Field 'StopDate' must be a string")
})

test('a context object needs a mock and members of the right types', async () => {
  const context = (text: string) => refusal(task, { ...result('{"StatusCode": 200}'), context: text })
  const invalid = 'ValidationException: Invalid Context object provided:'
  expect(await refusal({ Type: 'Pass', End: true }, { context: '{}' })).toMatch(/^ValidationException: A Context object/)
  expect(await context('{"Execution": {"Id": 1}}')).toBe(`${invalid} Execution.Id must be a string`)
  expect(await context('{"State": {"RetryCount": "1"}}')).toBe(`${invalid} State.RetryCount must be a number`)
  expect(await context('{"State": 1}')).toBe(`${invalid} State must be an object`)
  expect(await context('{"Map": {}}')).toBe(`${invalid} 'Map' field is not supported when mocking a Context object`)
  expect(await context('{"Foo": {}}')).toBe(`${invalid} Field 'Foo' is not allowed`)
  expect(await context('{"Execution": {"Foo": 1}}')).toBe(`${invalid} Field 'Foo' is not allowed`)
  expect(await context('{"Execution": {"Input": [1]}, "StateMachine": {"Id": "i", "Name": "n"}}')).toBe('SUCCEEDED')
  expect(await context('{"Task": {"Token": "t"}}')).toBe(`${invalid} Field 'Task' is not allowed`)
  expect(await context('no')).toContain(invalid)
  expect(await context('{}')).toBe('SUCCEEDED')
})

test('variables are an object', async () => {
  expect(await refusal({ Type: 'Pass', End: true }, { variables: '[]' })).toMatch(/^ValidationException: Variables/)
})

test('the configuration of a Map speaks of states and items that it has', async () => {
  const mock = { mock: { errorOutput: { error: 'E' } }, input: '[1]' }
  expect(await refusal(map, { ...mock, stateConfiguration: { errorCausedByState: 'P' } })).toBe('FAILED')
  expect(await refusal(map, { ...mock, stateConfiguration: { errorCausedByState: 'Q' } })).toMatch(/^ValidationException: State 'Q'/)
  const failed = { stateConfiguration: { mapIterationFailureCount: 2 } }
  expect(await refusal(map, { ...result('[]'), input: '[1]', ...failed })).toBe(
    'ValidationException: Map iteration failure count must be less than or equal to the number of Map iterations',
  )
})

test('only what calls or contains something takes a mock', async () => {
  const states = [
    { Type: 'Pass', End: true },
    { Type: 'Wait', Seconds: 1, End: true },
    { Type: 'Choice', Choices: [{ Variable: '$.x', NumericEquals: 1, Next: 'One' }] },
    { Type: 'Succeed' },
    { Type: 'Fail' },
  ]
  for (const state of states) {
    expect(await refusal(state, result('{}'))).toBe(
      `ValidationException: State type '${state.Type}' is not supported when a mock is specified`,
    )
  }
})

test('a mock says what it stands for', async () => {
  expect(await refusal(task, { mock: {} })).toBe(
    'ValidationException: A test mock should have one of the following fields: [result, errorOutput].',
  )
  expect(await refusal(task, { mock: { errorOutput: { cause: 'c' } } })).toBe(
    'ValidationException: error must be specified when mocking an errorOutput',
  )
})
