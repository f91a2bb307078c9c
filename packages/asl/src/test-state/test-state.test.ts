import { expect, test } from 'vitest'
import type { Json } from '../json.ts'
import type { RunTask } from '../machine/command.ts'
import { defaultLimits } from '../machine/limits.ts'
import type { TestStateAnswer, TestStateRequest } from './request.ts'
import type { TaskAnswer } from './run-state.ts'
import { type TestSurroundings, testState } from './test-state.ts'

const identity = {
  executionArn: 'arn:aws:states:us-east-1:123456789012:express:machine:run',
  executionName: 'run',
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
  stateMachineName: 'machine',
  now: Date.parse('2026-01-31T12:00:00Z'),
}

const roleArn = 'arn:aws:iam::123456789012:role/tester'

interface Outside {
  answer?: TaskAnswer
  /** Whether a wait is over before the test's own time is. */
  isInTime?: boolean
}

function surroundings(outside: Outside, seen: { commands: RunTask[]; waits: number[] }): TestSurroundings {
  return {
    identity,
    accountId: '123456789012',
    region: 'us-east-1',
    limits: { ...defaultLimits, historyEvents: Number.POSITIVE_INFINITY },
    random: () => 0.5,
    uuid: () => 'a-uuid',
    resultShape: () => undefined,
    apis: {},
    effects: {
      async runTask(command) {
        seen.commands.push(command)
        return outside.answer ?? { output: {} }
      },
      async waitUntil(at) {
        seen.waits.push(at)
        return outside.isInTime ?? true
      },
    },
  }
}

type Request = Omit<TestStateRequest, 'definition' | 'input' | 'variables' | 'context'> & { variables?: Json; context?: Json }

async function run(definition: object, input: Json, request: Request = {}, outside: Outside = {}) {
  const seen = { commands: [] as RunTask[], waits: [] as number[] }
  const { variables, context, ...rest } = request
  const answer = await testState(
    {
      definition: JSON.stringify(definition),
      input: JSON.stringify(input),
      inspectionLevel: 'DEBUG',
      ...(variables !== undefined && { variables: JSON.stringify(variables) }),
      ...(context !== undefined && { context: JSON.stringify(context) }),
      ...rest,
    },
    surroundings(outside, seen),
  )
  return { ...readable(answer), ...seen }
}

/** Texts of JSON as values, and the data apart from the rest. */
function readable({ inspectionData, output, ...rest }: TestStateAnswer) {
  const data = Object.entries(inspectionData ?? {}).map(([name, value]) => [name, typeof value === 'string' ? JSON.parse(value) : value])
  const answer: Omit<TestStateAnswer, 'inspectionData' | 'output'> & { output?: Json } = rest
  if (output !== undefined) answer.output = JSON.parse(output)
  return { answer, data: Object.fromEntries(data) as Record<string, Json> }
}

const lambda = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' }, End: true }
const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } })
const boom = { mock: { errorOutput: { error: 'Boom', cause: 'it went off' } } }

test('a Pass state shows every stage its data goes through', async () => {
  const state = { Type: 'Pass', InputPath: '$.in', Parameters: { 'a.$': '$.x' }, ResultPath: '$.out', Next: 'Later' }
  const { answer, data } = await run(state, { in: { x: 1 } })
  expect(answer).toEqual({ status: 'SUCCEEDED', output: { in: { x: 1 }, out: { a: 1 } }, nextState: 'Later' })
  expect(data).toEqual({
    input: { in: { x: 1 } },
    afterInputPath: { x: 1 },
    afterParameters: { a: 1 },
    afterResultSelector: { a: 1 },
    afterResultPath: { in: { x: 1 }, out: { a: 1 } },
  })
})

test('a Pass state with a Result shows the result instead of its input', async () => {
  const { data } = await run({ Type: 'Pass', Result: { r: 1 }, End: true }, { x: 1 })
  expect(data).toEqual({ input: { x: 1 }, result: { r: 1 }, afterResultSelector: { r: 1 }, afterResultPath: { r: 1 } })
})

test('null is data like any other, as input and as a mocked result', async () => {
  expect((await run({ Type: 'Pass', End: true }, null)).answer).toMatchObject({ status: 'SUCCEEDED', output: null })
  const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true }
  expect((await run(task, {}, { mock: { result: 'null' } })).answer).toMatchObject({ status: 'SUCCEEDED', output: null })
})

test('numbers that are moved are shown as they were written', async () => {
  const definition = JSON.stringify({ Type: 'Pass', Parameters: { 'x.$': '$.id', 'list.$': '$.list' }, End: true })
  const request: TestStateRequest = { definition, roleArn, input: '{"id":12345678901234567890,"list":[1.0]}', inspectionLevel: 'DEBUG' }
  const { output, inspectionData } = await testState(request, surroundings({}, { commands: [], waits: [] }))
  expect(output).toBe('{"x": 12345678901234567890, "list": [1.0]}')
  expect(inspectionData).toMatchObject({ input: request.input, afterParameters: output })
})

test('variables are what they are after the state', async () => {
  const { data } = await run({ Type: 'Pass', Assign: { 'b.$': '$.x' }, End: true }, { x: 2 }, { variables: { a: 1 } })
  expect(data['variables']).toEqual({ a: 1, b: 2 })
})

test('an expression sees the variables and the pretended execution', async () => {
  const state = {
    Type: 'Pass',
    QueryLanguage: 'JSONata',
    Output: '{% [$a, $states.context.State.Name, $states.context.Execution.Id] %}',
    End: true,
  }
  const { answer, data } = await run(state, {}, { variables: { a: 1 } })
  expect(answer.output).toEqual([1, 'StateName', identity.executionArn])
  expect(data).toEqual({ input: {}, variables: { a: 1 } })
})

test('the execution has no role when the test has none', async () => {
  const state = { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.context.Execution.RoleArn %}', End: true }
  expect((await run(state, {})).answer.output).toBeNull()
})

test('arrays are printed with blanks', async () => {
  const answer = await testState({ definition: '{"Type":"Succeed"}', input: '[1,{"a":2}]' }, surroundings({}, { commands: [], waits: [] }))
  expect(answer.output).toBe('[1, {"a": 2}]')
})

test('a Choice says where it leads', async () => {
  const state = { Type: 'Choice', Choices: [{ Variable: '$.x', NumericEquals: 1, Next: 'One' }], Default: 'Other' }
  expect((await run(state, { x: 1 })).answer.nextState).toBe('One')
  const { answer, data } = await run(state, { x: 2 })
  expect(answer).toEqual({ status: 'SUCCEEDED', output: { x: 2 }, nextState: 'Other' })
  expect(data).toEqual({ input: { x: 2 }, afterInputPath: { x: 2 } })
})

test('a Choice that nothing matches fails', async () => {
  const state = { Type: 'Choice', Choices: [{ Variable: '$.x', NumericEquals: 1, Next: 'One' }] }
  expect((await run(state, { x: 2 })).answer).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
})

test('a Fail state fails with its error', async () => {
  const { answer, data } = await run({ Type: 'Fail', Error: 'E', Cause: 'C' }, { x: 1 })
  expect(answer).toEqual({ status: 'FAILED', error: 'E', cause: 'C' })
  expect(data).toEqual({ input: { x: 1 }, afterInputPath: { x: 1 } })
})

test('a Wait state really waits', async () => {
  const { answer, waits } = await run({ Type: 'Wait', Seconds: 3, End: true }, { x: 1 })
  expect(waits).toEqual([identity.now + 3000])
  expect(answer).toEqual({ status: 'SUCCEEDED', output: { x: 1 } })
})

test('a Wait state that would outlast the test times out', async () => {
  const { answer } = await run({ Type: 'Wait', Seconds: 3000, End: true }, {}, {}, { isInTime: false })
  expect(answer).toEqual({ status: 'FAILED', error: 'States.Timeout' })
})

test('a task that is not mocked runs', async () => {
  const { answer, commands, data } = await run(
    { ...lambda, ResultPath: '$.r' },
    { x: 1 },
    { roleArn },
    { answer: { output: { Payload: 2 } } },
  )
  expect(commands).toMatchObject([{ resource: lambda.Resource, input: { FunctionName: 'f' } }])
  expect(answer.output).toEqual({ x: 1, r: { Payload: 2 } })
  expect(data['result']).toEqual({ Payload: 2 })
})

test('a task that takes too long times out', async () => {
  expect((await run(lambda, {}, { roleArn }, { answer: 'timed out' })).answer).toEqual({ status: 'FAILED', error: 'States.Timeout' })
})

test('a mocked task shows every stage and runs nothing', async () => {
  const state = { ...lambda, InputPath: '$.in', ResultSelector: { 'p.$': '$.Payload' } }
  const { answer, data, commands } = await run(state, { in: {} }, { mock: { result: '{"Payload": 1}' } })
  expect(commands).toEqual([])
  expect(answer).toEqual({ status: 'SUCCEEDED', output: { p: 1 } })
  expect(data).toEqual({
    input: { in: {} },
    afterInputPath: {},
    afterParameters: { FunctionName: 'f' },
    result: { Payload: 1 },
    afterResultSelector: { p: 1 },
    afterResultPath: { p: 1 },
  })
})

test('Arguments are shown in JSONata', async () => {
  const state = {
    Type: 'Task',
    QueryLanguage: 'JSONata',
    Resource: lambda.Resource,
    Arguments: { FunctionName: '{% $states.input.f %}' },
    End: true,
  }
  const { data } = await run(state, { f: 'f' }, { mock: { result: '1', fieldValidationMode: 'NONE' } })
  expect(data).toEqual({ input: { f: 'f' }, afterArguments: { FunctionName: 'f' }, result: 1 })
})

test('an activity and a callback answer what the mock says', async () => {
  const activity = { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', End: true }
  const callback = {
    ...lambda,
    Resource: `${lambda.Resource}.waitForTaskToken`,
    Parameters: { FunctionName: 'f', Payload: { 't.$': '$$.Task.Token' } },
  }
  for (const state of [activity, callback]) {
    expect((await run(state, {}, { mock: { result: '"done"' } })).answer).toEqual({ status: 'SUCCEEDED', output: 'done' })
  }
})

test('an error that a retrier knows is retriable, with the delay of that attempt', async () => {
  const state = { ...lambda, Retry: [{ ErrorEquals: ['Other'] }, { ErrorEquals: ['Boom'], IntervalSeconds: 3, MaxAttempts: 3 }] }
  const { answer, data } = await run(state, {}, { ...boom, stateConfiguration: { retrierRetryCount: 2 } })
  expect(answer).toEqual({ status: 'RETRIABLE', error: 'Boom', cause: 'it went off' })
  expect(data['errorDetails']).toEqual({ retryIndex: 1, retryBackoffIntervalSeconds: 12 })
})

test('a retrier that is used up leaves the error to the catchers', async () => {
  const state = { ...lambda, Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Help' }] }
  const { answer, data } = await run(state, {}, { ...boom, stateConfiguration: { retrierRetryCount: 1 } })
  expect(answer).toEqual({
    status: 'CAUGHT_ERROR',
    error: 'Boom',
    cause: 'it went off',
    nextState: 'Help',
    output: { Error: 'Boom', Cause: 'it went off' },
  })
  expect(data['errorDetails']).toEqual({ retryIndex: 0, catchIndex: 0 })
})

test('an error that nobody knows fails the state', async () => {
  const { answer, data } = await run(lambda, {}, boom)
  expect(answer).toEqual({ status: 'FAILED', error: 'Boom', cause: 'it went off' })
  expect(data).not.toHaveProperty('errorDetails')
})

test('the context object says how often the state was retried', async () => {
  const state = { ...lambda, Parameters: { FunctionName: 'f', 'Payload.$': '$$.State.RetryCount' } }
  const { data } = await run(state, {}, { ...boom, stateConfiguration: { retrierRetryCount: 2 } })
  expect(data['afterParameters']).toEqual({ FunctionName: 'f', Payload: 2 })
})

test('a context object that is brought along is the whole one', async () => {
  const state = { ...lambda, Parameters: { FunctionName: 'f', 'Payload.$': '$$' } }
  const { data } = await run(state, {}, { mock: { result: '{}' }, context: { Execution: { Name: 'n' } } })
  expect(data['afterParameters']).toEqual({ FunctionName: 'f', Payload: { Execution: { Name: 'n' } } })
})

test('a Parallel state takes the branches’ results from the mock', async () => {
  const state = { Type: 'Parallel', Branches: [branch('A'), branch('B')], ResultPath: '$.r', End: true }
  const { answer, data } = await run(state, { x: 1 }, { mock: { result: '[1, 2]' } })
  expect(answer).toEqual({ status: 'SUCCEEDED', output: { x: 1, r: [1, 2] } })
  expect(data).toEqual({ input: { x: 1 }, afterResultSelector: [1, 2], afterResultPath: { x: 1, r: [1, 2] } })
})

test('an error in a branch goes through the Parallel state’s Catch', async () => {
  const state = { Type: 'Parallel', Branches: [branch('A')], Catch: [{ ErrorEquals: ['Boom'], ResultPath: '$.e', Next: 'H' }], End: true }
  const { answer } = await run(state, { x: 1 }, { ...boom, stateConfiguration: { errorCausedByState: 'A' } })
  expect(answer).toMatchObject({ status: 'CAUGHT_ERROR', nextState: 'H', output: { x: 1, e: { Error: 'Boom' } } })
})

const processor = { ...branch('Item'), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }

test('a Map state shows its items, what is selected of them, and its settings', async () => {
  const state = {
    ...{ Type: 'Map', ItemsPath: '$.list', ItemProcessor: processor, MaxConcurrency: 2, ToleratedFailurePercentage: 50, End: true },
    ItemSelector: { 'v.$': '$$.Map.Item.Value', 'k.$': '$.k' },
  }
  const { answer, data } = await run(state, { list: [1, 2], k: 0 }, { mock: { result: '[3, 4]' } })
  expect(answer).toEqual({ status: 'SUCCEEDED', output: [3, 4] })
  const selected = [
    { v: 1, k: 0 },
    { v: 2, k: 0 },
  ]
  expect(data).toEqual({
    input: { list: [1, 2], k: 0 },
    afterInputPath: { list: [1, 2], k: 0 },
    afterItemsPath: [1, 2],
    afterItemSelector: selected,
    maxConcurrency: 2,
    toleratedFailurePercentage: 50,
    afterResultSelector: [3, 4],
    afterResultPath: [3, 4],
  })
})

test('a Map state shows its batches', async () => {
  const state = { Type: 'Map', ItemProcessor: processor, ItemBatcher: { MaxItemsPerBatch: 2 }, End: true }
  const { data } = await run(state, [1, 2, 3], { mock: { result: '[1, 2]' } })
  expect(data['afterItemBatcher']).toEqual([{ Items: [1, 2] }, { Items: [3] }])
  expect(data).not.toHaveProperty('afterItemSelector')
})

test('an ItemReader finds the data that the test brings', async () => {
  const ReaderConfig = { InputType: 'JSON', ItemsPointer: '/found' }
  const state = {
    ...{
      Type: 'Map',
      QueryLanguage: 'JSONata',
      ItemProcessor: processor,
      ItemSelector: { v: '{% $states.context.Map.Item.Value %}' },
      End: true,
    },
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig, Arguments: { Bucket: 'b', Key: 'k' } },
  }
  const stateConfiguration = { mapItemReaderData: '{"found": [1, 2]}' }
  const { data } = await run(state, {}, { mock: { result: '[]' }, stateConfiguration })
  expect(data).toEqual({ input: {}, maxConcurrency: 0, afterItemsPointer: [1, 2], afterItemSelector: [{ v: 1 }, { v: 2 }] })
  const ItemSelector = { k: '{% $states.context.Map.Item.Key %}', v: '{% $states.context.Map.Item.Value %}' }
  const members = await run(
    { ...state, ItemSelector },
    {},
    { mock: { result: '[]' }, stateConfiguration: { mapItemReaderData: '{"found": {"a": 1}}' } },
  )
  expect(members.data).toMatchObject({ afterItemsPointer: { a: 1 }, afterItemSelector: [{ k: 'a', v: 1 }] })
})

test('more failed iterations than are tolerated fail a Map state', async () => {
  const state = { Type: 'Map', ItemProcessor: processor, ToleratedFailureCount: 1, End: true }
  const failed = (mapIterationFailureCount: number) => ({ mock: { result: '[1]' }, stateConfiguration: { mapIterationFailureCount } })
  expect((await run(state, [1, 2, 3], failed(1))).answer.status).toBe('SUCCEEDED')
  expect((await run(state, [1, 2, 3], failed(2))).answer).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' })
  const share = { ...state, ToleratedFailureCount: undefined, ToleratedFailurePercentage: 50 }
  expect((await run(share, [1, 2, 3], failed(2))).answer.status).toBe('FAILED')
  expect((await run(share, [1, 2], failed(1))).answer.status).toBe('SUCCEEDED')
})

test('a Map state without a tolerance lets iterations fail', async () => {
  const state = { Type: 'Map', ItemProcessor: processor, End: true }
  const stateConfiguration = { mapIterationFailureCount: 2 }
  expect((await run(state, [1, 2], { mock: { result: '[1]' }, stateConfiguration })).answer.status).toBe('SUCCEEDED')
})

test('a state is found by its name, at any depth, and has its machine’s language', async () => {
  const inner = { StartAt: 'Deep', States: { Deep: { Type: 'Pass', Output: '{% 1 + 1 %}', End: true } } }
  const machine = { QueryLanguage: 'JSONata', StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: inner, End: true } } }
  expect((await run(machine, {}, { stateName: 'Deep' })).answer.output).toBe(2)
})

test('what is thrown is the cause, without an event to point at', async () => {
  const { answer } = await run({ Type: 'Pass', InputPath: '$.no', End: true }, {})
  expect(answer).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
  expect(answer.cause).toBe("Invalid path '$.no' : No results for path: $['no']")
  const undefinedOutput = await run({ Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.no %}', End: true }, {})
  expect(undefinedOutput.answer.cause).toBe(
    "The JSONata expression '$states.input.no' specified for the field 'Output' returned nothing (undefined).",
  )
})

test('a stage that is longer than the API may say is left out', async () => {
  const list = Array.from({ length: 2000 }, (_, index) => index)
  const state = { Type: 'Map', ItemsPath: '$.list', ItemProcessor: processor, ItemSelector: { 'all.$': '$' }, End: true }
  const { data } = await run(state, { list }, { mock: { result: '[]' } })
  expect(data['afterItemsPath']).toEqual(list)
  expect(data).not.toHaveProperty('afterItemSelector')
})

test('INFO shows no data', async () => {
  expect((await run({ Type: 'Succeed' }, {}, { inspectionLevel: 'INFO' })).data).toEqual({})
})
