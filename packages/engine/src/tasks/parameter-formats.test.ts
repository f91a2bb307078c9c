import type { ResultShape } from '@pasos/asl'
import { expect, test } from 'vitest'
import { refuseParameters } from './parameter-formats.ts'

const text: ResultShape = { kind: 'string' }
const member = (name: string, sdkName: string, shape: ResultShape) => ({ name, sdkName, shape, required: false })
const inputShape = (service: string, operation: string): ResultShape | undefined => {
  if (`${service}:${operation}` === 'lambda:Invoke') {
    return { kind: 'structure', members: [member('FunctionName', 'FunctionName', text), member('ACL', 'Acl', text)] }
  }
  if (`${service}:${operation}` !== 'dynamodb:PutItem') return undefined
  const value: ResultShape = { kind: 'structure', members: [member('S', 'S', text), member('BOOL', 'Bool', { kind: 'boolean' })] }
  return {
    kind: 'structure',
    members: [
      member('TableName', 'TableName', text),
      member('Item', 'Item', { kind: 'map', value }),
      member('key', 'Key', { kind: 'list', member: value }),
    ],
  }
}
const inJsonPath = { language: 'JSONPath', inputShape } as const
const inJsonata = { language: 'JSONata', inputShape } as const

const invoke = 'arn:aws:states:::apigateway:invoke'
const lambda = 'arn:aws:states:::lambda:invoke'
const api = { ApiEndpoint: 'a.execute-api.eu-west-1.amazonaws.com', Method: 'GET' }

test('headers and query parameters are lists of texts by name', () => {
  expect(refuseParameters(invoke, { ...api, Headers: { a: ['1', '2'] }, QueryParameters: null }, inJsonPath)).toBeUndefined()
  expect(refuseParameters(`${invoke}.waitForTaskToken`, { ...api, Headers: { a: '1' } }, inJsonPath)).toBe(
    `The Parameters '${JSON.stringify({ ...api, Headers: { a: '1' } })}' could not be used to start the Task: [The value of the field 'Headers' has an invalid format]`,
  )
  expect(refuseParameters(invoke, { ...api, QueryParameters: '?a=1' }, inJsonPath)).toContain(
    "[The value of the field 'QueryParameters' has an invalid format]",
  )
})

test('what is an object, or has a choice of words, is refused as anything else', () => {
  const call = 'arn:aws:states:::http:invoke'
  const http = { ApiEndpoint: 'https://api.example', Method: 'GET', Authentication: { ConnectionArn: 'a' } }
  expect(refuseParameters(call, { ...http, Headers: { a: 1 }, QueryParameters: null, Transform: {} }, inJsonPath)).toBeUndefined()
  for (const name of ['Authentication', 'InvocationConfig', 'Headers', 'QueryParameters', 'Transform']) {
    const refused = `[The value of the field '${name}' has an invalid format]`
    for (const value of ['x', [], 1]) expect(refuseParameters(call, { ...http, [name]: value }, inJsonPath)).toContain(refused)
  }
  for (const Method of ['FOO', 'get', '']) {
    const refused = "[The value of the field 'Method' has an invalid format]"
    expect(refuseParameters(call, { ...http, Method }, inJsonPath)).toContain(refused)
    expect(refuseParameters(invoke, { ...api, Method }, inJsonPath)).toContain(refused)
  }
  expect(refuseParameters(call, { ...http, constructor: 1 }, inJsonPath)).toContain('[The field "constructor" is not supported')
  expect(refuseParameters(invoke, { ...api, AuthType: 'IAM' }, inJsonPath)).toContain("'AuthType' has an invalid format]")
  for (const Method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) {
    expect(refuseParameters(call, { ...http, Method }, inJsonPath)).toBeUndefined()
    expect(refuseParameters(invoke, { ...api, Method, AuthType: 'IAM_ROLE' }, inJsonPath)).toBeUndefined()
  }
})

test('names are texts, whatever a path has found for them', () => {
  expect(refuseParameters(lambda, { FunctionName: 'f', Qualifier: null, Payload: [1] }, inJsonPath)).toBeUndefined()
  expect(refuseParameters(lambda, { FunctionName: 1 }, inJsonPath)).toBe(
    `The Parameters '{"FunctionName":1}' could not be used to start the Task: [The value for the field 'FunctionName' must be a STRING]`,
  )
  const start = 'arn:aws:states:::states:startExecution.sync:2'
  expect(refuseParameters(start, { StateMachineArn: 'a', Name: {} }, inJsonPath)).toContain('STRING')
  for (const part of ['Stage', 'Path']) {
    expect(refuseParameters(invoke, { ...api, [part]: 7 }, inJsonPath)).toContain(`[The value for the field '${part}' must be a STRING]`)
  }
})

test('what an expression gives as a whole is held to the same names as what is written', () => {
  expect(refuseParameters('arn:aws:states:::sqs:sendMessage', { QueueUrl: 'q', Body: 'b' }, inJsonata)).toBe(
    `The Parameters '{"QueueUrl":"q","Body":"b"}' could not be used to start the Task: ` +
      `[The field "Body" is not supported by Step Functions, The field 'MessageBody' is required but was missing]`,
  )
  expect(refuseParameters('arn:aws:states:::sqs:sendMessage', { QueueUrl: 'q', MessageBody: null }, inJsonata)).toBeUndefined()
})

test('parameters that are no object have nothing of what must be there', () => {
  for (const parameters of ['s', 5, true, null, [], [{ FunctionName: 'f' }]]) {
    const refused = `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: `
    expect(refuseParameters(lambda, parameters, inJsonata)).toBe(`${refused}[The field 'FunctionName' is required but was missing]`)
    expect(refuseParameters('arn:aws:states:::http:invoke', parameters, inJsonPath)).toBe(
      `${refused}[The field 'ApiEndpoint' is required but was missing, The field 'Method' is required but was missing]`,
    )
    // What an SDK's operation makes of it is for the service to say.
    expect(refuseParameters('arn:aws:states:::aws-sdk:lambda:invoke', parameters, inJsonata)).toBeUndefined()
  }
})

test('a field that is dynamic by its name and was evaluated by nobody is refused in JSONPath, at any depth', () => {
  const stray = { FunctionName: 'f', Payload: { list: [{ 'taskToken.$': 'AAAA' }], 'path.$': '$.x', 'call.$': 'States.UUID()' } }
  expect(refuseParameters(lambda, stray, inJsonPath)).toContain(
    "[The value for the field 'taskToken.$' must be a valid JSONPath or a valid intrinsic function call]",
  )
  expect(refuseParameters(lambda, { FunctionName: 'f', Payload: { 'n.$': 1 } }, inJsonPath)).toContain(
    "[The value for the field 'n.$' must be a STRING that contains a JSONPath but was an NUMBER]",
  )
  expect(refuseParameters(lambda, stray, inJsonata)).toBeUndefined()
  let deep: Record<string, unknown> = {}
  for (let depth = 0; depth < 20_000; depth++) deep = { a: deep }
  expect(refuseParameters(lambda, { FunctionName: 'f', Payload: deep as never }, inJsonPath)).toBeUndefined()
})

test('what stands within the parameters of an optimized integration is held to the names of the API, and its texts to be texts', () => {
  const put = 'arn:aws:states:::dynamodb:putItem'
  const refused = (item: object) => refuseParameters(put, { TableName: 't', Item: item as never }, inJsonPath)?.split('start the Task: ')[1]
  expect(refused({ id: { S: 'a' }, on: { BOOL: true } })).toBeUndefined()
  expect(refused({ id: { S: null }, other: null, more: 'text' })).toBeUndefined()
  expect(refused({ id: { S: { a: 1 } }, n: { S: 5 } })).toBe(
    "[The value for the field 'S' must be a STRING, The value for the field 'S' must be a STRING]",
  )
  expect(refused({ id: { Bool: true } })).toBe('[The field "Bool" is not supported by Step Functions]')
})

test('an AWS SDK integration takes what the API takes under the names of the SDK, at any depth, and any JSON for a text', () => {
  const put = 'arn:aws:states:::aws-sdk:dynamodb:putItem'
  const refused = (parameters: object) => refuseParameters(put, parameters as never, inJsonata)?.split('start the Task: ')[1]
  expect(refused({ TableName: { any: 'JSON' }, Item: { id: { S: 'a' }, on: { Bool: true } }, Key: [{ S: 1 }] })).toBeUndefined()
  expect(refused({ tableName: 't', Item: { id: { BOOL: true } }, Key: [{ x: 1 }] })).toBe(
    '[The field "tableName" is not supported by Step Functions, The field "BOOL" is not supported by Step Functions, ' +
      'The field "x" is not supported by Step Functions]',
  )
  expect(refused({ Item: 5, Key: 'x' })).toBeUndefined()
})

test('a list may have as many items as a text has room for', () => {
  const put = 'arn:aws:states:::aws-sdk:dynamodb:putItem'
  const items = Array.from({ length: 500_000 }, () => ({}))
  expect(refuseParameters(put, { TableName: 't', Key: [...items, { x: 1 }] }, inJsonata)).toContain('[The field "x" is not supported')
})

test('other resources are not looked at, nor what no model knows', () => {
  expect(refuseParameters('arn:aws:states:::aws-sdk:nobody:knows', { Headers: 1 }, inJsonPath)).toBeUndefined()
  expect(refuseParameters('arn:aws:lambda:us-east-1:123456789012:function:f', { Headers: 1 }, inJsonPath)).toBeUndefined()
})
