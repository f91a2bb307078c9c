import { expect, test } from 'vitest'
import { refuseParameters } from './parameter-formats.ts'

const invoke = 'arn:aws:states:::apigateway:invoke'
const lambda = 'arn:aws:states:::lambda:invoke'
const api = { ApiEndpoint: 'a.execute-api.eu-west-1.amazonaws.com', Method: 'GET' }

test('headers and query parameters are lists of texts by name', () => {
  expect(refuseParameters(invoke, { ...api, Headers: { a: ['1', '2'] }, QueryParameters: null }, 'JSONPath')).toBeUndefined()
  expect(refuseParameters(`${invoke}.waitForTaskToken`, { ...api, Headers: { a: '1' } }, 'JSONPath')).toBe(
    `The Parameters '${JSON.stringify({ ...api, Headers: { a: '1' } })}' could not be used to start the Task: [The value of the field 'Headers' has an invalid format]`,
  )
  expect(refuseParameters(invoke, { ...api, QueryParameters: '?a=1' }, 'JSONPath')).toContain(
    "[The value of the field 'QueryParameters' has an invalid format]",
  )
})

test('names are texts, whatever a path has found for them', () => {
  expect(refuseParameters(lambda, { FunctionName: 'f', Qualifier: null, Payload: [1] }, 'JSONPath')).toBeUndefined()
  expect(refuseParameters(lambda, { FunctionName: 1 }, 'JSONPath')).toBe(
    `The Parameters '{"FunctionName":1}' could not be used to start the Task: [The value for the field 'FunctionName' must be a STRING]`,
  )
  const start = 'arn:aws:states:::states:startExecution.sync:2'
  expect(refuseParameters(start, { StateMachineArn: 'a', Name: {} }, 'JSONPath')).toContain('STRING')
})

test('what an expression gives as a whole is held to the same names as what is written', () => {
  expect(refuseParameters('arn:aws:states:::sqs:sendMessage', { QueueUrl: 'q', Body: 'b' }, 'JSONata')).toBe(
    `The Parameters '{"QueueUrl":"q","Body":"b"}' could not be used to start the Task: ` +
      '[The field "Body" is not supported by Step Functions, The field "MessageBody" is required but was missing]',
  )
  expect(refuseParameters('arn:aws:states:::sqs:sendMessage', { QueueUrl: 'q', MessageBody: null }, 'JSONata')).toBeUndefined()
})

test('a field that is dynamic by its name and was evaluated by nobody is refused in JSONPath, at any depth', () => {
  const stray = { FunctionName: 'f', Payload: { list: [{ 'taskToken.$': 'AAAA' }], 'path.$': '$.x', 'call.$': 'States.UUID()' } }
  expect(refuseParameters(lambda, stray, 'JSONPath')).toContain(
    "[The value for the field 'taskToken.$' must be a valid JSONPath or a valid intrinsic function call]",
  )
  expect(refuseParameters(lambda, { FunctionName: 'f', Payload: { 'n.$': 1 } }, 'JSONPath')).toContain(
    "[The value for the field 'n.$' must be a STRING that contains a JSONPath but was an NUMBER]",
  )
  expect(refuseParameters(lambda, stray, 'JSONata')).toBeUndefined()
  let deep: Record<string, unknown> = {}
  for (let depth = 0; depth < 20_000; depth++) deep = { a: deep }
  expect(refuseParameters(lambda, { FunctionName: 'f', Payload: deep as never }, 'JSONPath')).toBeUndefined()
})

test('other resources are not looked at', () => {
  expect(refuseParameters('arn:aws:states:::aws-sdk:lambda:invoke', { Headers: 1 }, 'JSONPath')).toBeUndefined()
  expect(refuseParameters('arn:aws:lambda:us-east-1:123456789012:function:f', { Headers: 1 }, 'JSONPath')).toBeUndefined()
})
