import { expect, test } from 'vitest'
import { ApiError, type Operation } from '../operation.ts'
import { createLocalCalls, type LocalAnswer } from './local-calls.ts'

const caller = { accountId: '123456789012', accessKeyId: '', arn: 'arn:aws:sts::123456789012:assumed-role/r/s', userId: 'ID:s' }

interface Attempt {
  scope?: string
  action: string
  input: unknown
  operation?: Operation
  refusal?: string
}

async function call({
  scope = 'states',
  action,
  input,
  operation,
  refusal,
}: Attempt): Promise<{ answer: LocalAnswer; isAtOnce: boolean; seen: unknown[] }> {
  const seen: unknown[] = []
  const operationName = action.charAt(0).toUpperCase() + action.slice(1)
  const run: Operation = (...received) => {
    seen.push(received[0])
    return operation?.(...received) ?? {}
  }
  const calls = createLocalCalls({
    services: [{ scope, operations: operation === undefined ? {} : { [operationName]: run } }],
    logger: { error: () => undefined },
    ...(refusal === undefined ? {} : { authorizeCaller: () => refusal }),
  })
  const signal = new AbortController().signal
  const answered = calls({ scope, operation: operationName, names: 'sdk', input, caller, region: 'us-east-1', requestId: 'q', signal })
  return { answer: await answered, isAtOnce: !(answered instanceof Promise), seen }
}

test('members begin with a capital on both sides, whatever the API calls them', async () => {
  const { answer, seen } = await call({
    action: 'startExecution',
    input: { StateMachineArn: 'arn:m', Input: '{}', stateMachineArn: 'not this one' },
    operation: () => ({ startDate: new Date(0), executionArn: 'arn:e' }),
  })
  expect(seen).toEqual([{ stateMachineArn: 'arn:m', input: '{}' }])
  expect(answer).toEqual({
    outcome: 'answered',
    output: { ExecutionArn: 'arn:e', StartDate: '1970-01-01T00:00:00Z' },
    http: { status: 200, requestId: 'q', headers: expect.arrayContaining([['Content-Type', 'application/x-amz-json-1.0']]) },
  })
  expect(Object.keys(answer.outcome === 'answered' ? answer.output : {})).toEqual(['ExecutionArn', 'StartDate'])
})

test('an empty list is shown where the wire has a place for it, and not where its items would stand side by side', async () => {
  const none = { action: 'deleteObjects', scope: 's3', input: { Bucket: 'b', Delete: { Objects: [{ Key: 'k' }] } } }
  const flat = await call({ ...none, operation: () => ({ Deleted: [{ Key: 'k' }], Errors: [] }) })
  expect(flat.answer).toMatchObject({ outcome: 'answered' })
  expect(flat.answer.outcome === 'answered' && flat.answer.output).toEqual({ Deleted: [{ Key: 'k' }] })
  const wrapped = await call({ action: 'listTopics', scope: 'sns', input: {}, operation: () => ({ Topics: [] }) })
  expect(wrapped.answer.outcome === 'answered' && wrapped.answer.output).toEqual({ Topics: [] })
})

test('nested JSON becomes the text that the API wants', async () => {
  const { seen } = await call({
    action: 'startExecution',
    input: { StateMachineArn: 'arn:m', Input: { key: 'value' } },
    operation: () => ({}),
  })
  expect(seen).toEqual([{ stateMachineArn: 'arn:m', input: '{"key":"value"}' }])
})

test('blobs are text, or base64 when they are none', async () => {
  const invoke = (payload: Uint8Array) =>
    call({ scope: 'lambda', action: 'invoke', input: { FunctionName: 'f', Payload: { a: 1 } }, operation: () => ({ Payload: payload }) })
  const text = await invoke(Buffer.from('{"é":1}'))
  expect(text.seen).toEqual([{ FunctionName: 'f', Payload: Buffer.from('{"a":1}') }])
  expect(text.answer).toMatchObject({ output: { Payload: '{"é":1}' } })
  expect((await invoke(Buffer.from([0xff, 0xfe]))).answer).toMatchObject({ output: { Payload: '//4=' } })
})

test('keys of maps stay as they are', async () => {
  const environment = { Variables: { lower: 'x' } }
  const { answer } = await call({
    scope: 'lambda',
    action: 'getFunction',
    input: { FunctionName: 'f' },
    operation: () => ({ Configuration: { Environment: environment } }),
  })
  expect(answer).toMatchObject({ output: { Configuration: { Environment: environment } } })
})

test('a missing member is the API’s own refusal', async () => {
  const { answer, seen } = await call({ action: 'sendTaskHeartbeat', input: { TaskToken: null }, operation: () => ({}) })
  expect(seen).toEqual([])
  expect(answer).toEqual({
    ...{ outcome: 'refused', code: 'ValidationException', shape: 'ValidationException', status: 400 },
    message: "1 validation error detected: Value null at 'taskToken' failed to satisfy constraint: Member must not be null",
  })
})

test('errors carry the name of their shape, and of none when they have none', async () => {
  const failing = (error: Error) => (): never => {
    throw error
  }
  const input = { TaskToken: 't' }
  const modelled = await call({ action: 'sendTaskHeartbeat', input, operation: failing(new ApiError('InvalidToken', 'No')) })
  expect(modelled.answer).toEqual({ outcome: 'refused', code: 'InvalidToken', shape: 'InvalidToken', message: 'No', status: 400 })
  const ours = await call({ action: 'sendTaskHeartbeat', input, operation: failing(new Error('a bug')) })
  expect(ours.answer).toMatchObject({ outcome: 'refused', status: 500 })
  expect(ours.answer).not.toHaveProperty('shape')
  const query = await call({
    ...{ scope: 'iam', action: 'getRole', input: { RoleName: 'r' } },
    operation: failing(new ApiError('NoSuchEntityException', 'None', { httpStatus: 404 })),
  })
  expect(query.answer).toMatchObject({ shape: 'NoSuchEntityException', status: 404 })
})

test('what the caller may not do is not done', async () => {
  const { answer, seen } = await call({
    ...{ action: 'sendTaskHeartbeat', input: { TaskToken: 't' }, refusal: 'User: u is not authorized' },
    operation: () => ({}),
  })
  expect(seen).toEqual([])
  expect(answer).toMatchObject({ outcome: 'refused', code: 'AccessDeniedException', message: 'User: u is not authorized', status: 400 })
})

test('an operation that is not here is refused', async () => {
  for (const action of ['noSuchThing', 'describeMapRun', 'constructor']) {
    expect((await call({ action, input: {} })).answer).toMatchObject({ outcome: 'refused', code: 'UnknownOperationException' })
  }
})

test('the answer is there at once where the operation’s is, refusals too', async () => {
  const described = { action: 'describeActivity', input: { ActivityArn: 'arn:a' } }
  const answer = { activityArn: 'arn:a', name: 'a', creationDate: new Date(0) }
  const refuse = (): never => {
    throw new ApiError('ActivityDoesNotExist', 'None', { httpStatus: 400 })
  }
  expect(await call({ ...described, operation: () => answer })).toMatchObject({ isAtOnce: true, answer: { outcome: 'answered' } })
  expect(await call({ ...described, operation: refuse })).toMatchObject({ isAtOnce: true, answer: { outcome: 'refused' } })
  expect(await call({ ...described, operation: async () => answer })).toMatchObject({ isAtOnce: false, answer: { outcome: 'answered' } })
  expect(await call({ ...described, operation: async () => refuse() })).toMatchObject({ isAtOnce: false, answer: { outcome: 'refused' } })
})
