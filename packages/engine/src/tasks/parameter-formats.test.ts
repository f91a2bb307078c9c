import { expect, test } from 'vitest'
import { refuseParameters } from './parameter-formats.ts'

const invoke = 'arn:aws:states:::apigateway:invoke'

test('headers and query parameters are lists of texts by name', () => {
  expect(refuseParameters(invoke, { Headers: { a: ['1', '2'] }, QueryParameters: null })).toBeUndefined()
  expect(refuseParameters(`${invoke}.waitForTaskToken`, { Headers: { a: '1' } })).toBe(
    `The Parameters '{"Headers":{"a":"1"}}' could not be used to start the Task: [The value of the field 'Headers' has an invalid format]`,
  )
  expect(refuseParameters(invoke, { QueryParameters: '?a=1' })).toContain(
    "[The value of the field 'QueryParameters' has an invalid format]",
  )
})

test('names are texts, whatever a path has found for them', () => {
  const lambda = 'arn:aws:states:::lambda:invoke'
  expect(refuseParameters(lambda, { FunctionName: 'f', Qualifier: null, Payload: [1] })).toBeUndefined()
  expect(refuseParameters(lambda, { FunctionName: 1 })).toBe(
    `The Parameters '{"FunctionName":1}' could not be used to start the Task: [The value for the field 'FunctionName' must be a STRING]`,
  )
  expect(refuseParameters('arn:aws:states:::states:startExecution.sync:2', { StateMachineArn: 'a', Name: {} })).toContain('STRING')
})

test('other resources are not looked at', () => {
  expect(refuseParameters('arn:aws:states:::lambda:invoke', { Headers: 1 })).toBeUndefined()
  expect(refuseParameters('arn:aws:lambda:us-east-1:123456789012:function:f', { Headers: 1 })).toBeUndefined()
})
