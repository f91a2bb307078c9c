import { type Json, parseJson } from '@pasos/asl'
import { expect, test } from 'vitest'
import type { Authorization, FunctionInvocation, FunctionResult, TaskReport, TaskRequest } from '../ports/tasks.ts'
import { lambdaConnector } from './lambda.ts'

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:f'
const requestId = '11111111-2222-5333-8444-555555555555'

async function run(resource: string, input: Json, result: Partial<FunctionResult>, allowed: Authorization = { allowed: true }) {
  const invocations: FunctionInvocation[] = []
  const accepted: unknown[] = []
  const principals: string[] = []
  const connector = lambdaConnector({
    api: {
      arnOf: (name, { accountId, region }) => `arn:aws:lambda:${region}:${accountId}:function:${name}`,
      headers: ({ executedVersion }) => [['Version', executedVersion]],
    },
    region: 'us-east-1',
    authorizer: {
      authorize: ({ principalArn, action, resource: asked }) => {
        principals.push(`${principalArn} ${action} ${asked}`)
        return allowed
      },
    },
    acceptor: {
      async accept({ payload }, type) {
        accepted.push([type, payload])
        return { outcome: 'accepted', requestId }
      },
    },
    invoker: {
      async invoke(invocation) {
        invocations.push(invocation)
        return { outcome: 'returned', payload: '{}', executedVersion: '$LATEST', requestId, ...result } as FunctionResult
      },
    },
  })
  const request: TaskRequest = {
    ...{ executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:e', task: 3, idempotencyToken: requestId, resource, input },
    ...{ stateName: 'S', roleArn: 'arn:aws:iam::123456789012:role/r', stateMachineArn: 'm' },
    ...(resource.endsWith('Token') ? { token: 't' } : {}),
  }
  const report = await new Promise<TaskReport>(resolve => connector.run(request, resolve, new AbortController().signal))
  return { report, invocations, principals, accepted }
}

test('a bare function gets the input and its answer is the output, spelled as it came', async () => {
  const { report, invocations } = await run(functionArn, { a: 1 }, { payload: '{"b": 2.0}' })
  expect(report).toEqual({ type: 'TaskSucceeded', task: 3, output: { b: 2 }, outputText: '{"b": 2.0}' })
  expect(invocations).toEqual([{ function: functionArn, payload: '{"a":1}', requestId }])
})

test('lambda:invoke answers what the API answers', async () => {
  const { report } = await run('arn:aws:states:::lambda:invoke', { FunctionName: 'f', Payload: { a: 1 } }, { payload: '"x"' })
  expect(report).toMatchObject({
    type: 'TaskSucceeded',
    output: {
      ExecutedVersion: '$LATEST',
      Payload: 'x',
      SdkHttpMetadata: {
        HttpStatusCode: 200,
        HttpHeaders: { Version: '$LATEST' },
        AllHttpHeaders: { Version: ['$LATEST'] },
      },
      SdkResponseMetadata: { RequestId: requestId },
      StatusCode: 200,
    },
  })
})

test('a function known by its name is authorized by its ARN, for the role of the task', async () => {
  const { principals, invocations } = await run('arn:aws:states:::lambda:invoke', { FunctionName: 'f' }, {})
  expect(principals).toEqual([`arn:aws:iam::123456789012:role/r lambda:InvokeFunction ${functionArn}`])
  expect(invocations).toEqual([{ function: functionArn, payload: '{}', requestId }])
})

test('a role that may not invoke the function fails the task in AWS’s words', async () => {
  const message = 'User: u is not authorized to perform: lambda:InvokeFunction on resource: f'
  const { report, invocations } = await run(functionArn, {}, {}, { allowed: false, message, explicitDeny: false })
  expect(report).toEqual({
    ...{ type: 'TaskFailed', task: 3, error: 'Lambda.AWSLambdaException' },
    cause: `${message} (Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; Request ID: ${requestId}; Proxy: null)`,
  })
  expect(invocations).toEqual([])
})

test('a missing function fails the task under the API’s code', async () => {
  const refusal = {
    outcome: 'refused',
    code: 'ResourceNotFoundException',
    message: 'Function not found: f',
    status: 404,
    requestId,
  } as const
  const { report } = await run(functionArn, {}, refusal)
  expect(report).toMatchObject({ type: 'TaskFailed', error: 'Lambda.ResourceNotFoundException' })
})

test('a failing function fails the task with its own error type and its whole answer', async () => {
  const payload = '{"errorMessage": "no", "errorType": "Custom"}'
  const { report } = await run(functionArn, {}, { payload, functionError: 'Unhandled' })
  expect(report).toEqual({ type: 'TaskFailed', task: 3, error: 'Custom', cause: payload })
})

test('with a task token the answer is only the submission', async () => {
  const { report } = await run('arn:aws:states:::lambda:invoke.waitForTaskToken', { FunctionName: 'f' }, {})
  expect(report).toMatchObject({ type: 'TaskSubmitted', task: 3, output: { StatusCode: 200 } })
})

test('a payload that is text of JSON is that JSON, other text is a string, and null is nothing', async () => {
  const sent = async (payload: Json) => {
    const { invocations } = await run('arn:aws:states:::lambda:invoke', { FunctionName: 'f', Payload: payload }, {})
    return invocations[0]?.payload
  }
  expect(await sent('{"a": 1.0}')).toBe('{"a": 1.0}')
  expect(await sent('hello')).toBe('"hello"')
  expect(await sent(null)).toBe('{}')
})

test.each(['1.0', '12345678901234567890'])('a number alone is a payload as it was written: %s', async number => {
  const { invocations } = await run('arn:aws:states:::lambda:invoke', parseJson(`{"FunctionName":"f","Payload":${number}}`), {})
  expect(invocations[0]?.payload).toBe(number)
})

test('lambda:invoke hands numbers on as the function spelled them, but not its spaces', async () => {
  const { report } = await run('arn:aws:states:::lambda:invoke', { FunctionName: 'f' }, { payload: '{"n": 1.0}' })
  expect(report).toMatchObject({ outputText: expect.stringContaining('"Payload":{"n":1.0},"SdkHttpMetadata":{') })
  if (report.type === 'TaskSucceeded') expect(JSON.parse(report.outputText ?? '')).toEqual(report.output)
})

test('what a function said in failing loses its spaces through lambda:invoke only', async () => {
  const payload = '{"errorMessage": "no good", "errorType": "Custom"}'
  const { report } = await run('arn:aws:states:::lambda:invoke', { FunctionName: 'f' }, { payload, functionError: 'Unhandled' })
  expect(report).toMatchObject({ error: 'Custom', cause: '{"errorMessage":"no good","errorType":"Custom"}' })
})

test('a result that is no JSON is text', async () => {
  expect((await run(functionArn, {}, { payload: 'plain' })).report).toMatchObject({ output: 'plain', outputText: '"plain"' })
})

test('an event is handed over and a dry run is only looked at: nobody waits for the function', async () => {
  const hand = (type: string) => run('arn:aws:states:::lambda:invoke', { FunctionName: 'f', InvocationType: type, Payload: { a: 1 } }, {})
  const event = await hand('Event')
  expect(event).toMatchObject({ invocations: [], accepted: [['Event', '{"a":1}']], report: { output: { Payload: '', StatusCode: 202 } } })
  const dry = await hand('DryRun')
  expect(dry).toMatchObject({ invocations: [], accepted: [['DryRun', '{"a":1}']], report: { output: { Payload: '', StatusCode: 204 } } })
})

test('an error without a type is unknown, and the cause says what came back', async () => {
  const { report } = await run(functionArn, {}, { payload: '{"errorMessage":"m"}', functionError: 'Unhandled' })
  expect(report).toMatchObject({
    error: 'Lambda.Unknown',
    cause: 'The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage":"m"}',
  })
})

test('a choice that there is not is refused by Lambda’s front end', async () => {
  const { report, invocations } = await run('arn:aws:states:::lambda:invoke', { FunctionName: 'f', InvocationType: 'Later' }, {})
  expect(report).toMatchObject({ type: 'TaskFailed', error: 'Lambda.AWSLambdaException' })
  expect(report).toHaveProperty(
    'cause',
    `1 validation error detected: Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [DryRun, RequestResponse, Event] (Service: AWSLambda; Status Code: 400; Error Code: ValidationException; Request ID: ${requestId}; Proxy: null)`,
  )
  expect(invocations).toEqual([])
  const tail = await run('arn:aws:states:::lambda:invoke', { FunctionName: 'f', LogType: 'Head' }, {})
  expect(tail.report).toHaveProperty('cause', expect.stringContaining("Value 'Head' at 'logType'"))
})

test('a function that fails has not submitted the task that would wait for a token', async () => {
  const result = { payload: '{"errorType":"E"}', functionError: 'Unhandled' } as const
  const { report } = await run('arn:aws:states:::lambda:invoke.waitForTaskToken', { FunctionName: 'f' }, result)
  expect(report).toEqual({ type: 'TaskSubmitFailed', task: 3, error: 'E', cause: '{"errorType":"E"}' })
})
